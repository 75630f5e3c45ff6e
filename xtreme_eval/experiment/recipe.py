"""A recipe: what happens to the base model before the target task."""

from pydantic import BaseModel, ConfigDict

from xtreme_eval.experiment.stage import Stage


class Recipe(BaseModel):
    """Ordered intermediate stages: none is the baseline, one a single task or a mixture, several a chain."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    stages: tuple[Stage, ...] = ()

    @property
    def is_baseline(self) -> bool:
        """Whether the base model goes to the target task untouched."""
        return not self.stages


BASELINE = Recipe(name="baseline")


def recipe(*stages: Stage) -> Recipe:
    """The recipe named after its stages: 'squad1', 'mnli+squad1' (mixture), 'mnli>squad1' (chain)."""
    return Recipe(name=">".join(stage.name for stage in stages), stages=stages) if stages else BASELINE
