"""Choosing an intermediate task for a target nobody has tried: by similarity, as the other targets teach it, or without any."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xtreme_eval.scores.intervals import Interval, t_interval

ELSEWHERE, AT_RANDOM = "best on the other targets", "at random"
FloatArray = NDArray[np.float64]


def similarity_regrets(pairs: pd.DataFrame) -> dict[str, float]:
    """What is lost on each target by taking the task that similarity predicts to be best there.

    The other targets decide whether more or less similar tasks gain more: the sign of the least squares slope over their pairs,
    each target's mean taken off. Where they do not say, more similar is taken to be better. Equal predictions: the first.

    Args:
        pairs: columns task, target, gain (points), value (the similarity); one row a pair.

    Returns:
        Target -> the best task's gain less the chosen one's, in points; targets without a choice are left out.
    """
    return _regrets(pairs, lambda mine, others: _direction(others) * mine["value"].to_numpy(np.float64))


def elsewhere_regrets(pairs: pd.DataFrame) -> dict[str, float]:
    """The same where the task with the highest mean gain on the other targets is taken; one that has none there comes last."""
    return _regrets(pairs, _mean_elsewhere)


def random_regrets(pairs: pd.DataFrame) -> dict[str, float]:
    """What is lost on the average by taking any task."""
    return {target: float(mine["gain"].max() - mine["gain"].mean()) for target, mine in _choices(pairs)}


def mean_regret(regrets: dict[str, float]) -> Interval:
    """The mean over targets with Student's interval, targets taken as independent."""
    return t_interval(list(regrets.values()))


def _regrets(pairs: pd.DataFrame, predicted: Callable[[pd.DataFrame, pd.DataFrame], FloatArray]) -> dict[str, float]:
    found = {}
    for target, mine in _choices(pairs):
        gains = mine["gain"].to_numpy(np.float64)
        found[target] = float(gains.max() - gains[int(np.argmax(predicted(mine, pairs[pairs["target"] != target])))])
    return found


def _choices(pairs: pd.DataFrame) -> Sequence[tuple[str, pd.DataFrame]]:
    """The targets with at least two tasks to choose from."""
    return [(str(target), mine) for target, mine in pairs.groupby("target", sort=False) if len(mine) > 1]


def _direction(others: pd.DataFrame) -> float:
    centred = others[["value", "gain"]] - others.groupby("target")[["value", "gain"]].transform("mean")
    return float(np.sign((centred["value"] * centred["gain"]).sum())) or 1.0


def _mean_elsewhere(mine: pd.DataFrame, others: pd.DataFrame) -> FloatArray:
    means = others.groupby("task")["gain"].mean()
    return mine["task"].map(means).fillna(-np.inf).to_numpy(np.float64)
