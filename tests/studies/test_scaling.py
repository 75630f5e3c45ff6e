"""The study of scale: what it says of gains that were made up, and what it is made of."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tests.scores.made import cell, study, target
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.experiment.study import StudyTarget
from xtreme_eval.scores.table import Annotations, score_table
from xtreme_eval.store.protocol import Manifest, StoredFile
from xtreme_eval.studies import paper, sample_paper, scaling, scaling_r
from xtreme_eval.studies.results import Results
from xtreme_eval.studies.scaling_fits import diminishing_returns, over_draws, slope, trend
from xtreme_eval.studies.tiny_bases import LARGE, MEDIUM, SMALL

PARAMETERS = {SMALL.name: 10_000, MEDIUM.name: 100_000, LARGE.name: 1_000_000}


def draws(*slopes, seeds=(1, 2, 3), counts=(1, 3, 9), off=(0.0, 0.0, 0.0)):
    """Gains that are log-linear, each draw with its own slope and each seed a little off."""
    return {
        count: {
            name: {seed: (own + more) * math.log2(1 + count) for seed, more in zip(seeds, off, strict=True)}
            for name, own in zip("abcdefgh", slopes, strict=False)
        }
        for count in counts
    }


def test_the_slope_of_gains_that_are_log_linear_is_theirs():
    found = slope(draws(2.0, 4.0))
    assert {draw: runs[1] for draw, runs in found.items()} == pytest.approx({"a": 2.0, "b": 4.0})


def test_the_same_subset_counts_in_every_draw():
    gains = draws(2.0, 4.0, counts=(1,)) | {9: {"": dict.fromkeys((1, 2, 3), 3 * math.log2(10))}}
    weight = math.log2(10) ** 2
    assert slope(gains)["a"][1] == pytest.approx((2.0 + 3 * weight) / (1 + weight))
    assert slope({9: gains[9]})[""][2] == pytest.approx(3.0)


def test_the_interval_over_draws_and_seeds_is_students_where_only_draws_differ():
    found = over_draws(slope(draws(1.0, 2.0, 3.0)))
    reach = 4.302652729911275 / math.sqrt(3)  # t of two degrees of freedom; the standard deviation is 1
    assert (found.difference, found.low, found.high) == pytest.approx((2.0, 2 - reach, 2 + reach))
    one_seed = over_draws({draw: {1: runs[1]} for draw, runs in slope(draws(1.0, 2.0, 3.0)).items()})
    assert (one_seed.low, one_seed.high) == pytest.approx((2 - reach, 2 + reach))


def test_seeds_that_differ_make_the_interval_wider():
    calm, restless = over_draws(slope(draws(1.0, 2.0, 3.0))), over_draws(slope(draws(1.0, 2.0, 3.0, off=(-1.0, 0.0, 1.0))))
    assert restless.difference == pytest.approx(calm.difference)
    assert restless.high - restless.low > 1.3 * (calm.high - calm.low)


@pytest.mark.parametrize(("shape", "within"), [((5, 3), (0.93, 0.985)), ((3, 3), (0.92, 0.99))])
def test_intervals_of_slopes_hold_the_truth_as_often_as_they_say(shape, within):
    """400 simulated studies: a slope of 1 with spreads of 0.5 over draws, 0.3 over seeds and 0.3 of each run."""
    generator = np.random.default_rng(0)
    held = 0
    for _ in range(400):
        of_draw, of_seed = generator.normal(0, 0.5, shape[0]), generator.normal(0, 0.3, shape[1])
        slopes = 1 + of_draw[:, None] + of_seed + generator.normal(0, 0.3, shape)
        found = over_draws({str(draw): dict(enumerate(map(float, row))) for draw, row in enumerate(slopes)})
        held += found.low <= 1 <= found.high
    assert within[0] <= held / 400 <= within[1]


def test_returns_diminish_where_the_rest_adds_less_than_a_point_for_sure():
    flat = {1: 1.0, 2: 4.0, 4: 4.6, 9: 4.9}
    gains = {count: {"": {1: gain + 0.01 * (count % 3), 2: gain, 3: gain - 0.01 * (count % 2)}} for count, gain in flat.items()}
    found = diminishing_returns(gains)
    assert found.tasks == 2
    assert found.remaining.difference == pytest.approx(0.9, abs=0.02)
    assert found.remaining.high < 1


def test_no_task_at_all_is_enough_where_all_of_them_gain_less_than_a_point():
    gains = {count: {"": {1: 0.10, 2: 0.12, 3: 0.11}} for count in (1, 9)}
    assert diminishing_returns(gains).tasks == 0


def test_returns_do_not_diminish_where_the_rest_adds_a_point_or_nobody_knows():
    steep = {1: {"": {1: 1.0, 2: 1.1, 3: 0.9}}, 9: {"": {1: 5.0, 2: 5.1, 3: 5.2}}}
    found = diminishing_returns(steep)
    assert found.tasks is None
    assert found.remaining.difference == pytest.approx(4.1)
    unknown = diminishing_returns({1: {"": {1: 1.0}}, 9: {"": {1: 1.1}}})
    assert unknown.tasks is None
    assert math.isnan(unknown.remaining.high)


def test_a_number_of_tasks_that_passes_below_one_that_fails_does_not_count():
    gains = {1: {"": {1: 4.9, 2: 5.0}}, 3: {"": {1: 1.0, 2: 1.1}}, 9: {"": {1: 5.0, 2: 5.1}}}
    assert diminishing_returns(gains).tasks is None


def test_a_trend_is_points_for_each_tenfold_of_the_parameters():
    found = trend([(1_000, {1: 10.0, 2: 20.0}), (10_000, {1: 15.0, 2: 22.0}), (100_000, {1: 20.0, 2: 24.0})])
    assert found == pytest.approx({1: 5.0, 2: 2.0})
    assert trend([(1_000, {1: 10.0}), (0, {1: 15.0})]) == {}


def results(placed) -> Results:
    """As `collect` gives them, of a plan that knows nothing but its study; sizes' parameters are in their files."""
    declared = scaling.STUDY.model_copy(update={"targets": (StudyTarget(name="pawsx", lengths=Lengths()),), "seeds": (1, 2, 3)})
    trainings = [
        Manifest(
            key=name,
            kind="checkpoint",
            files={"model.safetensors": StoredFile(sha256="0" * 64, size=4 * parameters)},
            meta={},
        )
        for name, parameters in PARAMETERS.items()
    ]
    cells = [
        SimpleNamespace(cell=SimpleNamespace(recipe=recipe, target="pawsx"), trainings=(recipe.base.name,), left_out=())
        for recipe in declared.recipes
    ]
    return Results(plan=SimpleNamespace(study=declared, cells=cells), scores=pd.DataFrame(), placed=placed, trainings=trainings)


