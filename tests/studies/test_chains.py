"""The study of chains: equal compute by declaration, and an answer that is known beforehand."""

import math
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tests.experiment.made import Known
from tests.scores.made import cell
from tests.scores.made import study as placed_scores
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.sample.world import Sizes
from xtreme_eval.scores.intervals import t_interval
from xtreme_eval.scores.table import score_table
from xtreme_eval.scores.terms import Terms
from xtreme_eval.studies import chains, sample
from xtreme_eval.studies.chains import FULL, STUDY, answer
from xtreme_eval.studies.chains_compared import form_of, tasks_of
from xtreme_eval.studies.registry import answerer, studies
from xtreme_eval.studies.results import Results
from xtreme_eval.suite import registry

TARGETS = ("pawsx", "panx")
METRICS = {"pawsx": "accuracy", "panx": "f1", "xnli": "accuracy"}
DEV = {"mnli": 61, "squad1": 65, "hellaswag": 60, "squad1>mnli": 68, "mnli>squad1": 66, "mnli+squad1+hellaswag": 64}
TEST = {
    "baseline": 50,
    "mnli": 58,
    "squad1": 60,
    "hellaswag": 55,
    "squad1>mnli": 63,
    "mnli>squad1": 70,
    "mnli+squad1+hellaswag": 61,
}
"""On test `mnli>squad1` is the better chain, which nobody may know."""
NOISE = {1: 0.0, 2: 1.0, 3: -0.5}


def results(seeds=(1,), targets=TARGETS, test=TEST, dev=DEV, study=STUDY, **more):
    """Results in which every target has the recipe's score; other seeds add noise to chains alone."""
    part = study.narrowed(targets=targets, seeds=seeds)
    cells = []
    for recipe in part.recipes:
        for target in targets:
            for seed in seeds:
                noise = NOISE[seed] if ">" in recipe.name else 0.0
                for split, scores in (("test", test), ("dev", dev)):
                    value = scores.get(recipe.name, 40) + noise
                    cells.append(
                        cell({"en": value}, recipe=recipe.name, task=target, seed=seed, split=split, metric=METRICS[target])
                    )
    scores, placed = placed_scores(*cells)
    return Results(plan=make_plan(part, Known()), scores=scores, placed=placed[::2], trainings=[], **more)


def answered(found):
    study = found.plan.study
    table = score_table(found.scores, found.placed, [registry.target(target.name) for target in study.targets])
    return answer(found, table)


def frames(found):
    return {table.name: table.frame for table in answered(found).tables}


@cache
def of_one_seed():
    """Looked at by several tests."""
    return answered(results())


def frame_of_one_seed(name):
    return next(table.frame for table in of_one_seed().tables if table.name == name)


def test_the_best_are_chosen_on_dev_and_compared_on_test():
    said = answered(results((1, 2, 3)))
    frame = said.tables[0].frame.set_index("form")
    assert (frame["chain"] == "squad1>mnli").all()
    assert frame["against"].to_dict() == {"single task": "squad1", "multi-task": "mnli+squad1+hellaswag"}
    for form, before in (("single task", 60), ("multi-task", 61)):
        expected = t_interval([63 + noise - before for noise in NOISE.values()])
        row = frame.loc[form]
        assert (row["difference"], row["low"], row["high"]) == pytest.approx((expected.mean, expected.low, expected.high))
    assert (
        "the best chain, squad1>mnli, against the best single task, squad1: +3.2 points (95 % interval +1.3 to +5.1"
        in said.sentence
    )
    assert "against the best multi-task training, mnli+squad1+hellaswag: +2.2 points" in said.sentence
    assert not any("one seed" in note for note in said.notes)


def test_one_seed_without_examples_has_a_difference_and_no_interval():
    said = of_one_seed()
    assert "squad1: +3.0 points (one seed, no examples: not tested)" in said.sentence
    assert "interval" not in said.sentence
    assert any("other seeds differ" in note and "cannot be said" in note for note in said.notes)


