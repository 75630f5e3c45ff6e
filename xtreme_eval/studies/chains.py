"""Is a sequence of intermediate tasks better than the best single one, or than multi-task training, at equal compute?

Equal compute is an equal number of optimizer steps before the target: as many as NLI takes alone (`Scale.budget`). A chain's stages
share them evenly, each with a schedule of its own; so do the tasks of a mixture, within one schedule. A step holds each task's own
batch, so sub-tokens differ: a chain or mixture has the mean of its tasks' alone, and the table of recipes tells them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from xtreme_eval.experiment.hyper import Hyper, Lengths
from xtreme_eval.experiment.measurement import Measurement, Subject
from xtreme_eval.experiment.recipe import BASELINE, Recipe, recipe
from xtreme_eval.experiment.stage import Sampler, single
from xtreme_eval.experiment.study import Study, StudyTarget
from xtreme_eval.studies import paper, sample
from xtreme_eval.studies.grids import multi_task, targets
from xtreme_eval.studies.tiny_bases import MEDIUM
from xtreme_eval.suite import registry
from xtreme_eval.suite.benchmarks import SAMPLE, XTREME

if TYPE_CHECKING:
    from xtreme_eval.scores.answer import Answer
    from xtreme_eval.scores.table import ScoreTable
    from xtreme_eval.studies.results import Results

NLI = "mnli"


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What differs between the two scales.

    Attributes:
        hyper: of each intermediate task when it is trained alone; all but NLI's budgets are replaced.
        budget: steps before the target, which are what NLI takes alone.
        selected_every: steps between two looks at English dev.
    """

    hyper: Mapping[str, Hyper]
    budget: int
    selected_every: float

    def alone(self, task: str) -> Recipe:
        """A task on its own; NLI as other studies train it."""
        return recipe(single(task, self.hyper[task] if task == NLI else self._for(task, self.budget)))

    def chain(self, *tasks: str) -> Recipe:
        """The tasks one after the other; what cannot be shared evenly goes to the first ones."""
        share, rest = divmod(self.budget, len(tasks))
        return recipe(*(single(task, self._for(task, share + (place < rest))) for place, task in enumerate(tasks)))

    def mixture(self, *tasks: str) -> Recipe:
        """The tasks at once, an equal share of the steps each, at the first one's rate."""
        hyper = {task: self.hyper[task] for task in tasks}
        return multi_task(hyper, budget=self._for(tasks[0], self.budget), sampler=Sampler()).model_copy(
            update={"name": "+".join(tasks)}
        )

    def _for(self, task: str, steps: int) -> Hyper:
        looks = max(1, round(steps / self.selected_every))
        return self.hyper[task].model_copy(update={"epochs": None, "steps": steps, "selections": looks})


def forgetting(recipes: Sequence[Recipe], targets: Sequence[StudyTarget], seeds: Sequence[int]) -> tuple[Measurement, ...]:
    """Each recipe's tasks after each of its stages, and after each target's training."""
    trained = ["", *(target.name for target in targets if target.stages)]
    return tuple(
        Measurement(
            name=f"forgetting {recipe.name}{f' → {target}' if target else ''}",
            measure="forgetting",
            subjects=tuple(Subject(recipe=recipe.name, target=target, seed=seed) for seed in seeds),
            tasks=tuple(dict.fromkeys(part.task for stage in recipe.stages for part in stage.mixture)),
        )
        for recipe in recipes
        if recipe.stages
        for target in trained
    )


_TINY = Scale(hyper=sample.INTERMEDIATE, budget=450, selected_every=450 / 4)
_THREE = (NLI, "squad1", "hellaswag")
_TINY_RECIPES = (
    BASELINE,
    *(_TINY.alone(task) for task in _THREE),
    *(_TINY.chain(*pair) for pair in permutations(_THREE, 2)),
    _TINY.chain("hellaswag", "squad1", NLI),
    _TINY.mixture(*_THREE),
)
_TINY_TARGETS = tuple(
    target
    for target in targets(SAMPLE, sample.TARGET, retrieval=Lengths(max_length=128))
    if target.name in {"pawsx", "panx", "tydiqa", "tatoeba"}
)

STUDY = Study(
    name="chains",
    title="Chains of intermediate tasks on the sample world",
    label="generated sample world: these numbers say nothing about any real language",
    benchmark=SAMPLE.name,
    base=MEDIUM,
    recipes=_TINY_RECIPES,
    targets=_TINY_TARGETS,
    seeds=(1,),
    world=1,
    measurements=forgetting(_TINY_RECIPES, _TINY_TARGETS, (1,)),
)

FOUR = (NLI, "squad1", "sst2", "hellaswag")
"""NLI, question answering, sentiment, commonsense."""
BEST_THREE = (NLI, "squad1", "hellaswag")
"""The best of the four by what Phang et al. 2020 publish of each alone (`scores/reference/claims.csv`), so that nothing that is
compared here has chosen them; SST-2 is not among that paper's tasks."""
_FULL = Scale(
    hyper={task: paper.HYPER.get(task, registry.intermediate(task).hyper) for task in FOUR},
    budget=32_726,  # 2 epochs of MNLI's 392,702 examples, 24 a step
    selected_every=paper.SELECTED_EVERY,
)
_FULL_RECIPES = (
    BASELINE,
    *(_FULL.alone(task) for task in FOUR),
    *(_FULL.chain(*pair) for pair in permutations(FOUR, 2)),
    *(_FULL.chain(*triple) for triple in permutations(BEST_THREE)),
    *(_FULL.mixture(*tasks) for size in (2, 3, 4) for tasks in combinations(FOUR, size) if size != 3 or tasks == BEST_THREE),
)
_FULL_TARGETS = targets(XTREME, paper.TARGETS, retrieval=paper.RETRIEVAL)

FULL = Study(
    name="chains-full",
    title="Chains of intermediate tasks on XTREME",
    benchmark=XTREME.name,
    recipes=_FULL_RECIPES,
    targets=_FULL_TARGETS,
    seeds=(1, 2, 3),
    measurements=forgetting(_FULL_RECIPES, _FULL_TARGETS, (1, 2, 3)),
)


def answer(results: Results, table: ScoreTable) -> Answer:
    """The best chain against the best single task and the best mixture, order effects, and what is forgotten on the way."""
    from xtreme_eval.studies.chains_compared import chains_answer

    return chains_answer(results, table)