def made_up():
    """Baselines of 50, 60 and 70 by size; the middle one gains 2 points a doubling, the others 5 and 15 from all tasks."""
    starts = {SMALL.name: 50.0, MEDIUM.name: 60.0, LARGE.name: 70.0}
    for recipe in scaling.STUDY.recipes:
        size, count = recipe.base.name, len(recipe.stages[0].mixture) if recipe.stages else 0
        for seed, off in ((1, -0.5), (2, 0.0), (3, 0.5)):
            steep = {SMALL.name: 5.0, LARGE.name: 15.0}.get(size)
            gain = 2.0 * math.log2(1 + count) if steep is None else (steep if count else 0.0)
            yield cell({"en": starts[size] + gain * (1 + off / 10) + off}, recipe=recipe.name, task="pawsx", seed=seed)


@pytest.fixture
def answered():
    scores, placed = study(*made_up())
    controls = {recipe.name: recipe.control for recipe in scaling.STUDY.recipes}
    table = score_table(scores, placed, [target("pawsx", languages="en")], known=Annotations(controls=controls))
    return scaling.answer(results(placed), table)


def frame(answer, name):
    (found,) = [table.frame for table in answer.tables if table.name == name]
    return found


def test_each_sizes_slope_is_told_with_its_interval_and_its_draws(answered):
    fits = frame(answered, "scaling_fits").set_index("size")
    assert fits["difference"].to_dict() == pytest.approx(
        {MEDIUM.name: 2.0, SMALL.name: 5 / math.log2(10), LARGE.name: 15 / math.log2(10)}
    )
    assert fits["draws"].to_dict() == {MEDIUM.name: 3, SMALL.name: 1, LARGE.name: 1}
    assert fits["parameters"].to_dict() == PARAMETERS
    medium = fits.loc[MEDIUM.name]
    assert 1 < medium["low"] < 2 < medium["high"] < 3
    assert f"{MEDIUM.name} +2.00 ({medium['low']:+.2f} … {medium['high']:+.2f})" in answered.sentence
    assert medium["returns_from"] == "not reached"
    assert "diminishing returns not reached" in answered.sentence


