"""A cell: recipe x target task x seed, one entry of the grid."""

from pydantic import BaseModel, ConfigDict

from xtreme_eval.experiment.recipe import Recipe


class Cell(BaseModel):
    """One entry of a study's grid; `seed` drives every stage of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: Recipe
    target: str
    seed: int

    @property
    def title(self) -> str:
        """What people call it: 'squad1 → xnli · seed 2'."""
        return f"{self.recipe.name} → {self.target} · seed {self.seed}"
