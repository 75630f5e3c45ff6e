"""A measurement: what a study asks of checkpoints beyond their scores, such as speed, or how alike tasks look to them."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

Setting = str | int | float | bool


class Subject(BaseModel):
    """A checkpoint of the study's grid: that of a cell, or with `target` "" the one that a recipe's own stages end in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: str
    target: str = ""
    seed: int


class Measurement(BaseModel):
    """One call of a measure, cached like a training: the same checkpoints, data and settings are measured once.

    `measure` is a file of `xtreme_eval/measures`; `name` is what the study's answer finds the result by. `tasks` are the
    intermediate and target tasks whose data are read. All but the name changes the result.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    measure: str
    subjects: tuple[Subject, ...] = Field(min_length=1)
    tasks: tuple[str, ...] = ()
    settings: tuple[tuple[str, Setting], ...] = Field(default=(), description="of the measure, by name")


def over_seeds(asked: Measurement, declared: Sequence[int], chosen: Sequence[int]) -> Measurement:
    """The measurement with the chosen seeds in place of all the declared ones; as it is where it is of some of these only."""
    kinds = list(dict.fromkeys((of.recipe, of.target) for of in asked.subjects))
    if {(*kind, seed) for kind in kinds for seed in declared} != {(of.recipe, of.target, of.seed) for of in asked.subjects}:
        return asked
    subjects = tuple(Subject(recipe=recipe, target=target, seed=seed) for seed in chosen for recipe, target in kinds)
    return asked if tuple(declared) == tuple(chosen) else asked.model_copy(update={"subjects": subjects})