def test_scores_and_gains_are_told_for_each_tenfold_of_parameters(answered):
    score, gain = frame(answered, "scaling_sizes").itertuples()
    assert (score.of, score.difference, score.models) == ("score without intermediate tasks", pytest.approx(10.0), 3)
    assert (gain.of, gain.difference) == ("gain from 9 intermediate tasks", pytest.approx(5.0))
    assert "score without intermediate tasks +10.00" in answered.sentence


def test_lines_begin_at_no_tasks_and_have_intervals(answered):
    tasks, sizes = answered.charts
    medium = tasks.frame[tasks.frame["size"] == MEDIUM.name]
    assert medium["tasks"].tolist() == [0, 1, 3, 9]
    assert medium["difference"].tolist() == pytest.approx([0, 2, 4, 2 * math.log2(10)])
    assert (medium["low"] <= medium["difference"]).all()
    assert sizes.logarithmic
    assert set(sizes.frame["parameters"]) == set(PARAMETERS.values())
    assert f"{MEDIUM.name}, 3 tasks" in tasks.alternative


def test_what_was_not_run_is_said_to_be_unknown():
    scores, placed = study(
        cell({"en": 50.0}, recipe=f"{MEDIUM.name} 0", task="pawsx"), cell({"en": 52.0}, recipe=f"{MEDIUM.name} 9", task="pawsx")
    )
    controls = {recipe.name: recipe.control for recipe in scaling.STUDY.recipes}
    table = score_table(scores, placed, [target("pawsx", languages="en")], known=Annotations(controls=controls))
    found = scaling.answer(results(placed), table)
    assert f"{SMALL.name} unknown, with diminishing returns unknown" in found.sentence
    assert "interval unknown" in found.sentence


@pytest.mark.parametrize("declared", [scaling.STUDY, scaling.FULL, scaling_r.STUDY, scaling_r.FULL], ids=lambda one: one.name)
def test_subsets_are_nested_have_equal_steps_and_a_baseline_of_their_size(declared):
    recipes = {recipe.name: recipe for recipe in declared.recipes}
    steps = {recipe.stages[0].hyper.steps for recipe in recipes.values() if recipe.stages}
    assert len(steps) == 1
    assert None not in steps
    for name, recipe in recipes.items():
        size, _, rest = name.rpartition(" ")
        assert recipes[recipe.control].base == recipe.base
        assert recipe.base.name == size
        if draw := rest.lstrip("0123456789"):
            tasks = {part.task for part in recipe.stages[0].mixture}
            assert tasks == set(scaling.DRAWS[draw][: int(rest[: -len(draw)])])


def test_draws_never_change():
    assert {name: order[:3] for name, order in scaling.DRAWS.items()} == {
        "a": ("commonsenseqa", "cosmosqa", "squad1"),
        "b": ("anli", "squad2", "hellaswag"),
        "c": ("qqp", "cosmosqa", "mnli"),
        "d": ("cosmosqa", "qqp", "mnli"),
        "e": ("mnli", "commonsenseqa", "squad1"),
    }
    assert all(set(order) == set(paper.NINE) for order in scaling.DRAWS.values())


def test_the_tiny_studies_are_small_and_share_their_stages():
    for declared in (scaling.STUDY, scaling_r.STUDY):
        assert len(declared.recipes) * len(declared.seeds) <= 12
        assert 3 <= len(declared.targets) <= 4
    assert scaling_r.STUDY.recipes == scaling.STUDY.recipes
    (whole,) = [recipe for recipe in scaling.STUDY.recipes if recipe.name == f"{MEDIUM.name} 9"]
    assert whole.stages == sample_paper.MULTI_TASK.stages