def test_one_seed_with_examples_has_an_interval_over_examples():
    random = np.random.default_rng(0)

    def terms(recipe, target):
        return {1: Terms(groups={(target, "en"): np.where(random.random(200) < TEST.get(recipe, 40) / 100, 100.0, 0.0)})}

    runs = {(recipe.name, target): terms(recipe.name, target) for recipe in STUDY.recipes for target in TARGETS}
    found = results(runs={"test": runs})
    row = frames(found)["chains_rivals"].iloc[0]
    mean = np.mean([runs["squad1>mnli", target][1].score - runs["squad1", target][1].score for target in TARGETS])
    assert row["difference"] == pytest.approx(mean)
    assert row["low"] < row["difference"] < row["high"]
    assert (row["over"], row["examples"]) == ("examples", 400)


def test_an_order_is_compared_with_the_other_one_overall_and_on_each_target():
    frame = frame_of_one_seed("chains_orders")
    row = frame[(frame["first"] == "mnli") & (frame["then"] == "squad1")].set_index("column")
    assert row["difference"].to_dict() == {"overall": 7, "pawsx": 7, "panx": 7}
    assert len(frame) == 3 * 3


def test_a_chain_is_held_against_its_best_member_and_its_tasks_at_once():
    frame = frame_of_one_seed("chains_members")
    mine = frame[frame["chain"] == "mnli>squad1"]
    assert mine[["against", "form", "difference"]].to_numpy().tolist() == [["squad1", "single task", 10]]
    triple = frame[frame["chain"] == "hellaswag>squad1>mnli"].set_index("form")
    assert triple["against"].to_dict() == {"single task": "squad1", "multi-task": "mnli+squad1+hellaswag"}


def test_every_recipes_gain_and_compute_are_told():
    found = results()
    manifests = [
        SimpleNamespace(key=step.key, meta={"steps": 10 + place, "tokens_computed": 1000})
        for place, step in enumerate(found.plan.trainings)
    ]
    frame = frames(replace(found, trainings=manifests))["chains_recipes"].set_index("recipe")
    assert frame.loc["squad1>mnli", "difference"] == 13
    assert frame.loc["squad1>mnli", "sub-tokens"] == 2000
    cell = next(cell for cell in found.plan.cells if cell.cell.recipe.name == "squad1>mnli")
    own = cell.trainings[1:3]  # between the base and the target's
    assert frame.loc["squad1>mnli", "steps"] == sum(manifest.meta["steps"] for manifest in manifests if manifest.key in own)
    assert math.isnan(frame_of_one_seed("chains_recipes")["steps"].iloc[0])


def test_what_is_forgotten_is_shown_and_what_was_not_measured_is_named():
    names = ["recipe", "target", "seed", "task", "trained_at", "after", "after_stage", "score", "constant"]
    rows = [("mnli>squad1", "", 1, "mnli", 1, 1, "mnli", 80.0, 40.0), ("mnli>squad1", "", 1, "mnli", 1, 2, "squad1", 50.0, 40.0)]
    measured = {"forgetting mnli>squad1": pd.DataFrame(rows, columns=names)}
    said = answered(results(measured=measured, unmeasured={"forgetting squad1": "no room on the disk"}))
    (row,) = next(table.frame for table in said.tables if table.name == "chains_forgetting").to_dict("records")
    assert (row["change"], row["kept"]) == (-30, 25)
    assert "not measured, no room on the disk: forgetting squad1" in said.notes
    assert "mnli after squad1 (mnli>squad1): -30.0 points" in next(
        chart.alternative for chart in said.charts if chart.name == "chains_forgetting"
    )


def test_a_target_whose_own_data_a_recipe_trains_on_does_not_count():
    said = answered(results(targets=("pawsx", "xnli"), study=STUDY.model_copy(update={"targets": (*STUDY.targets, _xnli())})))
    assert "mean over pawsx)" in said.sentence
    assert any(note.startswith("xnli count in no comparison") for note in said.notes)


