"""The number and the terms that every metric returns."""

import math

import pytest

from xtreme_eval.metrics.measure import f1_of_counts, f1_share, summed_in_order


@pytest.mark.parametrize(
    ("correct", "predicted", "gold", "f1"),
    [(2, 2, 2, 100.0), (1, 2, 4, 100 / 3), (0, 3, 3, 0.0), (0, 0, 3, 0.0), (0, 3, 0, 0.0), (0, 0, 0, 0.0)],
)
def test_f1_is_the_harmonic_mean_of_precision_and_recall_and_0_where_nothing_is_correct(correct, predicted, gold, f1):
    assert f1_of_counts(correct, predicted, gold) == pytest.approx(f1)
    assert f1_of_counts(correct, predicted, gold) == 100 * f1_share(correct, predicted, gold)


def test_sums_run_from_left_to_right_without_compensation():
    values = [0.1] * 10
    assert summed_in_order(values) == 0.9999999999999999
    assert math.fsum(values) == 1.0
