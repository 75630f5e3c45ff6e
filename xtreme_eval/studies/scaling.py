"""How does the gain grow with the number of intermediate tasks, and with the size of the model, on XTREME?

Several draws each put the nine tasks in a random order; the first k of it, in one multi-task stage, are the subset of size k, so
that a draw's subsets are nested. Every subset is trained for the same number of optimizer steps: what grows is the number of tasks
and not the compute, and each task has the fewer steps, the more there are. A step holds each task's own batch, so sub-tokens differ
somewhat, and the table tells them. Every size has a baseline of its own, which its gains are measured from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from xtreme_eval.experiment.base import Base, HubBase
from xtreme_eval.experiment.hyper import Hyper, Lengths
from xtreme_eval.experiment.recipe import Recipe
from xtreme_eval.experiment.stage import Sampler
from xtreme_eval.experiment.study import Study
from xtreme_eval.studies import paper, sample, sample_paper
from xtreme_eval.studies.grids import multi_task, targets
from xtreme_eval.studies.paper import NINE
from xtreme_eval.studies.tiny_bases import LARGE, MEDIUM, SMALL
from xtreme_eval.suite.benchmarks import SAMPLE, XTREME

if TYPE_CHECKING:
    from xtreme_eval.scores.answer import Answer
    from xtreme_eval.scores.table import ScoreTable
    from xtreme_eval.studies.results import Results

DRAWS = {name: tuple(Random(f"intermediate tasks, draw {name}").sample(NINE, len(NINE))) for name in "abcde"}
"""Each draw's order of the nine tasks, the same for ever."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What differs between the two scales.

    Attributes:
        hyper: of each intermediate task when it is trained alone, for its batch and lengths.
        budget: rate and steps of every multi-task stage, however many tasks it has.
        sampler: which task each step trains.
    """

    hyper: Mapping[str, Hyper]
    budget: Hyper
    sampler: Sampler

    def recipes(self, base: Base, points: Sequence[tuple[int, str]]) -> tuple[Recipe, ...]:
        """A size's baseline, called 'NAME 0', and its subsets, called 'NAME 3a' after their number of tasks and their draw.

        Args:
            points: numbers of tasks, each with its draw; all nine are the same in every draw, and theirs is "".
        """
        baseline = Recipe(name=f"{base.name} 0", base=base, control=f"{base.name} 0")
        return (baseline, *(self._subset(base, count, draw, baseline.name) for count, draw in points))

    def _subset(self, base: Base, count: int, draw: str, control: str) -> Recipe:
        chosen = set(DRAWS[draw][:count]) if draw else set(NINE)
        hyper = {task: self.hyper[task] for task in NINE if task in chosen}
        made = multi_task(hyper, budget=self.budget, sampler=self.sampler)
        return made.model_copy(update={"name": f"{base.name} {len(hyper)}{draw}", "base": base, "control": control})


_ALL_AT_ONCE = sample_paper.MULTI_TASK.stages[0]
TINY = Scale(hyper=sample_paper.HYPER, budget=_ALL_AT_ONCE.hyper, sampler=_ALL_AT_ONCE.sampler)
TINY_RECIPES = (
    *TINY.recipes(MEDIUM, [(1, "a"), (1, "b"), (1, "c"), (3, "a"), (3, "b"), (3, "c"), (9, "")]),
    *TINY.recipes(SMALL, [(9, "")]),
    *TINY.recipes(LARGE, [(9, "")]),
)

STUDY = Study(
    name="scaling",
    title="Number of intermediate tasks and size of the model, on the sample world",
    label="generated sample world: these numbers say nothing about any real language",
    benchmark=SAMPLE.name,
    base=MEDIUM,
    recipes=TINY_RECIPES,
    targets=tuple(
        target
        for target in targets(SAMPLE, sample.TARGET, retrieval=Lengths(max_length=128))
        if target.name in {"pawsx", "panx", "tydiqa", "tatoeba"}
    ),
    seeds=(1,),
    world=1,
)

_FULL = Scale(
    hyper=paper.HYPER,
    budget=paper.ALL_AT_ONCE.model_copy(update={"epochs": None, "steps": paper.MLM_STEPS}),  # twice what MNLI takes alone
    sampler=paper.SAMPLER,
)
SIZES = (
    HubBase(name="xlm-roberta-base", id="FacebookAI/xlm-roberta-base"),
    HubBase(name="xlm-roberta-large", id="FacebookAI/xlm-roberta-large"),
    HubBase(name="xlm-roberta-xl", id="facebook/xlm-roberta-xl"),
)
FULL_RECIPES = tuple(
    recipe
    for base in SIZES
    for recipe in _FULL.recipes(base, [*((count, draw) for count in range(1, len(NINE)) for draw in DRAWS), (len(NINE), "")])
)

FULL = Study(
    name="scaling-full",
    title="Number of intermediate tasks and size of the model, on XTREME",
    benchmark=XTREME.name,
    base=SIZES[1],
    recipes=FULL_RECIPES,
    targets=targets(XTREME, paper.TARGETS, retrieval=paper.RETRIEVAL),
    seeds=(1, 2, 3),
)


def answer(results: Results, table: ScoreTable) -> Answer:
    """What each doubling of the tasks adds, where more of them add little, and what larger models score and gain."""
    from xtreme_eval.studies.scaling_answer import scaling_answer

    return scaling_answer(results, table)
