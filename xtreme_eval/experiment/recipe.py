"""A recipe: what happens to the base model before the target task."""

from pydantic import BaseModel, ConfigDict

from xtreme_eval.experiment.base import Base
from xtreme_eval.experiment.stage import Stage


class Recipe(BaseModel):
    """Ordered intermediate stages: none is the baseline, one a single task or a mixture, several a chain.

    `base` replaces the study's base model (another size or family, or a control such as random weights). `control` is the recipe
    that its gain is measured from, with the same seed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    stages: tuple[Stage, ...] = ()
    base: Base | None = None
    control: str = "baseline"


BASELINE = Recipe(name="baseline")


def recipe(*stages: Stage) -> Recipe:
    """The recipe named after its stages: 'squad1', 'mnli+squad1' (mixture), 'mnli>squad1' (chain)."""
    return Recipe(name=">".join(stage.name for stage in stages), stages=stages) if stages else BASELINE
