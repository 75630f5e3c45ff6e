"""Paired differences: exact where that is known, the mixed model's where it is not, and silent where nothing is known."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from xtreme_eval.metrics.measure import Measure, f1_of_counts
from xtreme_eval.scores.paired import mean_difference, paired_difference
from xtreme_eval.scores.terms import Terms, example_points, joined, mean_of, minus, score_of


def _run(*languages, target="xnli", parallel=False):
    groups = {(target, f"language {number}"): np.array(points, dtype=float) for number, points in enumerate(languages)}
    return Terms(groups=groups, parallel=frozenset({target}) if parallel else frozenset())


def _grid(seed, *, seeds=3, examples=40, of_seeds=1.0, of_examples=5.0, rest=10.0, mean=2.0):
    """Differences in one language: shape (seeds, examples)."""
    rng = np.random.default_rng(seed)
    effects = rng.normal(0, of_seeds, (seeds, 1)) + rng.normal(0, of_examples, examples)
    return mean + effects + rng.normal(0, rest, (seeds, examples))


def test_scores_alone_are_students_paired_test_over_seeds():
    after, before = {1: 70.0, 2: 71.5, 3: 70.2}, {1: 60.0, 2: 63.0, 3: 61.5}
    found = paired_difference(after, before)
    expected = stats.ttest_rel(list(after.values()), list(before.values()))
    assert found.p == pytest.approx(expected.pvalue)
    assert (found.low, found.high) == pytest.approx(tuple(expected.confidence_interval()))
    assert (found.seeds, found.examples, found.over) == (3, 0, "seeds")


def test_one_seed_is_students_paired_test_over_examples():
    after, before = _run([100, 100, 0, 100, 0]), _run([0, 100, 0, 0, 0])
    found = paired_difference({1: after}, {1: before})
    expected = stats.ttest_rel([1, 1, 0, 1, 0], [0, 1, 0, 0, 0])
    assert found.p == pytest.approx(expected.pvalue)
    assert (found.difference, found.seeds, found.examples, found.over) == (pytest.approx(40.0), 1, 5, "examples")


def test_one_seed_without_examples_says_nothing():
    found = paired_difference({1: 70.0}, {1: 60.0})
    assert (found.difference, found.over) == (10.0, "nothing")
    assert all(math.isnan(value) for value in (found.low, found.high, found.p, found.effect, found.detectable))


def test_only_seeds_that_both_sides_have_are_compared():
    assert paired_difference({1: 70.0, 2: 99.0}, {1: 60.0, 3: 0.0}).difference == 10.0
    assert paired_difference({1: 70.0}, {2: 60.0}).seeds == 0


def test_scores_that_never_vary_are_not_taken_for_certain():
    assert math.isnan(paired_difference({1: 61.0, 2: 61.0, 3: 61.0}, {1: 60.0, 2: 60.0, 3: 60.0}).p)


def test_a_system_does_not_differ_from_itself():
    runs = {seed: _run([0.0, 100.0, 100.0]) for seed in (1, 2, 3)}
    found = paired_difference(runs, runs)
    assert (found.difference, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)


@pytest.mark.filterwarnings("ignore")
def test_the_variance_is_the_mixed_models_with_crossed_seeds_and_examples():
    from statsmodels.regression.mixed_linear_model import MixedLM

    points = _grid(3, seeds=4, examples=12, of_seeds=4.0, of_examples=8.0, rest=6.0)
    seed, example = np.indices(points.shape)
    frame = pd.DataFrame({"points": points.ravel(), "seed": seed.ravel(), "example": example.ravel(), "all": 1})
    crossed = {"seed": "0 + C(seed)", "example": "0 + C(example)"}
    model = MixedLM.from_formula("points ~ 1", frame, groups="all", vc_formula=crossed, re_formula="0").fit(reml=True)
    found = mean_difference({number: _run(row) for number, row in enumerate(points)})
    assert found.difference == pytest.approx(model.params["Intercept"])
    assert found.standard_error == pytest.approx(model.bse["Intercept"], rel=1e-3)


def test_the_seeds_count_for_more_than_the_examples_where_they_disagree():
    agree, disagree = ([[1.0, 2.0, 3.0]] * 3, [[1.0, 2.0, 3.0], [5.0, 6.0, 7.0], [-3.0, -2.0, -1.0]])
    found = [mean_difference({number: _run(row) for number, row in enumerate(rows)}) for rows in (agree, disagree)]
    assert found[0].difference == found[1].difference == 2.0
    assert found[0].df == pytest.approx(2.0)  # three examples, and nothing from seeds
    assert found[1].standard_error > 3 * found[0].standard_error


def test_translations_of_one_example_are_drawn_together():
    points = [0.0, 100.0, 0.0, 0.0, 100.0, 0.0]
    apart, together = (mean_difference({1: _run(points, points, parallel=parallel)}) for parallel in (False, True))
    assert (apart.examples, together.examples) == (12, 6)
    assert together.standard_error == pytest.approx(math.sqrt(2) * apart.standard_error)


def test_languages_of_different_size_count_the_same():
    run = _run([100.0, 100.0], [0.0, 0.0, 0.0, 100.0])
    assert score_of(run) == pytest.approx((100 + 25) / 2)


def test_the_mean_over_targets_counts_each_target_the_same():
    both = joined([{1: _run([100.0], [50.0])}, {1: _run([0.0], target="bucc"), 2: _run([0.0], target="bucc")}])
    assert {seed: score_of(run) for seed, run in both.items()} == {1: pytest.approx((75 + 0) / 2)}


def test_gains_of_gains_are_runs_again():
    first, second = ({1: _run([3.0, 5.0])}, {1: _run([1.0, 1.0])})
    assert score_of(minus(first, second)[1]) == 3.0
    assert score_of(mean_of([first, second])[1]) == 2.5


def test_other_examples_of_a_language_cannot_be_paired():
    mixed = minus({1: _run([1.0, 2.0], [5.0])}, {1: _run([0.0, 0.0, 0.0], [1.0])})
    assert score_of(mixed[1]) == 4.0


def test_seeds_with_other_examples_are_compared_by_their_scores():
    found = mean_difference({1: _run([1.0, 2.0]), 2: _run([1.0, 2.0, 3.0])})
    assert (found.examples, found.over) == (0, "seeds")


def test_the_points_of_an_f1_have_its_value_as_mean_and_its_spread():
    rng = np.random.default_rng(1)
    gold = rng.integers(1, 5, 400)
    correct = rng.binomial(gold, 0.7)
    predicted = correct + rng.integers(0, 2, 400)
    terms = np.stack([correct, predicted, gold], axis=1).astype(float)
    measure = Measure(value=f1_of_counts(*terms.sum(axis=0)), terms=terms, rule="f1")
    points = example_points(measure)
    assert points.mean() == pytest.approx(measure.value)
    draws = (terms[rng.integers(400, size=400)].sum(axis=0) for _ in range(2000))
    assert points.std() / 20 == pytest.approx(np.std([f1_of_counts(*draw) for draw in draws]), rel=0.05)
