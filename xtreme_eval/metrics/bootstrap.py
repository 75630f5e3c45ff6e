"""How sure a measure is: its standard error, and whether it is above a baseline, by resampling examples (Efron 1979)."""

import numpy as np

from xtreme_eval.metrics.measure import FloatArray, Measure

DRAWS = 20_000  # examples drawn at once: the arrays stay in the cache
MULTINOMIAL = 12  # a binomial variate costs about as much as this many uniform draws
ROUNDING = 1e-9  # percent; differences below it are the arithmetic's, not the model's


def standard_error(measure: Measure, *, seed: int, resamples: int = 1000) -> float:
    """Standard error of `measure.value` over examples, in percent points.

    For a mean it is the limit of the bootstrap, the terms' standard deviation over the root of their number; for F1 it is
    the standard deviation over `resamples` resamples of the examples.
    """
    if measure.rule == "mean":
        return float(measure.terms.std() / np.sqrt(measure.examples))
    sums = _resampled_sums(measure.terms, np.random.default_rng(seed), resamples)
    return float(_values(measure, sums).std())


def above(measure: Measure, baseline: Measure, *, seed: int, resamples: int = 1000, level: float = 0.05) -> bool:
    """Whether a one-sided paired bootstrap over examples puts `measure` above `baseline`.

    Both are computed on the same resampled examples; where they have different numbers of terms (mined pairs), each is
    resampled on its own. With a handful of examples the answer is hasty: there is little to resample.

    Args:
        measure: what may be above.
        baseline: the same metric of the same examples, in the same order.
        seed: of the resampling.
        resamples: how often.
        level: a gain is believed if (1 + resamples without one) / (1 + resamples) is at most this.

    Raises:
        ValueError: one is a mean and the other an F1.
    """
    if measure.rule != baseline.rule:
        raise ValueError(f"a measure of rule {measure.rule!r} cannot be compared with one of rule {baseline.rule!r}")
    rng = np.random.default_rng(seed)
    ours, theirs = _columns(measure), _columns(baseline)
    if len(ours) == len(theirs):
        sums = np.hsplit(_resampled_sums(np.hstack([ours, theirs]), rng, resamples), 2)
    else:
        sums = [_resampled_sums(ours, rng, resamples), _resampled_sums(theirs, rng, resamples)]
    gains = _values(measure, sums[0]) - _values(baseline, sums[1])
    return bool((1 + np.count_nonzero(gains <= ROUNDING)) / (1 + resamples) <= level)


def _columns(measure: Measure) -> FloatArray:
    return measure.terms.reshape(measure.examples, -1)


def _values(measure: Measure, sums: FloatArray) -> FloatArray:
    """The measure of each resample, in percent, from the sums of its terms, shape (resamples, columns)."""
    if measure.rule == "mean":
        return sums[:, 0] / measure.examples
    correct, predicted, gold = sums.T
    f1: FloatArray = 200 * correct / np.maximum(predicted + gold, 1)  # twice the correct over predicted plus gold
    return f1


def _resampled_sums(terms: FloatArray, rng: np.random.Generator, resamples: int) -> FloatArray:
    """The sums of the columns over as many examples as there are, drawn with replacement; shape (resamples, columns).

    Only how often each distinct row is drawn matters. Where few rows are distinct (right or wrong), these counts are one
    multinomial variate a resample; otherwise examples are drawn one by one and counted.
    """
    distinct, counts = np.unique(terms, axis=0, return_counts=True)
    if len(distinct) * MULTINOMIAL <= len(terms):
        return _weighted(rng.multinomial(len(terms), counts / len(terms), size=resamples).astype(np.float64), distinct)
    at_once = max(1, DRAWS // len(terms))
    sizes = (min(at_once, resamples - done) for done in range(0, resamples, at_once))
    return np.concatenate([_weighted(_draws(len(terms), size, rng), terms) for size in sizes])


def _weighted(weights: FloatArray, terms: FloatArray) -> FloatArray:
    """`weights @ terms` without BLAS, whose threads wait for each other on a busy machine longer than this takes."""
    sums: FloatArray = np.einsum("re,ce->rc", weights, np.ascontiguousarray(terms.T))
    return sums


def _draws(examples: int, resamples: int, rng: np.random.Generator) -> FloatArray:
    """How often each example is drawn in each resample, shape (resamples, examples)."""
    drawn = rng.integers(examples, size=(resamples, examples), dtype=np.min_scalar_type(examples - 1).type).astype(np.int64)
    drawn += examples * np.arange(resamples)[:, None]
    return np.bincount(drawn.ravel(), minlength=resamples * examples).reshape(resamples, examples).astype(np.float64)
