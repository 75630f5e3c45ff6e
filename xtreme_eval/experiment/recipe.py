"""A recipe: what happens to the base model before the target task."""

from pydantic import BaseModel, ConfigDict, Field

from xtreme_eval.experiment.base import Base
from xtreme_eval.experiment.stage import Adapter, Stage


class Recipe(BaseModel):
    """Ordered intermediate stages: none is the baseline, one a single task or a mixture, several a chain.

    `base` replaces the study's base model (another size or family, or a control such as random weights). `control` is the recipe
    that its gain is measured from, with the same seed. `extra_target_steps` go into each target's own training, in one schedule
    with the rest: the control for what intermediate stages cost. `target_rate` and `target_adapter` are how the base model of
    this recipe wants targets to be trained where the study's stages are made for another: the factor of their learning rates, and
    LoRA instead of all weights.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    stages: tuple[Stage, ...] = ()
    base: Base | None = None
    control: str = "baseline"
    extra_target_steps: int = Field(default=0, ge=0)
    target_rate: float = Field(default=1.0, gt=0)
    target_adapter: Adapter | None = None


BASELINE = Recipe(name="baseline")


def recipe(*stages: Stage) -> Recipe:
    """The recipe named after its stages: 'squad1', 'mnli+squad1' (mixture), 'mnli>squad1' (chain)."""
    return Recipe(name=">".join(stage.name for stage in stages), stages=stages) if stages else BASELINE
