"""Rank correlations equal scipy's, also of repeated pairs, and their draws keep whole tasks and targets together."""

import numpy as np
import pytest
from scipy.stats import kendalltau, spearmanr

from xtreme_eval.scores.rank_correlation import crossed, difference, kendall, spearman

ROWS, COLUMNS = list("aabbcc"), list("xyxyxy")
X, Y = [1.0, 2.0, 2.0, 5.0, 3.0, 0.0], [0.5, 0.1, 2.0, 2.0, 1.0, -1.0]
BOTH = pytest.mark.parametrize(("ours", "scipys"), [(spearman, spearmanr), (kendall, kendalltau)], ids=["spearman", "kendall"])


@BOTH
def test_a_correlation_is_scipys(ours, scipys):
    assert ours(X, Y, crossed(ROWS, COLUMNS, draws=2)).value == pytest.approx(scipys(X, Y).statistic)


@BOTH
def test_a_pair_that_is_drawn_twice_stands_there_twice(ours, scipys):
    drawn = crossed(ROWS, COLUMNS, draws=30)
    for weights, found in zip(drawn.weights, ours(X, Y, drawn).draws, strict=True):
        for times, correlation in zip(weights.astype(int), found, strict=True):
            x, y = np.repeat(X, times), np.repeat(Y, times)
            if len(set(x)) > 1 and len(set(y)) > 1:
                assert correlation == pytest.approx(scipys(x, y).statistic)
            else:
                assert np.isnan(correlation)


def test_draws_take_whole_tasks_whole_targets_or_pairs():
    drawn = crossed(ROWS, COLUMNS, draws=50)
    by_task, by_target, by_pair = (weights.reshape(-1, 3, 2) for weights in drawn.weights)
    assert drawn.sizes == (3, 2, 6)
    assert (by_task == by_task[:, :, :1]).all()
    assert (by_target == by_target[:, :1]).all()
    assert (by_pair.sum((1, 2)) == 6).all()


def test_draws_repeat_with_their_seed():
    one, same, other = (crossed(ROWS, COLUMNS, seed=seed).weights[2] for seed in (3, 3, 4))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@BOTH
def test_perfect_agreement_has_no_spread_and_a_constant_no_correlation(ours, scipys):
    drawn = crossed(ROWS, COLUMNS)
    order = ours(X, [2 * value for value in X], drawn)
    assert (order.value, *order.interval()) == pytest.approx((1, 1, 1), abs=0.002)
    constant = ours(X, [1.0] * 6, drawn)
    assert np.isnan([constant.value, *constant.interval()]).all()


def test_one_target_says_nothing_about_others():
    found = spearman([1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 4.0], crossed(list("abcd"), list("xxxx")))
    assert found.value == pytest.approx(0.8)
    assert np.isnan(found.interval()).all()


def test_a_wider_level_gives_a_wider_interval():
    x, y = grid(0.5)
    found = spearman(x, y, DRAWN)
    (low, high), (lower, higher) = found.interval(), found.interval(0.99)
    assert -1 <= lower < low < found.value < high < higher <= 1


def test_a_difference_is_taken_draw_by_draw():
    x, y = grid(0.5)
    one, other = spearman(x, y, DRAWN), spearman(x, [-value for value in y], DRAWN)
    assert difference(one, one).interval() == (0, 0)
    assert difference(one, other).value == pytest.approx(2 * one.value)


RANDOM = np.random.default_rng(5)
DRAWN = crossed(np.repeat(list("abcdefg"), 6), np.tile(list("uvwxyz"), 7), draws=200)


def grid(correlation, tasks=7, targets=6):
    """Numbers of pairs with effects of the task, of the target and of their own, all correlated alike."""

    def both(*shape):
        one = RANDOM.normal(size=shape)
        return one, correlation * one + (1 - correlation**2) ** 0.5 * RANDOM.normal(size=shape)

    effects = both(tasks, 1), both(1, targets), both(tasks, targets)
    return [sum(effect[side] for effect in effects).ravel().tolist() for side in (0, 1)]


@pytest.mark.parametrize("correlation", [0.0, 0.6])
def test_the_interval_holds_the_true_correlation_of_all_tasks_and_targets(correlation):
    true = 6 / np.pi * np.arcsin(correlation / 2)  # of two normal variables (Pearson 1907)
    held = 0
    for _ in range(120):
        low, high = spearman(*grid(correlation), DRAWN).interval()
        held += low <= true <= high
    assert held >= 0.9 * 120
