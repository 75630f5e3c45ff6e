"""Measurements in a plan: what they wait for, what changes their keys, and when there is a hole in their place."""

import pytest

from tests.experiment.made import FOLDER, Known, alone, study
from tests.measures.example import counted
from xtreme_eval.errors import SpecificationError
from xtreme_eval.experiment.cost import estimated_tokens
from xtreme_eval.experiment.order import needed, results_behind, schedule
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.experiment.recipe import BASELINE, Recipe
from xtreme_eval.experiment.retention import intermediate, passing, stored, waiting_for

RECIPES = (BASELINE, alone("mnli"))


def asked(*measurements, recipes=RECIPES, known=None, **settings):
    return make_plan(study(*recipes, **settings).model_copy(update={"measurements": measurements}), known or Known())


def title(plan, key):
    return plan.steps[key].job.title


def titles(plan, keys):
    return {title(plan, key) for key in keys}


def key_of(*measurements, **settings):
    return asked(*measurements, **settings).measured[0].key


def test_a_measurement_waits_for_all_its_checkpoints():
    plan = asked(counted(("mnli", "", 1), ("baseline", "xnli", 1), ("baseline", "", 1)))
    (step,) = plan.measurements
    assert step.job.title == "measure counted"
    assert [title(plan, key) for key in step.needs] == ["train mnli · seed 1", "train xnli · seed 1", "base tiny"]
    assert [of.subject.recipe for of in step.job.checkpoints] == ["mnli", "baseline", "baseline"]
    assert plan.measured[0].key == step.key


def test_a_recipe_without_stages_is_measured_as_the_ready_made_base_that_it_is():
    plan = asked(counted(("baseline", "", 1)), base=FOLDER)
    (step,) = plan.measurements
    assert step.needs == ()
    assert step.job.checkpoints[0].checkpoint is None
    assert step.job.checkpoints[0].base == FOLDER


def test_only_what_changes_the_result_changes_the_key():
    one = counted(("mnli", "", 1), layers=3)
    before = key_of(one)
    assert key_of(one.model_copy(update={"name": "another"})) == before
    assert key_of(one, targets=("xnli", "pawsx")) == before
    others = [
        key_of(counted(("baseline", "", 1), layers=3)),
        key_of(counted(("mnli", "xnli", 1), layers=3)),
        key_of(counted(("mnli", "", 1), layers=4)),
        key_of(one.model_copy(update={"tasks": ("mnli",)})),
        key_of(one.model_copy(update={"measure": "speed"})),
        key_of(one, known=Known(changed={"measure stage_count": {"version": 2}})),
        key_of(one, known=Known(changed={"mnli": {"data": "others"}})),
        key_of(one, known=Known(changed={"base": {"files": "others"}})),
    ]
    assert len({before, *others}) == 1 + len(others)


def test_equal_measurements_are_made_once_and_found_by_both_names():
    plan = asked(counted(("mnli", "", 1)), counted(("mnli", "", 1), name="again"))
    assert len(plan.measurements) == 1
    assert {planned.key for planned in plan.measured} == {plan.measurements[0].key}


def test_a_measurement_of_a_hole_is_a_hole_with_its_reason():
    plan = asked(
        counted(("baseline", "", 1), ("mnli", "xnli", 1)),
        counted(("mnli", "", 1), name="recipe"),
        counted(("baseline", "xnli", 1), name="there"),
        known=Known(lacking={"mnli": "no mnli"}),
    )
    assert [(each.asked.name, each.hole) for each in plan.measured] == [
        ("counted", "no mnli"),
        ("recipe", "no mnli"),
        ("there", ""),
    ]
    assert [step.job.title for step in plan.measurements] == ["measure there"]


def test_a_measurement_whose_data_are_missing_is_a_hole():
    plan = asked(counted(("baseline", "", 1)), known=Known(lacking={"measure stage_count": "no dev.tsv"}))
    assert (plan.measured[0].key, plan.measured[0].hole) == (None, "no dev.tsv")
    assert plan.measurements == []


def test_a_recipe_is_trained_for_a_measurement_alone_where_all_its_targets_are_holes():
    plan = asked(counted(("mnli", "", 1)), known=Known(lacking={"xnli": "no xnli"}))
    assert plan.evaluations == []
    assert [step.job.title for step in needed(plan, ())] == ["base tiny", "train mnli · seed 1", "measure counted"]
    assert titles(plan, intermediate(plan)) == {"base tiny", "train mnli · seed 1"}


def test_a_missing_measurement_needs_its_checkpoints_though_their_evaluations_are_there():
    plan = asked(counted(("mnli", "xnli", 1)))
    present = {step.key for step in plan.evaluations} | {plan.trainings[0].key}
    wanted = {"measure counted", "train mnli → xnli · seed 1", "train mnli · seed 1"}
    assert titles(plan, [step.key for step in needed(plan, present)]) == wanted
    assert needed(plan, present | {plan.measurements[0].key}) == []


