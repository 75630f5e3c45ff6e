"""What a recipe's own base model asks for: another rate, adapters, and no tasks that its family cannot learn."""

from tests.experiment.made import FOLDER, HYPER, TINY, Known, alone, plan_of
from xtreme_eval.experiment.recipe import BASELINE
from xtreme_eval.experiment.stage import Adapter, Stage

LORA = Adapter(rank=4)


def stages(*recipes, **settings):
    """The jobs of each cell, base first."""
    plan = plan_of(*recipes, **settings)
    return [[plan.steps[key].job for key in cell.trainings] for cell in plan.cells]


def with_adapter(adapter: Adapter | None) -> Stage:
    return alone("mnli").stages[0].model_copy(update={"adapter": adapter})


def test_a_recipes_rate_is_that_of_its_targets_alone():
    faster = alone("mnli").model_copy(update={"name": "faster", "target_rate": 4.0})
    plain, fast = stages(alone("mnli"), faster)
    assert [job.key for job in fast[:2]] == [job.key for job in plain[:2]]
    assert fast[2].stage.hyper == HYPER.model_copy(update={"learning_rate": 4 * HYPER.learning_rate})
    assert fast[2].key != plain[2].key


def test_a_recipes_adapter_is_that_of_its_targets_alone():
    (_, mnli, xnli) = stages(alone("mnli").model_copy(update={"target_adapter": LORA}))[0]
    assert (mnli.stage.adapter, xnli.stage.adapter) == (None, LORA)


def test_whatever_is_declared_of_an_adapter_changes_the_key():
    adapters = (None, Adapter(), Adapter(rank=4), Adapter(alpha=8), Adapter(dropout=0.1))
    recipes = [alone("mnli").model_copy(update={"name": str(n), "stages": (with_adapter(a),)}) for n, a in enumerate(adapters)]
    keys = [jobs[1].key for jobs in stages(*recipes)]
    assert len(set(keys)) == len(adapters)
    assert keys[0] == stages(alone("mnli"))[0][1].key


def test_a_stage_that_the_base_cannot_be_trained_on_is_a_hole_with_its_reason():
    other = alone("mlm").model_copy(update={"name": "other", "base": FOLDER})
    plan = plan_of(BASELINE, alone("mlm"), other, known=Known(lacking={"mine on mlm": "mine has no mask"}))
    assert [cell.hole for cell in plan.cells] == ["", "", "mine has no mask"]
    assert {step.job.base for step in plan.trainings} == {TINY}
