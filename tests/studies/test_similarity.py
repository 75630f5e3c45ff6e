"""The study of similarity: budgets with schedules of their own, shared checkpoints, and an answer that reads what was found."""

from types import SimpleNamespace

import pandas as pd
import pytest

from tests.experiment.made import Known
from tests.scores.made import cell, study
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.experiment.plan import PlannedCell, make_plan
from xtreme_eval.measures.pairs import COLUMNS
from xtreme_eval.measures.text_similarity import CENTROID
from xtreme_eval.scores.table import score_table
from xtreme_eval.store.protocol import Manifest
from xtreme_eval.studies import sample
from xtreme_eval.studies.results import Results
from xtreme_eval.studies.similarity import FULL, FULL_STEPS, STUDY, TARGETS, TASKS, answer, budgeted, control
from xtreme_eval.studies.similarity_results import budget_of, recipe_budgets, recipe_gains
from xtreme_eval.suite import registry
from xtreme_eval.suite.trainable import trainable

BOTH = pytest.mark.parametrize("declared", [STUDY, FULL], ids=lambda declared: declared.name)


def test_a_budget_is_a_share_of_the_steps_with_everything_else_the_same():
    hyper = Hyper(learning_rate=1e-3, epochs=4, selections=8)
    quarter = budgeted("mnli", hyper, 0.25)
    assert quarter.name == "mnli@25%"
    assert quarter.stages[0].hyper == hyper.model_copy(update={"epochs": 1.0, "selections": 2})
    assert budgeted("mnli", hyper, 1.0).stages[0].hyper == hyper
    counted = Hyper(learning_rate=1e-3, steps=30, selections=0)
    assert budgeted("mnli", counted, 0.01).stages[0].hyper == counted.model_copy(update={"steps": 1})


def test_a_recipes_name_says_its_budget():
    hyper = Hyper(learning_rate=1e-3, epochs=4)
    for share in (0.01, 0.05, 0.25, 1.0):
        assert budget_of(budgeted("mnli", hyper, share)) == share
        assert budget_of(control(400, share)) == share


def test_a_full_budget_and_the_baseline_are_the_sample_studys_checkpoints():
    known = {step.key for step in make_plan(sample.STUDY, Known()).trainings}
    plan = make_plan(STUDY, Known())
    shared = {step.key for step in plan.trainings} & known
    assert len(shared) == 1 + len(TARGETS) * (1 + len(TASKS)) + len(TASKS)
    full = [found for found in plan.cells if found.cell.recipe.name in {"baseline", *TASKS}]
    assert {key for found in full for key in found.trainings} == shared


def test_it_stays_small():
    assert len(STUDY.recipes) * len(STUDY.seeds) <= 12
    assert len(STUDY.targets) == 4


@BOTH
def test_everything_that_is_compared_is_measured_from_training_texts_alone(declared):
    tasks = dict.fromkeys(recipe.stages[0].name for recipe in declared.recipes if recipe.stages)
    assert {measurement.tasks for measurement in declared.measurements} == {
        (task, *(target.name for target in declared.targets)) for task in tasks
    }
    assert all(trainable(name).train for measurement in declared.measurements for name in measurement.tasks)
    assert len({measurement.name for measurement in declared.measurements}) == 3 * len(tasks)


def test_no_tiny_target_is_trained_on_an_intermediate_tasks_data():
    assert not {target for task in TASKS for target in registry.intermediate(task).targets_own_data} & set(TARGETS)


def test_the_full_study_has_every_budget_and_a_control_of_each():
    names = [recipe.name for recipe in FULL.recipes]
    assert names[1:5] == ["anli@1%", "anli@5%", "anli@25%", "anli"]
    controls = [recipe.extra_target_steps for recipe in FULL.recipes if recipe.extra_target_steps]
    assert controls == [round(share * FULL_STEPS) for share in (0.01, 0.05, 0.25, 1)]
    assert FULL.base is None
    assert [target.name for target in FULL.targets] == ["xnli", "pawsx", "udpos", "panx", "xquad", "mlqa", "tydiqa"]


HYPER = Hyper(learning_rate=1e-3, epochs=4)
RECIPES = {"baseline": STUDY.recipes[0]} | {
    recipe.name: recipe
    for share in (0.25, 1.0)
    for recipe in (*(budgeted(task, HYPER, share) for task in ("mnli", "squad1")), control(100, share))
}
GAINS = {"mnli@25%": 1, "squad1@25%": 2, "steps@25%": 0.5, "mnli": 3, "squad1": 9, "steps@100%": 1}
LEVELS = {"xnli": 50.0, "panx": 40.0, "tydiqa": 30.0}
STEPS = {"mnli@25%": 10, "squad1@25%": 20, "steps@25%": 25, "mnli": 40, "squad1": 80, "steps@100%": 100, "baseline": 0}
TOKENS = 1000