def test_weights_wait_for_measurements_too():
    plan = asked(counted(("mnli", "xnli", 1), ("baseline", "xnli", 1)))
    going = {title(plan, training): titles(plan, results) for training, results in passing(plan).items()}
    assert going == {
        "train mnli → xnli · seed 1": {"evaluate mnli → xnli · seed 1", "measure counted"},
        "train xnli · seed 1": {"evaluate baseline → xnli · seed 1", "measure counted"},
    }
    waited = waiting_for(passing(plan))[plan.measurements[0].key]
    assert titles(plan, waited) == {"train mnli → xnli · seed 1", "train xnli · seed 1"}


def test_weights_that_are_measured_lie_there_until_then():
    costs = dict.fromkeys(asked().steps, 1.0)
    found = stored(plan := asked(), (), costs, passing(plan), lambda _: 1)
    assert (found.peak, found.kept) == (3, 2)
    plan = asked(counted(("mnli", "xnli", 1), ("baseline", "xnli", 1)))
    found = stored(plan, (), dict.fromkeys(plan.steps, 1.0), passing(plan), lambda _: 1)
    assert (found.written, found.peak, found.kept) == (4, 4, 2)


def test_a_training_has_measurements_behind_it():
    plan = asked(counted(("mnli", "", 1)))
    behind = {title(plan, training): titles(plan, results) for training, results in results_behind(plan).items()}
    assert behind["train mnli · seed 1"] == {"evaluate mnli → xnli · seed 1", "measure counted"}
    assert behind["train xnli · seed 1"] == {"evaluate baseline → xnli · seed 1"}


def test_a_failing_measurement_takes_nothing_with_it():
    plan = asked(counted(("mnli", "", 1)))
    state = schedule(plan, (), {step.key: 9.0 if step in plan.measurements else 1.0 for step in plan.steps.values()})
    while step := state.start():
        state.fail(step.key, "no luck") if step in plan.measurements else state.finish(step.key)
    assert titles(plan, state.failed) == {"measure counted"}
    assert len(state.done) == len(plan.steps) - 1


def test_a_measurement_of_what_the_study_does_not_have_is_refused():
    with pytest.raises(SpecificationError) as refused:
        asked(counted(("qqp", "", 1)), counted(("mnli", "pawsx", 1), name="p"), counted(("mnli", "", 7), name="p"))
    for said in ("two measurements named p", "qqp → no target · seed 1", "mnli → pawsx · seed 1", "mnli → no target · seed 7"):
        assert said in str(refused.value)


def test_a_part_of_a_study_keeps_the_measurements_whose_subjects_remain():
    both, one = counted(("mnli", "xnli", 1), ("baseline", "", 1), name="both"), counted(("baseline", "pawsx", 1), name="one")
    whole = study(*RECIPES, targets=("xnli", "pawsx")).model_copy(update={"measurements": (both, one)})
    kept = {
        recipes: [asked.name for asked in whole.narrowed(recipes=recipes).measurements] for recipes in (("baseline",), ("mnli",))
    }
    assert kept == {("baseline",): ["one"], ("mnli",): []}
    assert [asked.name for asked in whole.narrowed(targets=("xnli",)).measurements] == ["both"]
    assert whole.narrowed(languages=("en",)).measurements == (both, one)


def test_a_measurement_over_all_seeds_is_made_over_those_that_are_asked_for():
    every, first = counted(("mnli", "", 1), ("mnli", "", 2), name="every"), counted(("mnli", "", 1), name="first")
    whole = study(*RECIPES, seeds=(1, 2)).model_copy(update={"measurements": (every, first)})
    found = whole.narrowed(seeds=(5, 1, 6)).measurements
    assert [(asked.name, [of.seed for of in asked.subjects]) for asked in found] == [("every", [5, 1, 6]), ("first", [1])]
    assert [asked.name for asked in whole.narrowed(seeds=(2,)).measurements] == ["every"]
    assert whole.narrowed(seeds=(1, 2)).measurements == (every, first)


def test_another_base_of_a_recipe_is_the_one_that_is_measured():
    other = Recipe(name="mine", base=FOLDER)
    plan = asked(counted(("mine", "", 1)), recipes=(BASELINE, other))
    assert plan.measurements[0].job.checkpoints[0].base == FOLDER


def test_a_measurement_costs_more_with_more_checkpoints_and_tasks():
    one, two = (asked(counted(*(("mnli", "", 1), ("baseline", "", 1))[:count])).measurements[0].job for count in (1, 2))
    several = one.model_copy(update={"tasks": ("mnli", "xnli")})
    cheap, dear, wide = (estimated_tokens(job, lambda _: 0) for job in (one, two, several))
    assert 0 < cheap < dear == wide
