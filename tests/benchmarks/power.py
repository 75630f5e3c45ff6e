"""Do the statistics hold? Coverage of intervals, false positives and power in simulated grids whose truth is known."""

import gc
from functools import cache
from typing import Any

import numpy as np
from scipy.stats import t

from tests.benchmarks.simulated_grids import STRESS, WORLDS, World
from xtreme_eval.scores.comparisons import corrected_p
from xtreme_eval.scores.paired import Comparison, paired_difference
from xtreme_eval.scores.power import detectable_effect, power_of

GRIDS, TABLES = 4000, 500
SEEDS = (3, 5, 10)
RECIPES = 10
EFFECTS = (0.5, 0.75, 1.0, 1.25)
"""True gains in a power curve, as shares of the one that is detected with 80 % power."""
LARGE = 20.0
"""Points: a true gain in a table of several."""


def power(grids: int = GRIDS, tables: int = TABLES) -> dict[str, Any]:
    """Percent of the simulated grids; each figure is of `grids` of them: of 4,000, 95 % has a standard error of 0.3 points."""
    found: dict[str, Any] = {}
    for world in (*WORLDS, *STRESS):
        goal = "no goal: stress" if world in STRESS else "goal 93 to 97, at 3 seeds at least 93"
        found[f"coverage at 3, 5, 10 seeds: {world.name} ({goal})"] = _percent(*(coverage(world, seeds, grids) for seeds in SEEDS))
    for true, text in ((0, "no gain is true"), (RECIPES // 2, "half of the gains are true")):
        wrong = [family_wise(WORLDS[1], seeds, tables, true=true) for seeds in SEEDS]
        found[f"any false positive among {RECIPES} recipes after Holm at 3, 5, 10 seeds: {text} (goal at most 5)"] = _percent(
            *wrong
        )
    for world in (world for world in WORLDS if not world.accuracy):
        for seeds in SEEDS:
            curve = power_curve(world, seeds, grids)
            shown = "; ".join(f"{gain:.1f} points {100 * measured:.0f} ({100 * theory:.0f})" for gain, measured, theory in curve)
            off = max(abs(measured - theory) for _, measured, theory in curve)
            name = f"power, {seeds} seeds: {world.name}, measured (noncentral t), and the largest distance (goal 5)"
            found[name] = f"{shown}; {_percent(off)}"
    return found


def coverage(world: World, seeds: int, grids: int) -> float:
    """How often the interval covers the true gain, 0 to 1; what it does not cover are false positives where no gain is true."""
    return float(np.mean([found.low <= 0 <= found.high for found in compared(world, seeds, grids)]))


def family_wise(world: World, seeds: int, tables: int, *, true: int) -> float:
    """How often a table of recipes with one control has any false positive after the correction, 0 to 1."""
    wrong = 0
    gc.freeze()  # statsmodels collects garbage at every correction: a tenth of a second with all that is imported here
    for number in range(tables):
        control, *systems = world.systems(_rng(world, seeds, number), seeds, [LARGE] * true + [0.0] * (RECIPES - true))
        corrected = corrected_p([paired_difference(system, control).p for system in systems])
        wrong += min(corrected[true:]) <= 0.05
    gc.unfreeze()
    return wrong / tables


def power_curve(world: World, seeds: int, grids: int) -> list[tuple[float, float, float]]:
    """True gain in points, how often it is found, and what the true standard error allows (noncentral t), both 0 to 1."""
    error, df = world.standard_error(seeds)
    found = compared(world, seeds, grids)
    names = ("difference", "standard_error", "df")
    differences, errors, freedoms = (np.array([getattr(one, name) for one in found]) for name in names)
    curve = []
    for share in EFFECTS:
        gain = share * detectable_effect(error, df)
        p = 2 * t.sf(abs(differences + gain) / errors, freedoms)  # a true gain moves the difference and nothing else
        curve.append((gain, float(np.mean(p <= 0.05)), power_of(gain, error, df)))
    return curve


@cache
def compared(world: World, seeds: int, grids: int) -> list[Comparison]:
    """The comparison of each simulated grid; no gain is true."""
    return [paired_difference(*world.grid(_rng(world, seeds, number), seeds)) for number in range(grids)]


def _rng(world: World, seeds: int, number: int) -> np.random.Generator:
    return np.random.default_rng([*world.name.encode(), seeds, number])


def _percent(*shares: float) -> str:
    return ", ".join(f"{100 * share:.1f}" for share in shares)
