"""Rank correlations over pairs of an intermediate task and a target, with intervals that know that pairs share both.

Two pairs with the same target, or the same intermediate task, are not independent. A bootstrap that draws whole tasks, one that
draws whole targets and one that draws pairs give three variances; the first two less the third count what pairs share once and what
is their own once (Cameron, Gelbach and Miller 2011, Journal of Business and Economic Statistics 29). Intervals are Student's on
Fisher's scale; the smaller of the numbers of tasks and targets, less one, are the degrees of freedom.

In simulations, 400 grids each of normal effects with a true correlation of 0 or 0.6, they hold it in 95 to 99 % with 9 tasks and 7
targets, in 97 to 100 % with 7 and 6, and always with 3 and 4, where they say next to nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
DRAWS = 1000
"""Of each of the three bootstraps."""
LEVEL = 0.95
STRAIGHT = 0.999
"""Correlations beyond this count as this much on Fisher's scale, where 1 is at infinity."""


@dataclass(frozen=True, kw_only=True)
class Crossed:
    """How often each pair is in each draw of tasks, of targets and of pairs, shape (draws, pairs) each; and how many there are."""

    weights: tuple[FloatArray, FloatArray, FloatArray]
    sizes: tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Correlation:
    """A rank correlation of all pairs, -1 to 1, and of each draw; NaN where a side is constant. Or a difference of two.

    Attributes:
        draws: of tasks, of targets and of pairs, whose numbers are `sizes`.
        bounded: whether it is a correlation, and no difference.
    """

    value: float
    draws: tuple[FloatArray, FloatArray, FloatArray]
    sizes: tuple[int, int, int]
    bounded: bool = True

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Where the correlation of all such tasks and targets is, `level` sure; NaN where nothing is known of its spread."""
        from scipy.stats import t

        tasks, targets, _ = self.sizes
        if min(tasks, targets) < 2 or np.isnan(self.value):
            return float("nan"), float("nan")
        reach = float(t.ppf((1 + level) / 2, min(tasks, targets) - 1)) * self._variance() ** 0.5
        middle = float(self._scaled(np.array(self.value)))
        low, high = middle - reach, middle + reach
        if not self.bounded:
            return max(low, -2.0), min(high, 2.0)
        return min(float(np.tanh(low)), self.value), max(float(np.tanh(high)), self.value)

    def _variance(self) -> float:
        of_tasks, of_targets, of_pairs = (
            float(np.nanvar(self._scaled(draws), ddof=1)) * size / (size - 1)
            for draws, size in zip(self.draws, self.sizes, strict=True)
        )
        return max(of_tasks + of_targets - of_pairs, of_pairs)

    def _scaled(self, values: FloatArray) -> FloatArray:
        scaled: FloatArray = np.arctanh(np.clip(values, -STRAIGHT, STRAIGHT)) if self.bounded else values
        return scaled


def difference(one: Correlation, other: Correlation) -> Correlation:
    """One correlation less another of the same pairs, draw by draw."""
    draws = tuple(first - second for first, second in zip(one.draws, other.draws, strict=True))
    assert len(draws) == 3
    return Correlation(value=one.value - other.value, draws=draws, sizes=one.sizes, bounded=False)


def crossed(rows: Sequence[str], columns: Sequence[str], *, draws: int = DRAWS, seed: int = 1) -> Crossed:
    """The draws for these pairs.

    Args:
        rows, columns: each pair's intermediate task and target.
        draws: how many of each sort.
        seed: of the draws; equal pairs in equal order have equal draws.
    """
    generator = np.random.default_rng(seed)
    weights, sizes = [], []
    for names in (rows, columns, range(len(rows))):
        units, place = np.unique(list(names), return_inverse=True)
        weights.append(generator.multinomial(len(units), np.full(len(units), 1 / len(units)), size=draws)[:, place].astype(float))
        sizes.append(len(units))
    return Crossed(weights=(weights[0], weights[1], weights[2]), sizes=(sizes[0], sizes[1], sizes[2]))


def spearman(x: Sequence[float], y: Sequence[float], drawn: Crossed) -> Correlation:
    """Spearman's rho, ties at their mean rank.

    Args:
        x, y: a number a pair each.
        drawn: the draws for these pairs.
    """
    return _correlation(_rho, x, y, drawn)


def kendall(x: Sequence[float], y: Sequence[float], drawn: Crossed) -> Correlation:
    """Kendall's tau-b; arguments as for `spearman`."""
    return _correlation(_tau, x, y, drawn)


def _correlation(
    found: Callable[[Sequence[float], Sequence[float], FloatArray], FloatArray],
    x: Sequence[float],
    y: Sequence[float],
    drawn: Crossed,
) -> Correlation:
    by_task, by_target, by_pair = (found(x, y, weights) for weights in drawn.weights)
    value = float(found(x, y, np.ones((1, len(x))))[0])
    return Correlation(value=value, draws=(by_task, by_target, by_pair), sizes=drawn.sizes)


def _rho(x: Sequence[float], y: Sequence[float], weights: FloatArray) -> FloatArray:
    """A pair that is drawn w times stands w times among the ranks: as scipy's spearmanr of the repeated pairs."""
    total = weights.sum(1, keepdims=True)
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
