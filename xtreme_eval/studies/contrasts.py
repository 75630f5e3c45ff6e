"""Recipes against each other: which one dev prefers, and how far two of them lie apart on test, paired by seed and example."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from xtreme_eval.scores.best import dev_criteria
from xtreme_eval.scores.cells import grid_cells
from xtreme_eval.scores.paired import Comparison, mean_difference
from xtreme_eval.scores.table import ScoreTable
from xtreme_eval.scores.terms import Runs, joined, minus
from xtreme_eval.studies.results import Results, own_data
from xtreme_eval.suite import registry
from xtreme_eval.suite.benchmarks import benchmark

if TYPE_CHECKING:
    from collections.abc import Iterable

Cells = Mapping[tuple[str, str], Runs]
"""(recipe, target) -> its runs"""


def foreign_targets(results: Results) -> list[str]:
    """The targets whose own data no recipe of the study trains on: what the other targets gain is longer training, not transfer."""
    own = {target for _, target in own_data(results.plan)}
    return [target.name for target in results.plan.study.targets if target.name not in own]


def tested(results: Results, table: ScoreTable) -> Cells:
    """Every cell's runs on test that did not collapse: their examples where those can be read again, else their scores."""
    rows = table.runs[(table.runs["table"] == "score") & (table.runs["split"] == "test") & ~table.runs["collapsed"]]
    alone: dict[tuple[str, str], dict[int, float]] = {}
    for recipe, target, seed, value in zip(rows["recipe"], rows["column"], rows["seed"], rows["value"], strict=True):
        alone.setdefault((str(recipe), str(target)), {})[int(seed)] = float(value)
    cells = results.runs.get("test", {})
    return {pair: cells[pair] if set(cells.get(pair, ())) == set(scores) else scores for pair, scores in alone.items()}


def contrast(runs: Cells, after: str, before: str, targets: Iterable[str]) -> Comparison:
    """How far `after` lies above `before` in the mean over those targets that both have runs of with the same seed."""
    found = (minus(runs.get((after, target), {}), runs.get((before, target), {})) for target in targets)
    return mean_difference(joined([differences for differences in found if differences]))


def dev_means(results: Results, table: ScoreTable, targets: Sequence[str]) -> dict[str, float]:
    """Recipe -> its mean dev score over the targets that have one (see `best.best_choices`), of recipes that have all of these."""
    known = dev_criteria(
        grid_cells(table.rows, table.columns),
        results.placed,
        [registry.target(name) for name in targets],
        benchmark(results.plan.study.benchmark).groups,
    )
    scores = [found.to_dict() for found, _ in known.values() if len(found)]
    recipes = [recipe.name for recipe in results.plan.study.recipes]
    return {
        recipe: sum(found[recipe] for found in scores) / len(scores)
        for recipe in recipes
        if scores and all(not math.isnan(found.get(recipe, math.nan)) for found in scores)
    }


def best_on_dev(dev: Mapping[str, float], candidates: Iterable[str]) -> str:
    """The candidate with the highest dev score, the first of equal ones; "" where none has one."""
    there = [name for name in candidates if name in dev]
    return max(there, key=lambda name: dev[name], default="")
