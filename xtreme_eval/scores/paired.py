"""How sure a difference is: paired by seed and by example, with an interval that holds for three seeds.

    found = paired_difference(of_the_recipe, of_its_control)        # each `Runs`: seed -> score, or the examples' points
    found.difference, found.low, found.high, found.p, found.effect, found.detectable, found.seeds, found.examples

`comparisons.compare_all` corrects the p of many of them; `power.detectable_effect` plans a study; `terms` says how to build runs.

Method. A difference d of seed s on example i is taken as mu + u(s) + v(i) + e(s, i): seeds and examples are both drawn at random
and crossed, so neither a test over seeds alone (blind to the choice of examples) nor one over examples alone (blind to seeds) will
do (Clark 1973, J. Verbal Learning and Verbal Behavior 12, "The language-as-fixed-effect fallacy"). Languages are fixed: the
benchmark's. The variance of the mean has the closed form that a mixed model has for complete tables (analysis of variance):

    V = V_seeds + max(0, V_examples - V_residual)

    V_seeds:    variance of the seeds' scores over their number: estimates u and e's part of the mean's variance
    V_examples: variance of the examples' means over seeds: estimates v and e's part
    V_residual: e's part, which both contain

and the mean over its root is compared with Student's t. Its degrees of freedom are a mean of those of the two parts, weighted by
their shares of V: df = V / (V_seeds / (S - 1) + (V - V_seeds) / df_examples). Satterthwaite (1946, Biometrics Bulletin 2) weights
by the squares of the shares, which with three seeds gives intervals of 92.3 % where 95 % are meant: a small V_seeds by chance makes
V small and its df large at once. `python -m tests.benchmarks power` measures what this covers.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from xtreme_eval.metrics.measure import FloatArray
from xtreme_eval.scores.power import detectable_effect, standardised
from xtreme_eval.scores.terms import Runs, Terms, minus, score_of, strata

LEVEL = 0.95
Over = Literal["seeds and examples", "seeds", "examples", "nothing"]
_UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A difference and how sure it is. NaN where nothing is known of it.

    Attributes:
        difference: points.
        low, high: the ends of its 95 % interval.
        p: two-sided, of no difference; not corrected for other comparisons.
        standard_error, df: of the difference, and its degrees of freedom.
        effect, effect_low, effect_high: the difference in standard deviations of the paired differences between seeds (one seed:
            between examples), Hedges' g, with its interval.
        detectable: points; a true difference of this size is found with 80 % power at 5 %, given these seeds and spreads.
        seeds, examples: how many are behind it; 0 examples where only scores are known.
        over: what its interval is about: other seeds and other examples, or only one of them.
    """

    difference: float = _UNKNOWN
    low: float = _UNKNOWN
    high: float = _UNKNOWN
    p: float = _UNKNOWN
    standard_error: float = _UNKNOWN
    df: float = _UNKNOWN
    effect: float = _UNKNOWN
    effect_low: float = _UNKNOWN
    effect_high: float = _UNKNOWN
    detectable: float = _UNKNOWN
    seeds: int = 0
    examples: int = 0
    over: Over = "nothing"


def paired_difference(after: Runs, before: Runs, *, level: float = LEVEL) -> Comparison:
    """`after` minus `before`, paired by seed and example; what only one side has is left out.

    Collapsed runs must be left out before: they say nothing about the size of a gain.
    """
    return mean_difference(minus(after, before), level=level)


def mean_difference(differences: Runs, *, level: float = LEVEL) -> Comparison:
    """How sure the mean over seeds of these differences is.

    With examples of every seed it is about other seeds and examples, with one seed about examples, with scores alone about seeds.
    """
    if not differences:
        return Comparison()
    runs = list(differences.values())
    scores = np.array([score_of(run) for run in runs])
    drawn = _drawn(runs)
    variance, df = _variance(scores, drawn)
    examples = sum(stratum.shape[1] for stratum in drawn)
    mean, error = float(scores.mean()), math.sqrt(variance)
    found = Comparison(difference=mean, seeds=len(scores), examples=examples, over=_over(len(scores), examples))
    if math.isnan(error) or (error == 0 and mean != 0):  # one score, or scores without any spread: nothing to judge it by
        return found
    from scipy.stats import t

    reach = float(t.ppf((1 + level) / 2, df)) * error
    several = len(scores) > 1
    spread = float(scores.std(ddof=1)) if several else error * math.sqrt(examples)
    effect = standardised(mean, spread, len(scores) if several else examples, level=level)
    return replace(
        found,
        low=mean - reach,
        high=mean + reach,
        p=float(2 * t.sf(abs(mean) / error, df)) if error else 1.0,
        standard_error=error,
        df=df,
        effect=effect.value,
        effect_low=effect.low,
        effect_high=effect.high,
        detectable=detectable_effect(error, df, alpha=1 - level),
    )


def _drawn(runs: list[Terms | float]) -> list[FloatArray]:
    """Strata of shape (seeds, examples); none where a run has no examples, or other ones, or a stratum is a single example."""
    terms = [run for run in runs if isinstance(run, Terms)]
    if len(terms) < len(runs) or any(set(run.groups) != set(terms[0].groups) for run in terms):
        return []
    by_seed = [
        strata(Terms(groups={group: run.groups[group] for group in terms[0].groups}, parallel=run.parallel)) for run in terms
    ]
    sizes = {tuple(len(stratum) for stratum in found) for found in by_seed}
    if len(sizes) > 1 or min(next(iter(sizes))) < 2:
        return []
    return [np.stack(stratum) for stratum in zip(*by_seed, strict=True)]


def _variance(scores: FloatArray, drawn: list[FloatArray]) -> tuple[float, float]:
    """Variance of the mean over seeds, and its degrees of freedom."""
    seeds = len(scores)
    of_seeds = float(scores.var(ddof=1)) / seeds if seeds > 1 else 0.0
    if not drawn:
        return (of_seeds, seeds - 1.0) if seeds > 1 else (_UNKNOWN, _UNKNOWN)
    parts: FloatArray = np.array([stratum.shape[1] * stratum.mean(axis=0).var(ddof=1) for stratum in drawn])
    sizes = np.array([stratum.shape[1] - 1 for stratum in drawn])
    of_examples = float(parts.sum())
    df_examples = of_examples**2 / float((parts**2 / sizes).sum()) if of_examples else float(sizes.sum())
    if seeds == 1:
        return of_examples, df_examples
    rest = max(0.0, of_examples - sum(map(_residual, drawn)))
    variance = of_seeds + rest
    return variance, (variance / (of_seeds / (seeds - 1) + rest / df_examples) if variance else seeds - 1.0)


def _residual(stratum: FloatArray) -> float:
    """What is neither the seed's nor the example's, as its part of the variance of the mean."""
    seeds, examples = len(stratum), len(stratum[0])
    rest = stratum - stratum.mean(axis=0) - stratum.mean(axis=1, keepdims=True) + stratum.mean()
    return float((rest**2).sum()) / ((seeds - 1) * (examples - 1)) * examples / seeds


def _over(seeds: int, examples: int) -> Over:
    if seeds > 1:
        return "seeds and examples" if examples else "seeds"
    return "examples" if examples else "nothing"
