"""Rank correlations over pairs of an intermediate task and a target, with intervals that know that pairs share both.

Two pairs with the same target, or the same intermediate task, are not independent. A draw therefore takes whole intermediate tasks
with replacement and, independently of that, whole targets, and every pair as often as both its ends are there together (the
pigeonhole bootstrap of Owen 2007, Annals of Applied Statistics 1, which errs on the wide side). With few tasks it is a rough one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
DRAWS = 4000
LEVEL = 0.95


@dataclass(frozen=True, kw_only=True)
class Correlation:
    """A rank correlation of all pairs, and what the draws made of it; NaN where one side is constant.

    Attributes:
        value: -1 to 1.
        draws: the correlation in each draw, NaN where it is not defined.
    """

    value: float
    draws: FloatArray

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """The percentile interval over the draws in which there is a correlation; NaN where there is none."""
        return percentiles(self.draws, level)


def percentiles(draws: FloatArray, level: float = LEVEL) -> tuple[float, float]:
    """The interval that holds the middle `level` of the numbers among the draws; NaN where there are none."""
    defined = draws[~np.isnan(draws)]
    if not len(defined):
        return float("nan"), float("nan")
    low, high = np.percentile(defined, [50 * (1 - level), 50 * (1 + level)])
    return float(low), float(high)


def crossed_draws(rows: Sequence[str], columns: Sequence[str], *, draws: int = DRAWS, seed: int = 1) -> FloatArray:
    """How often each pair is in each draw, shape (draws, pairs).

    Args:
        rows, columns: each pair's intermediate task and target.
        draws: how many.
        seed: of the draws; equal tasks and targets in equal order give equal draws.
    """
    generator = np.random.default_rng(seed)
    counts = np.ones((draws, len(rows)))
    for names in (rows, columns):
        units, place = np.unique(list(names), return_inverse=True)
        taken = generator.multinomial(len(units), np.full(len(units), 1 / len(units)), size=draws)
        counts *= taken[:, place]
    return counts


def spearman(x: Sequence[float], y: Sequence[float], weights: FloatArray) -> Correlation:
    """Spearman's rho of all pairs and of each draw, ties at their mean rank.

    Args:
        x, y: a number a pair each.
        weights: how often each pair is in each draw, shape (draws, pairs).
    """
    return Correlation(value=float(_rho(x, y, np.ones((1, len(x))))[0]), draws=_rho(x, y, weights))


def kendall(x: Sequence[float], y: Sequence[float], weights: FloatArray) -> Correlation:
    """Kendall's tau-b of all pairs and of each draw; arguments as for `spearman`."""
    return Correlation(value=float(_tau(x, y, np.ones((1, len(x))))[0]), draws=_tau(x, y, weights))


def _rho(x: Sequence[float], y: Sequence[float], weights: FloatArray) -> FloatArray:
    """A pair that is drawn w times stands w times among the ranks: as scipy's spearmanr of the repeated pairs."""
    total = np.maximum(weights.sum(1, keepdims=True), 1)  # a draw may have no pair at all
    first, second = (_ranks(values, weights) for values in (x, y))
    first, second = (ranks - (weights * ranks).sum(1, keepdims=True) / total for ranks in (first, second))
    return _ratio((weights * first * second).sum(1), (weights * first**2).sum(1), (weights * second**2).sum(1))


def _ranks(values: Sequence[float], weights: FloatArray) -> FloatArray:
    array = np.asarray(values, np.float64)
    below = (array[:, None] < array) + 0.5 * (array[:, None] == array)
    ranks: FloatArray = weights @ below
    return ranks


def _tau(x: Sequence[float], y: Sequence[float], weights: FloatArray) -> FloatArray:
    """Concordant less discordant couples of pairs, over those that are no ties: as scipy's kendalltau of the repeated pairs."""
    first, second = (np.sign(np.subtract.outer(np.asarray(values), np.asarray(values))) for values in (x, y))
    return _ratio(*(np.einsum("dp,dp->d", weights @ signs, weights) for signs in (first * second, first**2, second**2)))


def _ratio(both: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray:
    """NaN where a side does not vary."""
    varies = (first > 1e-9) & (second > 1e-9)
    found = np.full(len(both), np.nan)
    found[varies] = both[varies] / np.sqrt(first[varies] * second[varies])
    return found
