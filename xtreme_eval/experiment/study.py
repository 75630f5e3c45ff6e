"""A study: the cells that answer a question, and what they share."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from xtreme_eval.errors import SpecificationError, UnknownNameError
from xtreme_eval.experiment.base import Base
from xtreme_eval.experiment.cell import Cell
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.experiment.measurement import Measurement, Subject, over_seeds
from xtreme_eval.experiment.recipe import Recipe
from xtreme_eval.experiment.stage import Stage


class StudyTarget(BaseModel):
    """A target task as this study trains and evaluates it; no stages: evaluated as it is (BUCC, Tatoeba).

    `trained` says whether the last stage makes the target's own head (Tatoeba in XTREME-R is tuned on SQuAD: no head of its own).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    stages: tuple[Stage, ...] = ()
    trained: bool = False
    lengths: Lengths


class Study(BaseModel):
    """A grid of recipes x targets x seeds on one benchmark; whoever runs it names the base model if `base` is None.

    `label` stands over every table; `languages` narrows the evaluation (None: all the benchmark has); `world` is the seed of
    the sample world that is generated where no data folder is given (None: a data folder must be given); `best_of` names the
    recipes that the row "best per target" chooses from, on dev (none: no such row); `measurements` are made of its checkpoints.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    label: str = ""
    benchmark: str
    base: Base | None = None
    recipes: tuple[Recipe, ...] = Field(min_length=1)
    targets: tuple[StudyTarget, ...] = Field(min_length=1)
    seeds: tuple[int, ...] = Field(min_length=1)
    languages: tuple[str, ...] | None = None
    world: int | None = None
    best_of: tuple[str, ...] = ()
    measurements: tuple[Measurement, ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every entry of the grid, recipes first."""
        return tuple(
            Cell(recipe=recipe, target=target.name, seed=seed)
            for recipe in self.recipes
            for target in self.targets
            for seed in self.seeds
        )

    def narrowed(
        self,
        *,
        recipes: Sequence[str] | None = None,
        targets: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
        seeds: Sequence[int] | None = None,
    ) -> "Study":
        """The part of the grid with these names, in the study's own order; None keeps everything.

        Measurements stay where all their subjects do. One that takes part in every seed of the study does so in every seed that
        is asked for.

        Raises:
            UnknownNameError: the study has no such recipe or target.
            SpecificationError: an empty or repeated selection, or a negative seed.
        """
        problems = [
            f"--{option} names something twice or nothing: {list(chosen)}"
            for option, chosen in {"recipes": recipes, "targets": targets, "languages": languages, "seeds": seeds}.items()
            if chosen is not None and (not chosen or len(set(chosen)) < len(chosen))
        ]
        problems += [f"--seeds takes whole numbers from 0 on, not {seed}" for seed in seeds or () if seed < 0]
        if problems:
            raise SpecificationError(problems)
        _check(f"recipe of study {self.name}", recipes, [recipe.name for recipe in self.recipes])
        _check(f"target task of study {self.name}", targets, [target.name for target in self.targets])
        part = self.model_copy(
            update={
                "recipes": tuple(recipe for recipe in self.recipes if recipes is None or recipe.name in recipes),
                "targets": tuple(target for target in self.targets if targets is None or target.name in targets),
                "languages": self.languages if languages is None else tuple(languages),
                "seeds": self.seeds if seeds is None else tuple(seeds),
                "best_of": tuple(name for name in self.best_of if recipes is None or name in recipes),
            }
        )
        measurements = [over_seeds(asked, self.seeds, part.seeds) for asked in self.measurements]
        return part.model_copy(update={"measurements": tuple(asked for asked in measurements if not part.without(asked))})

    def without(self, asked: Measurement) -> list[Subject]:
        """What the measurement is made of and this study does not have."""
        recipes, targets = {recipe.name for recipe in self.recipes}, {"", *(target.name for target in self.targets)}
        return [of for of in asked.subjects if not (of.recipe in recipes and of.target in targets and of.seed in self.seeds)]


def _check(what: str, chosen: Sequence[str] | None, known: Sequence[str]) -> None:
    for name in chosen or ():
        if name not in known:
            raise UnknownNameError(what, name, known)
