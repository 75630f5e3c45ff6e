"""Does similarity between intermediate and target task predict the gain, and how does that change with the compute budget?

Each budget is a share of the intermediate stage's steps with a full schedule of its own, warm-up and decay included. Beside them
stand baselines whose targets are trained for as many more steps. Similarities are those of the base model and of English training
texts; their files under `measures` say what they are. Targets that are not trained have no such texts and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from xtreme_eval.experiment.hyper import Hyper, Lengths
from xtreme_eval.experiment.measurement import Measurement, Setting, Subject
from xtreme_eval.experiment.recipe import BASELINE, Recipe
from xtreme_eval.experiment.stage import single
from xtreme_eval.experiment.study import Study
from xtreme_eval.measures.task_embedding import EMBEDDING
from xtreme_eval.measures.text_similarity import CENTROID, DISTRIBUTION
from xtreme_eval.measures.vocabulary_overlap import FREQUENCIES, TYPES
from xtreme_eval.studies import paper, sample
from xtreme_eval.studies.grids import targets
from xtreme_eval.studies.tiny_bases import MEDIUM
from xtreme_eval.suite import registry
from xtreme_eval.suite.benchmarks import SAMPLE, XTREME

if TYPE_CHECKING:
    from xtreme_eval.scores.answer import Answer
    from xtreme_eval.scores.table import ScoreTable
    from xtreme_eval.studies.results import Results

MEASURED = (CENTROID, DISTRIBUTION, TYPES, FREQUENCIES, EMBEDDING)
"""What the measures tell of each pair, besides the taxonomy that tasks declare."""
Settings = Mapping[str, Mapping[str, Setting]]


def budgeted(task: str, hyper: Hyper, share: float) -> Recipe:
    """A task trained for a share of its steps; the schedule, and how often dev is scored, shrink with them."""
    steps = hyper.steps and max(1, round(share * hyper.steps))
    selections = hyper.selections and max(1, round(share * hyper.selections))
    epochs = hyper.epochs and share * hyper.epochs
    if share < 1:
        hyper = hyper.model_copy(update={"steps": steps, "epochs": epochs, "selections": selections})
    return Recipe(name=task if share == 1 else f"{task}@{100 * share:g}%", stages=(single(task, hyper),))


def control(steps: int, share: float) -> Recipe:
    """The baseline whose targets are trained for as many more steps as the intermediate stages of a budget have."""
    return Recipe(name=f"steps@{100 * share:g}%", extra_target_steps=max(1, round(share * steps)))


def measurements(tasks: Iterable[str], others: Iterable[str], settings: Settings) -> tuple[Measurement, ...]:
    """Each intermediate task beside all targets, by each measure: one whose data are missing leaves the others alone."""
    return tuple(
        Measurement(
            name=f"{measure} of {task}",
            measure=measure,
            subjects=(Subject(recipe=BASELINE.name, seed=1),),
            tasks=(task, *others),
            settings=tuple(chosen.items()),
        )
        for task in tasks
        for measure, chosen in settings.items()
    )


TASKS = {name: sample.INTERMEDIATE[name] for name in ("mnli", "squad1", "hellaswag")}
TARGETS = {name: sample.TARGET[name] for name in ("pawsx", "udpos", "panx", "tydiqa")}
"""None is trained on an intermediate task's data."""
SHARES = (0.05, 0.25, 1.0)
STEPS = 418
"""The mean of what MNLI (450), SQuAD (627) and HellaSwag (175) take on the sample world."""
SAMPLED: dict[str, Setting] = {"examples": 200, "max_length": 128, "seed": 1}

STUDY = Study(
    name="similarity",
    title="Does similarity between intermediate and target task predict the gain?",
    label=sample.STUDY.label,
    benchmark=SAMPLE.name,
    base=MEDIUM,
    recipes=(
        BASELINE,
        *(budgeted(task, hyper, share) for task, hyper in TASKS.items() for share in SHARES),
        *(control(STEPS, share) for share in SHARES[1:]),  # 5 % of the steps are 21
    ),
    targets=tuple(target for target in sample.STUDY.targets if target.name in TARGETS),
    seeds=(1,),
    world=1,
    measurements=measurements(
        TASKS,
        TARGETS,
        {
            "text_similarity": SAMPLED,
            "vocabulary_overlap": {**SAMPLED, "tokens": 4000},
            "task_embedding": {**SAMPLED, "gradients": 100, "steps": 50, "learning_rate": 1e-3},
        },
    ),
)

FULL_TASKS = {name: paper.HYPER[name] for name in paper.NINE}
FULL_SHARES = (0.01, 0.05, 0.25, 1.0)
FULL_STEPS = round(
    sum((hyper.epochs or 0) * registry.intermediate(name).train_examples / hyper.batch_size for name, hyper in FULL_TASKS.items())
    / len(FULL_TASKS)
)
"""The mean of the nine tasks' steps: one control a budget; one a task and budget would cost more than all else together."""
FULL_SAMPLED: dict[str, Setting] = {"examples": 2000, "max_length": 256, "seed": 1}

FULL_TARGETS = tuple(target for target in targets(XTREME, paper.TARGETS, retrieval=Lengths()) if target.trained)

FULL = Study(
    name="similarity-full",
    title=STUDY.title,
    benchmark=XTREME.name,
    recipes=(
        BASELINE,
        *(budgeted(task, hyper, share) for task, hyper in FULL_TASKS.items() for share in FULL_SHARES),
        *(control(FULL_STEPS, share) for share in FULL_SHARES),
    ),
    targets=FULL_TARGETS,
    seeds=(1, 2, 3),
    measurements=measurements(
        FULL_TASKS,
        [target.name for target in FULL_TARGETS],
        {
            "text_similarity": FULL_SAMPLED,
            "vocabulary_overlap": {**FULL_SAMPLED, "tokens": 50_000},
            "task_embedding": {**FULL_SAMPLED, "gradients": 500, "steps": 200, "learning_rate": 1e-3},
        },
    ),
)


def answer(results: Results, table: ScoreTable) -> Answer:
    """Correlations of similarity and gain by budget, choices on held-out targets, and what the budgets cost."""
    from xtreme_eval.scores.similarity_answer import similarity_answer
    from xtreme_eval.studies.similarity_results import measured_notes, recipe_budgets, recipe_gains, similarities

    gains = recipe_gains(results, table)
    pairs = gains[~gains["own"] & (gains["task"] != "")].merge(similarities(results, MEASURED), on=["task", "target"])
    return similarity_answer(pairs, recipe_budgets(results, gains), notes=measured_notes(results))
