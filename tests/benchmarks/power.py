"""Do the statistics hold? Coverage of intervals, false positives and power in simulated grids whose truth is known."""

from typing import Any

import numpy as np
from scipy.stats import t

from tests.benchmarks.simulated_grids import STRESS, WORLDS, World
from xtreme_eval.scores.comparisons import corrected_p
from xtreme_eval.scores.paired import Comparison, paired_difference
from xtreme_eval.scores.power import detectable_effect, power_of

GRIDS = 1000
SEEDS = (3, 5, 10)
RECIPES = 10
EFFECTS = (0.5, 0.75, 1.0, 1.25)
"""True gains in a power curve, as shares of the one that is detected with 80 % power."""
GAIN = 2.0


def power(grids: int = GRIDS) -> dict[str, Any]:
    """Percent of the simulated grids; each figure is of `grids` of them, so that 95 % is known to 0.7 points (1 in 1,000)."""
    found: dict[str, Any] = {}
    for world in (*WORLDS, *STRESS):
        goal = "no goal: stress" if world in STRESS else "goal 93 to 97, at 3 seeds at least 93"
        covered = {seeds: coverage(world, seeds, grids) for seeds in (2, *SEEDS)}
        found[f"coverage at 2, 3, 5, 10 seeds: {world.name} ({goal})"] = _percent(*covered.values())
    for world in WORLDS:
        wrong = [false_positives(world, seeds, grids) for seeds in SEEDS]
        found[f"false positives at 3, 5, 10 seeds: {world.name} (goal 5)"] = _percent(*wrong)
    for world in WORLDS[:2]:
        for true, text in ((0, "no gain is true"), (RECIPES // 2, "half of the gains are true")):
            wrong = [family_wise(world, seeds, grids // 2, true=true) for seeds in SEEDS]
            name = f"any false positive among {RECIPES} recipes after Holm at 3, 5, 10 seeds: {world.name}, {text} (goal at most 5)"
            found[name] = _percent(*wrong)
    for world in (world for world in WORLDS if not world.accuracy):
        for seeds in SEEDS:
            curve = power_curve(world, seeds, grids)
            shown = "; ".join(f"{gain:.1f} points {100 * measured:.0f} ({100 * theory:.0f})" for gain, measured, theory in curve)
            off = max(abs(measured - theory) for _, measured, theory in curve)
            found[f"power, {seeds} seeds: {world.name}, measured (noncentral t)"] = shown
            found[f"power, {seeds} seeds: {world.name}, largest distance (goal 5)"] = _percent(off)
    return found


def coverage(world: World, seeds: int, grids: int) -> float:
    """How often the interval covers the true gain, 0 to 1."""
    gain = 0.0 if world.accuracy else GAIN  # shares of right answers are cut off at 0 and 1: only no gain is known exactly
    return float(np.mean([found.low <= gain <= found.high for found in compared(world, seeds, grids, gain)]))


def false_positives(world: World, seeds: int, grids: int) -> float:
    """How often a gain is found that is none, 0 to 1."""
    return float(np.mean([found.p <= 0.05 for found in compared(world, seeds, grids, 0.0, first=grids)]))


def family_wise(world: World, seeds: int, tables: int, *, true: int) -> float:
    """How often a table of recipes with one control has any false positive after the correction, 0 to 1."""
    wrong = 0
    for number in range(tables):
        control, *systems = world.systems(_rng(world, seeds, number), seeds, [10 * GAIN] * true + [0.0] * (RECIPES - true))
        corrected = corrected_p([paired_difference(system, control).p for system in systems])
        wrong += min(corrected[true:]) <= 0.05
    return wrong / tables


def power_curve(world: World, seeds: int, grids: int) -> list[tuple[float, float, float]]:
    """True gain in points, how often it is found, and what the true standard error allows (noncentral t), both 0 to 1."""
    error, df = world.standard_error(seeds)
    found = compared(world, seeds, grids, 0.0)
    differences, errors, freedoms = (
        np.array([getattr(one, name) for one in found]) for name in ("difference", "standard_error", "df")
    )
    curve = []
    for share in EFFECTS:
        gain = share * detectable_effect(error, df)
        p = 2 * t.sf(abs(differences + gain) / errors, freedoms)  # a true gain moves the difference and nothing else
        curve.append((gain, float(np.mean(p <= 0.05)), power_of(gain, error, df)))
    return curve


def compared(world: World, seeds: int, grids: int, gain: float, first: int = 0) -> list[Comparison]:
    """The comparison of each simulated grid."""
    return [paired_difference(*world.grid(_rng(world, seeds, number), seeds, gain)) for number in range(first, first + grids)]


def _rng(world: World, seeds: int, number: int) -> np.random.Generator:
    return np.random.default_rng([*world.name.encode(), seeds, number])


def _percent(*shares: float) -> str:
    return ", ".join(f"{100 * share:.1f}" for share in shares)