def _xnli():
    return next(target for target in sample.STUDY.targets if target.name == "xnli")


def test_a_collapsed_run_is_named_and_left_out():
    found = results()
    placed = [
        replace(place, collapsed=(place.recipe, place.target) == ("squad1>mnli", "panx"), selection_score=60.0)
        for place in found.placed
    ]
    scores = [
        replace(score, value=0.0) if score.evaluation == "squad1>mnli-panx-1" and score.split == "test" else score
        for score in found.scores
    ]
    said = answered(replace(found, placed=placed, scores=scores))
    assert said.tables[0].frame["difference"].tolist() == [3, 2]
    assert any("squad1>mnli → panx seed 1" in note for note in said.notes)


def test_without_chains_there_is_no_answer():
    part = STUDY.narrowed(recipes=("baseline", "mnli", "squad1"))
    assert answered(results(study=part)).sentence.startswith("No answer: there is no chain")


def test_without_any_score_there_is_no_answer():
    found = results(test=dict.fromkeys(TEST, 0), dev={})
    empty = replace(found, placed=[replace(place, evaluation="hole", selection_score=None) for place in found.placed])
    with_holes = replace(
        empty, scores=[replace(score, value=None, evaluation="hole", hole="not run yet") for score in found.scores[:1]]
    )
    assert answered(with_holes).sentence.startswith("No answer")


@pytest.mark.parametrize("study", [STUDY, FULL], ids=lambda study: study.name)
def test_all_recipes_take_the_same_steps_before_the_target(study):
    budget = (chains._TINY if study is STUDY else chains._FULL).budget
    for recipe in study.recipes:
        steps = [stage.hyper.steps for stage in recipe.stages]
        if recipe.name not in {"baseline", "mnli"}:
            assert sum(steps) == budget
            assert max(steps) - min(steps) <= 1
    mnli = next(recipe for recipe in study.recipes if recipe.name == "mnli").stages[0].hyper
    examples = Sizes().mnli_train if study is STUDY else registry.intermediate("mnli").train_examples
    assert budget == math.ceil(mnli.epochs * examples / mnli.batch_size)


def test_a_mixture_gives_its_tasks_equal_shares():
    for recipe in (*STUDY.recipes, *FULL.recipes):
        if form_of(recipe) == "multi-task":
            (stage,) = recipe.stages
            assert stage.sampler.rule == "weights"
            assert {part.weight for part in stage.mixture} == {1.0}


def test_the_tiny_scale_is_tiny_and_the_full_one_is_what_was_asked_for():
    assert len(STUDY.recipes) * len(STUDY.seeds) <= 12
    assert 3 <= len(STUDY.targets) <= 4
    of_form = {form: [tasks_of(recipe) for recipe in FULL.recipes if form_of(recipe) == form] for form in ("chain", "single task")}
    assert len(of_form["single task"]) == 4
    assert len([tasks for tasks in of_form["chain"] if len(tasks) == 2]) == 12
    assert len([tasks for tasks in of_form["chain"] if len(tasks) == 3]) == 6


def test_baseline_and_nli_are_shared_with_the_sample_study():
    known = Known()
    mine, theirs = make_plan(STUDY, known), make_plan(sample.STUDY, known)
    shared = {step.job.title for step in mine.trainings if step.key in theirs.steps}
    assert shared == {
        "base tiny-medium",
        *(
            f"train {chain} · seed 1"
            for chain in ("pawsx", "panx", "tydiqa", "mnli", "mnli → pawsx", "mnli → panx", "mnli → tydiqa")
        ),
    }


def test_both_scales_have_the_same_answer():
    assert {"chains", "chains-full"} <= set(studies())
    assert answerer("chains") is answerer("chains-full") is answer
