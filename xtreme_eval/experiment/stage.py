"""A stage: one training run from one checkpoint to the next."""

from pydantic import BaseModel, ConfigDict, Field

from xtreme_eval.experiment.hyper import Hyper


class Ingredient(BaseModel):
    """A task in a stage's mixture; `weight` is its share of the optimizer steps, relative to the others."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str
    weight: float = Field(default=1.0, gt=0)


class Stage(BaseModel):
    """One training: a task, or a weighted mixture of tasks, with its hyperparameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mixture: tuple[Ingredient, ...] = Field(min_length=1)
    hyper: Hyper

    @property
    def name(self) -> str:
        """The tasks joined by '+', as in a recipe's name."""
        return "+".join(ingredient.task for ingredient in self.mixture)


def single(task: str, hyper: Hyper) -> Stage:
    """The stage that trains on one task."""
    return Stage(mixture=(Ingredient(task=task),), hyper=hyper)
