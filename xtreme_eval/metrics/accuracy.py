"""Accuracy: the share of examples whose label is right (XNLI, PAWS-X, XCOPA, Tatoeba)."""

from collections.abc import Sequence

import numpy as np

from xtreme_eval.metrics.measure import Measure


def accuracy(gold: Sequence[str], predicted: Sequence[str]) -> Measure:
    """Labels compared as stripped strings, as XTREME's evaluate.py compares lines.

    The quotient is formed before the percent, in that script's order: 0.57 gives 56.99999999999999, not 57.

    Args:
        gold: one label an example.
        predicted: one label an example, in the order of `gold`.

    Returns:
        Percent; one term (0 or 100) an example.

    Raises:
        ValueError: the lengths differ, or there is no example.
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold labels but {len(predicted)} predicted ones: predict exactly one label an example")
    if not gold:
        raise ValueError("no gold labels: accuracy needs at least one example")
    right = [ours.strip() == theirs.strip() for ours, theirs in zip(predicted, gold, strict=True)]
    return Measure(value=sum(right) / len(right) * 100, terms=100 * np.array(right, dtype=np.float64), rule="mean")
