"""Every recipe against its control, per target and overall: paired by seed, and by example where predictions and gold are here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.evaluation.examples import example_points_of
from xtreme_eval.experiment.jobs import Location
from xtreme_eval.scores.columns import OVERALL
from xtreme_eval.scores.comparisons import compare_all
from xtreme_eval.scores.paired import Comparison, mean_difference
from xtreme_eval.scores.record import Placed
from xtreme_eval.scores.table import ScoreTable
from xtreme_eval.scores.terms import Runs, Terms, joined, minus
from xtreme_eval.store.open import open_store
from xtreme_eval.studies.data_check import PARALLEL
from xtreme_eval.studies.results import Results
from xtreme_eval.suite import registry
from xtreme_eval.suite.task import Split

Cells = Mapping[tuple[str, str], Runs]
"""(recipe, target) -> runs"""
FAMILY = ("split", "level")
"""What is corrected together: the targets of all recipes, and the overall scores of all recipes."""


def comparisons(results: Results, table: ScoreTable) -> pd.DataFrame:
    """A row for each split, recipe and target, and one for the overall score, in the order of the score table.

    Runs that collapsed are left out; `left_out` says which. Where examples cannot be had (predictions or gold are not here), the
    gains of the score table are compared over seeds alone.

    Args:
        results: of `with_runs`, if examples are to count.

    Returns:
        Columns split, recipe, control, column, level ("task" or "overall"), targets, left_out, and those of `compare_all`.
    """
    named: list[tuple[Mapping[str, object], Comparison]] = []
    for split in table.splits:
        gains = study_gains(results, table, split=split)
        for recipe, control in table.controls.items():
            by_target = {task.name: gains[recipe, task.name] for task in table.tasks if gains.get((recipe, task.name))}
            columns = {**by_target, OVERALL: joined(list(by_target.values()))}
            for column in (*(task.name for task in table.tasks), OVERALL):
                names: dict[str, object] = {"split": split, "recipe": recipe, "control": control, "column": column}
                names |= {"level": OVERALL, "targets": len(by_target)} if column == OVERALL else {"level": "task", "targets": 1}
                names["left_out"] = _left_out(results.placed, {recipe, control}, column)
                named.append((names, mean_difference(columns.get(column, {}))))
    return compare_all(named, family=FAMILY)


def study_gains(results: Results, table: ScoreTable, *, split: str = "test") -> dict[tuple[str, str], Runs]:
    """(recipe, target) -> its gain over its control as runs without collapsed ones: what `paired.mean_difference` takes.

    Examples where there are any, else the scores; a target without dev data has its test set on dev.
    """
    scores = table.runs[(table.runs["table"] == "gain") & (table.runs["split"] == split) & ~table.runs["collapsed"]]
    alone = {pair: dict(zip(rows["seed"], rows["value"], strict=True)) for pair, rows in scores.groupby(["recipe", "column"])}
    runs = results.runs.get(split, {})
    found: dict[tuple[str, str], Runs] = {}
    for recipe, control in table.controls.items():
        for task in table.tasks:
            paired = minus(runs.get((recipe, task.name), {}), runs.get((control, task.name), {}))
            of_scores = {int(seed): float(value) for seed, value in alone.get((recipe, task.name), {}).items()}
            found[recipe, task.name] = paired if set(paired) == set(of_scores) else of_scores
    return found


def with_runs(results: Results, location: Location, splits: Sequence[str]) -> Results:
    """The results with the examples of every run that did not collapse and whose predictions and gold are here.

    Raises:
        DataError: a data file is broken.
    """
    benchmark, placed = results.plan.study.benchmark, tuple(results.placed)
    return replace(results, runs={split: _runs(placed, benchmark, location, split) for split in splits})


@lru_cache(maxsize=2)
def _runs(placed: tuple[Placed, ...], benchmark: str, location: Location, split: str) -> Cells:
    """Read once a process: a report is written and then printed."""
    if not location.store:
        return {}
    store, data = open_store(location.store), ReleaseFolder(Path(location.data))
    found: dict[tuple[str, str], dict[int, Terms | float]] = {}
    for name in dict.fromkeys(place.target for place in placed):
        target = registry.target(name)
        there: Split = "dev" if split == "dev" and "dev" in target.evaluation else "test"
        mine = [place for place in placed if place.target == name and not place.collapsed]
        points = example_points_of([place.evaluation for place in mine], target, there, benchmark, store, data)
        for place in mine:
            if place.evaluation in points:
                groups = {(name, language): values for language, values in points[place.evaluation].items()}
                found.setdefault((place.recipe, name), {})[place.seed] = Terms(groups=groups, parallel=PARALLEL & {name})
    return found


def _left_out(placed: Sequence[Placed], sides: set[str], column: str) -> str:
    """The collapsed runs behind a comparison: "seed 2 of mnli"."""
    gone = [place for place in placed if place.collapsed and place.recipe in sides and column in {place.target, OVERALL}]
    of_target = {place: f" → {place.target}" if column == OVERALL else "" for place in gone}
    return ", ".join(f"{place.recipe}{of_target[place]} seed {place.seed}" for place in gone)
