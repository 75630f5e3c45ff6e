"""Rank correlations equal scipy's, also of repeated pairs, and their draws keep whole tasks and targets together."""

import numpy as np
import pytest
from scipy.stats import kendalltau, spearmanr

from xtreme_eval.scores.rank_correlation import crossed_draws, kendall, spearman

ROWS, COLUMNS = list("aabbcc"), list("xyxyxy")
X, Y = [1.0, 2.0, 2.0, 5.0, 3.0, 0.0], [0.5, 0.1, 2.0, 2.0, 1.0, -1.0]
BOTH = pytest.mark.parametrize(("ours", "scipys"), [(spearman, spearmanr), (kendall, kendalltau)], ids=["spearman", "kendall"])


@BOTH
def test_a_correlation_is_scipys(ours, scipys):
    assert ours(X, Y, np.ones((1, 6))).value == pytest.approx(scipys(X, Y).statistic)


@BOTH
def test_a_pair_that_is_drawn_twice_stands_there_twice(ours, scipys):
    weights = crossed_draws(ROWS, COLUMNS, draws=50)
    found = ours(X, Y, weights).draws
    for drawn, correlation in zip(weights.astype(int), found, strict=True):
        x, y = np.repeat(X, drawn), np.repeat(Y, drawn)
        if len(set(x)) > 1 and len(set(y)) > 1:
            assert correlation == pytest.approx(scipys(x, y).statistic)
        else:
            assert np.isnan(correlation)


def test_a_draw_takes_whole_tasks_and_whole_targets():
    for drawn in crossed_draws(ROWS, COLUMNS, draws=100).reshape(-1, 3, 2):
        assert np.linalg.matrix_rank(drawn) == 1
        assert drawn.sum() == 6


def test_draws_repeat_with_their_seed():
    assert np.array_equal(crossed_draws(ROWS, COLUMNS, seed=3), crossed_draws(ROWS, COLUMNS, seed=3))
    assert not np.array_equal(crossed_draws(ROWS, COLUMNS, seed=3), crossed_draws(ROWS, COLUMNS, seed=4))


@BOTH
def test_perfect_agreement_has_no_spread_and_a_constant_no_correlation(ours, scipys):
    weights = crossed_draws(ROWS, COLUMNS)
    order = ours(X, [2 * value for value in X], weights)
    assert (order.value, *order.interval()) == pytest.approx((1, 1, 1))
    constant = ours(X, [1.0] * 6, weights)
    assert np.isnan([constant.value, *constant.interval()]).all()


def test_a_wider_level_gives_a_wider_interval():
    random = np.random.default_rng(0)
    rows, columns = np.repeat(list("abcdef"), 5), np.tile(list("vwxyz"), 6)
    found = spearman(random.normal(size=30), random.normal(size=30), crossed_draws(rows, columns))
    (low, high), (lower, higher) = found.interval(), found.interval(0.99)
    assert lower < low < found.value < high < higher
