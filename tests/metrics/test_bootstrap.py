"""Standard errors and paired tests by resampling examples."""

import numpy as np
import pytest

from xtreme_eval.metrics.accuracy import accuracy
from xtreme_eval.metrics.bootstrap import above, standard_error
from xtreme_eval.metrics.bucc import bucc_f1
from xtreme_eval.metrics.chunks import chunk_f1
from xtreme_eval.metrics.measure import Measure, f1_of_counts


def mean(terms):
    return Measure(value=float(np.mean(terms)), terms=np.array(terms, dtype=float), rule="mean")


def f1(terms):
    return Measure(value=f1_of_counts(*np.sum(terms, axis=0)), terms=np.array(terms, dtype=float), rule="f1")


def counts(sentences, right, seed):
    """Sentences of up to 40 chunks, each found with probability `right`: hardly two rows are equal."""
    rng = np.random.default_rng(seed)
    gold = rng.integers(1, 40, sentences)
    correct = rng.binomial(gold, right)
    return f1(np.stack([correct, correct + rng.integers(0, 9, sentences), gold], axis=1))


def by_hand(measure, resamples):
    """F1 of resamples drawn one after the other."""
    rng = np.random.default_rng(7)
    return [f1_of_counts(*measure.terms[rng.integers(0, len(measure.terms), len(measure.terms))].sum(0)) for _ in range(resamples)]


def test_the_standard_error_of_an_accuracy_is_that_of_a_share():
    assert standard_error(accuracy(["1"] * 100, ["1"] * 80 + ["0"] * 20), seed=0) == pytest.approx(4.0)


@pytest.mark.parametrize(
    "measure",
    [counts(60, 0.6, seed=1), f1([[1, 1, 1]] * 150 + [[0, 1, 1]] * 50 + [[0, 0, 1]] * 100)],
    ids=["every row another", "few distinct rows"],
)
def test_the_standard_error_of_f1_is_the_spread_of_resampled_f1(measure):
    assert standard_error(measure, seed=0) == pytest.approx(np.std(by_hand(measure, 3000)), rel=0.1)


@pytest.mark.parametrize("measure", [accuracy(["1"] * 9, ["1"] * 9), chunk_f1([["X"]] * 9, [["X"]] * 9)], ids=["mean", "f1"])
def test_a_perfect_score_has_no_spread(measure):
    assert standard_error(measure, seed=0) == 0


def test_a_single_example_has_no_spread():
    assert standard_error(mean([50.0]), seed=0) == 0
    assert standard_error(f1([[1, 2, 2]]), seed=0) == 0


def test_the_seed_decides_the_resamples():
    measure = counts(60, 0.6, seed=1)
    assert standard_error(measure, seed=3) == standard_error(measure, seed=3) != standard_error(measure, seed=4)


RNG = np.random.default_rng(5)
NOISY = RNG.uniform(0, 100, 400)


@pytest.mark.parametrize(
    ("measure", "baseline", "expected"),
    [
        (mean([100.0] * 80 + [0.0] * 20), mean([100.0] * 50 + [0.0] * 50), True),
        (mean([100.0] * 50 + [0.0] * 50), mean([100.0] * 80 + [0.0] * 20), False),
        (mean([100.0] * 51 + [0.0] * 49), mean([100.0] * 50 + [0.0] * 50), False),
        (mean(NOISY), mean(NOISY), False),
        (mean(NOISY + RNG.uniform(0, 2, 400)), mean(NOISY), True),  # far within the noise, if it were not paired
        (mean(NOISY + 1), mean(RNG.permutation(NOISY)), False),
        (counts(60, 0.8, seed=1), counts(60, 0.6, seed=1), True),
        (counts(60, 0.6, seed=1), counts(60, 0.6, seed=1), False),
        (counts(60, 0.6, seed=1), counts(60, 0.8, seed=1), False),
        (f1([[0, 0, 1]] * 20), f1([[0, 0, 1]] * 20), False),
    ],
)
def test_a_measure_is_above_a_baseline_only_if_resampling_rarely_says_otherwise(measure, baseline, expected):
    assert above(measure, baseline, seed=0) is expected


@pytest.mark.parametrize(
    ("predicted", "baseline", "expected"), [(80, 40, True), (40, 80, False), (80, 78, False)], ids=["higher", "lower", "alike"]
)
def test_measures_with_other_numbers_of_terms_are_resampled_apart(predicted, baseline, expected):
    gold = [(str(row), str(row)) for row in range(100)]
    noise = [("wrong", str(row)) for row in range(10)]
    assert above(bucc_f1(gold, gold[:predicted] + noise), bucc_f1(gold, gold[:baseline]), seed=0) is expected


def test_the_level_decides_how_much_evidence_is_needed():
    measure, baseline = mean([100.0] * 56 + [0.0] * 44), mean([100.0] * 50 + [0.0] * 50)
    shares = {level for level in (0.0005, 0.001, 0.05, 0.2, 0.5) if above(measure, baseline, seed=0, level=level)}
    assert {0.05, 0.2, 0.5} <= shares
    assert 0.0005 not in shares  # 1000 resamples cannot show it: the gainless share is at least 1 in 1001


def test_about_one_in_twenty_gains_is_believed_where_there_is_none():
    rng = np.random.default_rng(11)
    believed = [above(mean(one), mean(other), seed=0, resamples=200) for one, other in rng.normal(50, 20, (300, 2, 60))]
    assert 0.02 < np.mean(believed) < 0.09


def test_a_mean_and_an_f1_are_not_compared():
    with pytest.raises(ValueError, match="rule 'mean' cannot be compared with one of rule 'f1'"):
        above(mean([1.0]), f1([[1, 1, 1]]), seed=0)