def trained(name):
    """A target's training of 60 steps after the recipe's own: made up, as its manifest would have it."""
    steps = 60 + STEPS[name]
    return Manifest(key=name, kind="checkpoint", files={}, meta={"steps": steps, "tokens_computed": TOKENS * steps})


def level(name, task):
    """The gain is that of the recipe, but nothing for squad1 on panx."""
    return LEVELS[task] + (0 if name.startswith("squad1") and task == "panx" else GAINS.get(name, 0))


def results(*, measured=True):
    """Every recipe on three targets."""
    cells = [
        cell({("en", metric): level(name, task) for metric in registry.target(task).kind.metrics}, recipe=name, task=task)
        for name in RECIPES
        for task in LEVELS
    ]
    grid = STUDY.model_copy(
        update={"recipes": tuple(RECIPES.values()), "targets": tuple(SimpleNamespace(name=name) for name in LEVELS)}
    )
    planned = [
        PlannedCell(cell=SimpleNamespace(recipe=recipe, target=task, seed=1), trainings=(recipe.name,))
        for recipe in RECIPES.values()
        for task in LEVELS
    ]
    rows = [("baseline", 1, task, target, CENTROID, value, 50) for (task, target), value in ALIKE.items()]
    scores, placed = study(*cells)
    table = score_table(scores, placed, [registry.target(name) for name in LEVELS])
    found = Results(
        plan=SimpleNamespace(study=grid, cells=planned),
        scores=table.rows,
        placed=placed,
        trainings=[trained(name) for name in RECIPES],
        measured={"text_similarity of mnli": pd.DataFrame(rows, columns=COLUMNS)} if measured else {},
        unmeasured={} if measured else dict.fromkeys(("text_similarity of mnli", "text_similarity of ccg"), "not run yet"),
    )
    return found, table


ALIKE = {
    **{("mnli", target): 0.2 for target in LEVELS},
    ("squad1", "xnli"): 0.6,
    ("squad1", "panx"): 0.1,
    ("squad1", "tydiqa"): 0.9,
    ("xnli", "panx"): 0.4,  # measured as well, and nothing to do with any gain
}


def test_gains_are_read_by_budget_and_target_and_own_data_are_told():
    gains = recipe_gains(*results()).set_index(["recipe", "target"])
    assert gains.loc[("mnli@25%", "panx"), ["task", "budget", "gain"]].tolist() == ["mnli", 0.25, pytest.approx(1)]
    assert gains.loc[("steps@100%", "panx"), ["task", "budget", "gain"]].tolist() == ["", 1, pytest.approx(1)]
    assert gains[gains["own"]].index.tolist() == [("mnli@25%", "xnli"), ("mnli", "xnli")]


def test_a_budget_costs_what_comes_beyond_the_baseline_and_gains_beyond_its_control():
    found, table = results()
    budgets = recipe_budgets(found, recipe_gains(found, table)).set_index(["budget", "recipe"])
    assert budgets.loc[(1.0, "mnli"), ["steps", "gain", "beyond"]].tolist() == pytest.approx([40, 3, 2])
    assert budgets.loc[(0.25, "target steps alone"), "steps"] == 25
    parameters = 6 * 1e-15 * 40 * TOKENS
    small = (16_000 + 128 + 1) * 128 + 2 * 128 + 2 * (4 * (128 * 128 + 128) + 2 * 128 + 2 * 128 * 384 + 384 + 128 + 2 * 128)
    assert budgets.loc[(1.0, "mnli"), "petaflops"] == pytest.approx(parameters * small)


def test_the_answer_holds_similarity_against_gain():
    found = answer(*results())
    frame = next(table.frame for table in found.tables if table.name == "correlations")
    full = frame[frame["budget"] == "100 %"].set_index("similarity")
    assert full.loc[CENTROID, "pairs"] == 5  # MNLI on XNLI is its own data
    assert full.loc[CENTROID, "spearman"] == pytest.approx(1, abs=0.1)
    assert "taxonomy" in full.index
    assert any("of 50 to 50 English training examples a task, under tiny-medium" in note for note in found.notes)


def test_what_was_not_measured_is_said():
    found = answer(*results(measured=False))
    assert "not measured: text_similarity of mnli, text_similarity of ccg: not run yet" in found.notes
    frame = next(table.frame for table in found.tables if table.name == "correlations")
    assert set(frame["similarity"]) == {"taxonomy"}
