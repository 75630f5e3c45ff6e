"""What every example adds to a run's score, and sums and differences of runs: what paired tests are made of.

A run is one seed of one system. `Runs` are those of a system by seed: with their examples where predictions were kept, else their
scores alone. Gains, gains of gains and means over recipes are runs again, and `paired.mean_difference` says how sure they are:

    gain = minus(of_the_recipe, of_its_control)             # paired by seed and example
    mean_difference(minus(gain_of_one_family, gain_of_another))     # a difference of gains
    mean_difference(mean_of([gain_of_mnli, gain_of_squad1]))        # the mean gain of several recipes
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from xtreme_eval.metrics.measure import FloatArray, Measure

Group = tuple[str, str]
"""(target, language)"""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """One run's examples.

    Attributes:
        groups: points of each example, shape (examples,); their mean is the group's score. The run's score is the mean over its
            targets of the mean over their languages, as the benchmark averages.
        parallel: targets whose rows translate each other: row n of every language is one example, and is drawn as one.
    """

    groups: Mapping[Group, FloatArray]
    parallel: frozenset[str] = field(default_factory=frozenset)

    @property
    def score(self) -> float:
        """What the examples add up to, in points."""
        return float(sum(stratum.sum() for stratum in strata(self)))


Runs = Mapping[int, Terms | float]
"""seed -> the run's examples, or its score, 0 to 100"""


def example_points(measure: Measure) -> FloatArray:
    """Each example's points, shape (examples,), so that their mean is the measure's value.

    An F1 is no mean over examples: it is replaced by its linear part (delta method), F + (200 correct - F (predicted + gold)) over
    the mean of predicted + gold, whose mean is F itself and whose variance is F's for many examples.
    """
    if measure.rule == "mean":
        return measure.terms
    correct, predicted, gold = measure.terms.T
    size = predicted + gold
    points: FloatArray = measure.value + (200 * correct - measure.value * size) / max(float(size.mean()), 1e-12)
    return points


def strata(terms: Terms) -> list[FloatArray]:
    """What each example adds to the score, an array for each set of examples that is drawn on its own; all of it sums to the score.

    Languages are drawn apart, but for those of parallel targets with as many rows.
    """
    targets: dict[str, list[FloatArray]] = {}
    for (target, _), points in terms.groups.items():
        targets.setdefault(target, []).append(points)
    found: list[FloatArray] = []
    for target, languages in targets.items():
        added = [points / (len(points) * len(languages) * len(targets)) for points in languages]
        together = target in terms.parallel and len({len(points) for points in added}) == 1
        found += [np.sum(added, axis=0)] if together else added
    return found


def minus(after: Runs, before: Runs) -> Runs:
    """Differences, seed by seed and example by example, of what both sides have."""
    return _combined([after, before], lambda values: values[0] - values[1])


def mean_of(several: Sequence[Runs]) -> Runs:
    """The mean of several systems, seed by seed and example by example, of what all of them have."""
    return _combined(several, lambda values: sum(values) / len(values))


def weighted(several: Sequence[Runs], weights: Sequence[float]) -> Runs:
    """A sum of several systems with these weights, seed by seed and example by example, of what all of them have."""
    return _combined(several, lambda values: sum(weight * value for weight, value in zip(weights, values, strict=True)))


def joined(targets: Sequence[Runs]) -> Runs:
    """One system's runs on several targets as one run a seed, whose score is the mean over targets; seeds that all of them have."""
    found: dict[int, Terms | float] = {}
    for seed in _seeds(targets):
        several = [runs[seed] for runs in targets]
        terms = [one for one in several if isinstance(one, Terms)]
        if len(terms) < len(several):
            found[seed] = sum(map(score_of, several)) / len(several)
        else:
            groups = {group: points for one in terms for group, points in one.groups.items()}
            found[seed] = Terms(groups=groups, parallel=frozenset().union(*(one.parallel for one in terms)))
    return found


def score_of(run: Terms | float) -> float:
    """The run's score, in points."""
    return run.score if isinstance(run, Terms) else run


def _seeds(several: Sequence[Runs]) -> list[int]:
    return sorted(set.intersection(*(set(runs) for runs in several))) if several else []


def _combined(several: Sequence[Runs], combine: Callable[[Sequence[FloatArray | float]], FloatArray | float]) -> Runs:
    return {seed: _together([runs[seed] for runs in several], combine) for seed in _seeds(several)}


def _together(
    runs: Sequence[Terms | float], combine: Callable[[Sequence[FloatArray | float]], FloatArray | float]
) -> Terms | float:
    """Of the groups that all have, with the same examples; scores where there are none."""
    terms = [run for run in runs if isinstance(run, Terms)]
    first = terms[0].groups if terms else {}
    groups = {
        group: np.asarray(combine([one.groups[group] for one in terms]), dtype=np.float64)
        for group in first
        if all(group in one.groups and len(one.groups[group]) == len(first[group]) for one in terms)
    }
    if len(terms) == len(runs) and groups:
        return Terms(groups=groups, parallel=terms[0].parallel)
    return float(combine([score_of(run) for run in runs]))
