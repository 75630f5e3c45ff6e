"""Log-linear fits over draws and seeds: gain against the number of tasks, numbers against parameters; diminishing returns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xtreme_eval.scores.paired import Comparison, mean_difference
from xtreme_eval.scores.terms import Runs, Terms, minus, score_of, weighted
from xtreme_eval.scores.verdicts import MARGIN

ByDraw = Mapping[str, Runs]
"""draw -> runs of one number of tasks; "" where it is the same subset in every draw"""


def over_draws(by_draw: ByDraw, *, level: float = 0.95) -> Comparison:
    """How sure a mean over draws and seeds is, both drawn at random and crossed.

    One draw alone is judged by its seeds and examples, as any comparison is. Seeds that one of the draws lacks are left out.
    """
    several = [runs for runs in by_draw.values() if runs]
    if len(several) < 2:
        return mean_difference(several[0] if several else {}, level=level)
    seeds = sorted(set.intersection(*(set(runs) for runs in several)))
    crossed = {seed: Terms(groups={("", ""): np.array([score_of(runs[seed]) for runs in several])}) for seed in seeds}
    return mean_difference(crossed, level=level)


def slope(gains: Mapping[int, ByDraw]) -> ByDraw:
    """Each draw's points for each doubling of 1 + the number of tasks: least squares through the origin."""
    draws = sorted({draw for by_draw in gains.values() for draw in by_draw if draw}) or [""]
    found = {}
    for draw in draws:
        there = {count: runs for count, by_draw in gains.items() if (runs := of_draw(by_draw, draw))}
        steps = {count: math.log2(1 + count) for count in there}
        scale = sum(step**2 for step in steps.values())
        if there:
            found[draw] = weighted([there[count] for count in steps], [step / scale for step in steps.values()])
    return found


@dataclass(frozen=True, kw_only=True)
class Returns:
    """Where diminishing returns begin: from `tasks` on (None: not reached), and what the rest adds from the last one looked at."""

    tasks: int | None
    remaining: Comparison


def diminishing_returns(gains: Mapping[int, ByDraw], *, margin: float = MARGIN) -> Returns:
    """The smallest number of tasks from which on the largest number adds less than `margin`, with 95 % confidence."""
    most = max(gains, default=0)
    found = Returns(tasks=None, remaining=Comparison())
    for count in sorted({0, *gains} - {most}, reverse=True):
        by_draw = {
            draw: minus(full, of_draw(gains[count], draw)) if count else full
            for draw in (gains.get(count) or gains[most])
            if (full := of_draw(gains[most], draw))
        }
        remaining = over_draws(by_draw)
        if not remaining.high < margin:  # also where it is not known
            return found if found.tasks is not None else Returns(tasks=None, remaining=remaining)
        found = Returns(tasks=count, remaining=remaining)
    return found


def trend(sizes: Sequence[tuple[int, Runs]]) -> Runs:
    """Points for each tenfold of the parameters, by least squares over models; empty where there are fewer than two."""
    known = [(math.log10(parameters), runs) for parameters, runs in sizes if parameters and runs]
    if len({place for place, _ in known}) < 2:
        return {}
    middle = sum(place for place, _ in known) / len(known)
    scale = sum((place - middle) ** 2 for place, _ in known)
    return weighted([runs for _, runs in known], [(place - middle) / scale for place, _ in known])


def of_draw(by_draw: ByDraw, draw: str) -> Runs:
    """A draw's runs, or those that are the same in every draw."""
    return by_draw.get(draw) or by_draw.get("", {})
