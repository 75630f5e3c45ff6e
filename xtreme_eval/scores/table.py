"""The score table of a study: scores, gains and per-language numbers in one tidy frame, ready for any report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import pandas as pd

from xtreme_eval.scores.aggregate import ROW, averages_by_seed, flagged, over_languages, over_metrics, over_seeds, over_tasks
from xtreme_eval.scores.best import BEST, Choice, best_choices, with_best
from xtreme_eval.scores.caveats import Caveat, listed_caveats
from xtreme_eval.scores.cells import declared_languages, grid_cells, in_official_order, recipe_order
from xtreme_eval.scores.columns import ENGLISH, MEAN, ZERO_SHOT, Column, table_columns
from xtreme_eval.scores.frame import Scores, collapsed_runs, placed_scores
from xtreme_eval.scores.gains import Pairs, measured_from, paired_gains, with_pairs
from xtreme_eval.scores.holes import listed_holes
from xtreme_eval.scores.marks import FLAGS, with_marks
from xtreme_eval.scores.record import Placed, Reduced
from xtreme_eval.suite.benchmarks import benchmark
from xtreme_eval.suite.task import TargetTask

TIDY = ["table", "split", "recipe", "column", "language", "metric", "value", "standard_error"]
TIDY += ["seeds", "min", "max", "scored", "expected", "marks"]
RUNS = ["table", "split", "recipe", "column", "seed", "value", "scored", "expected", "collapsed"]
_COUNTS = ["seeds", "scored", "expected"]


@dataclass(frozen=True, kw_only=True)
class Annotations:
    """What a study knows about its rows beyond their scores, all of it shown with marks or behind names.

    Attributes:
        own_data: (recipe, target) pairs where the intermediate task is the target's own training data.
        shared_text: (recipe, target) pairs where something trained on holds texts of the target's test set.
        best_of: the recipes that "best per target" chooses from; none: no such row.
        reduced: the recipes whose mixture lacks tasks.
        controls: recipe -> the recipe that its gain is measured from; the baseline for those that are not in it.
    """

    own_data: Pairs = frozenset()
    shared_text: Pairs = frozenset()
    best_of: tuple[str, ...] = ()
    reduced: Mapping[str, Reduced] = field(default_factory=dict)
    controls: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ScoreTable:
    """All numbers of a study's report.

    Attributes:
        frame: columns `TIDY`, one row a number, holes included (value NaN). `table` is "score", "gain" (over the control) or
            "language"; `column` a target, a group or "overall"; `language` and `metric` are "" except in "language" rows,
            where `language` may be "zero-shot" (mean of all but English) and `metric` "mean" (of exact match and F1).
            `scored` of `expected` languages, or tasks for averages, are in the value.
        runs: columns `RUNS`, what the medians of "score" and "gain" are made of: each seed's task scores and averages.
        holes: see `listed_holes`.
        caveats: why numbers marked as not comparable are so.
        collapsed: the collapsed runs: recipe, target, seed, selection_score (English dev).
        choices: what "best per target" took, a target each; none without such a row.
        rows: the score rows behind it, with recipe, target and seed.
        recipes: rows of the table: trivial baseline, baseline, the others; "best per target" is not among them.
        splits: "test", and "dev" where anything has dev data.
        notes: what a reader of the benchmark's averages must know.
        controls: recipe -> the one that its gain is measured from, of all that have a gain.
        detectable: (split, column) -> the true gain, in points, that is found there with 80 % power; of what is known.
    """

    frame: pd.DataFrame
    runs: pd.DataFrame
    holes: pd.DataFrame
    caveats: tuple[Caveat, ...]
    collapsed: pd.DataFrame
    choices: tuple[Choice, ...]
    rows: pd.DataFrame
    columns: tuple[Column, ...]
    recipes: tuple[str, ...]
    splits: tuple[str, ...]
    notes: tuple[str, ...]
    reduced: Mapping[str, Reduced]
    controls: Mapping[str, str]
    detectable: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @property
    def tasks(self) -> tuple[Column, ...]:
        """The columns that are target tasks."""
        return tuple(column for column in self.columns if column.level == "task")

    def title(self, recipe: str) -> str:
        """How a recipe is shown: 'multi-task (8 of 9)' where its mixture lacks a task."""
        return f"{recipe} {self.reduced[recipe].title}" if recipe in self.reduced else recipe


def score_table(
    scores: Scores, placed: Sequence[Placed], targets: Sequence[TargetTask], *, known: Annotations | None = None
) -> ScoreTable:
    """Average scores as the benchmark does, over seeds by the median, and compare them with their controls.

    Args:
        scores: score rows of the placed evaluations (of one benchmark); others are ignored.
        placed: where each evaluation belongs; its order is the order of the recipes.
        targets: the columns, in order; a target without any score is a column of holes.
        known: what else the study knows about its rows.

    Raises:
        SpecificationError: rows of several benchmarks, contradicting rows, or languages that a target does not have.
    """
    known = known or Annotations()
    rows = placed_scores(scores, placed)
    languages = declared_languages(rows, targets)
    suite = benchmark(rows["benchmark"].iloc[0])
    columns = table_columns(targets, languages, suite.groups)
    recipes = recipe_order([place.recipe for place in placed])
    splits = tuple(split for split in ("test", "dev") if split == "test" or (rows["split"] == split).any())
    cells = in_official_order(grid_cells(rows, columns), languages)
    cells = with_pairs(cells, "shared_text", known.shared_text).assign(own_data=False)
    cells = cells[cells["split"].isin(splits)]
    choices = best_choices(cells, placed, targets, suite.groups, known.best_of)
    controls = measured_from(recipes, known.controls)
    gains = with_pairs(paired_gains(cells, controls), "own_data", known.own_data)
    scored, runs = _averaged(with_best(cells, choices), columns)
    gained, gain_runs = _averaged(with_best(gains, choices), columns)
    parts = {"score": scored, "gain": gained, "language": _by_language(cells, columns)}
    found = pd.concat([part.assign(table=name) for name, part in parts.items()], ignore_index=True)
    return ScoreTable(
        frame=_complete(found, columns, recipes, splits, [BEST] if choices else [], controls),
        runs=pd.concat([runs.assign(table="score"), gain_runs.assign(table="gain")], ignore_index=True)[RUNS],
        holes=listed_holes(rows, columns, recipes, splits),
        caveats=listed_caveats(rows, columns),
        collapsed=collapsed_runs(placed),
        choices=choices,
        rows=rows,
        columns=columns,
        recipes=recipes,
        splits=splits,
        notes=suite.notes,
        reduced={recipe: lack for recipe, lack in known.reduced.items() if recipe in recipes},
        controls=controls,
    )


def _averaged(cells: pd.DataFrame, columns: Sequence[Column]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Task scores, groups and overall of scores or gains, the same arithmetic for both: over seeds, and each seed's."""
    expected = {column.name: column.expected for column in columns}
    per_seed = over_metrics(over_languages(cells))
    medians = over_seeds(per_seed, ROW)
    tasks = flagged(medians, medians["target"].map(expected).astype("int64"))
    means = over_tasks(tasks, per_seed, columns)
    averages = flagged(means, means["column"].map(expected).astype("int64"))
    averages_of_seeds = averages_by_seed(per_seed, columns).rename(columns={"tasks": "scored"})
    runs = pd.concat([per_seed.rename(columns={"target": "column"}), averages_of_seeds], ignore_index=True)
    runs = runs.assign(expected=runs["column"].map(expected).astype("int64"))
    both = pd.concat([tasks.rename(columns={"target": "column"}), averages], ignore_index=True)
    return both.assign(language="", metric=""), runs


def _by_language(cells: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Each language's metrics, their mean where there are several, and the mean over all languages but English."""
    zero_shot = over_languages(cells[cells["language"] != ENGLISH]).assign(language=ZERO_SHOT)
    numbers = pd.concat([cells.assign(scored=1), zero_shot], ignore_index=True)
    several = [column.name for column in columns if len(column.metrics) > 1]
    means = over_metrics(numbers[numbers["target"].isin(several)], ["language"]).assign(metric=MEAN)
    medians = over_seeds(pd.concat([numbers, means], ignore_index=True), [*ROW, "language", "metric"])
    others = {column.name: len(set(column.languages) - {ENGLISH}) for column in columns}
    expected = medians["target"].map(others).where(medians["language"] == ZERO_SHOT, 1)
    return flagged(medians, expected.astype("int64")).rename(columns={"target": "column"})


def _complete(
    found: pd.DataFrame,
    columns: Sequence[Column],
    recipes: Sequence[str],
    splits: Sequence[str],
    last: Sequence[str],
    controls: Mapping[str, str],
) -> pd.DataFrame:
    """Every place of every table in reading order, with a hole where nothing was found.

    Args:
        last: rows below the recipes, of test scores and gains alone: on dev they would be maxima over noise.
    """
    places = [
        (table, split, recipe, *place)
        for table in ("score", "gain", "language")
        for split, column in product(splits, columns)
        for recipe in (*recipes, *(last if split == "test" and table != "language" else ()))
        if table != "gain" or recipe in controls or recipe in last
        for place in _places(table, column)
    ]
    frame = pd.DataFrame(places, columns=[*TIDY[:6], "needed"]).merge(found, on=TIDY[:6], how="left")
    frame = frame.assign(expected=frame["needed"], **{flag: frame[flag].eq(True) for flag in FLAGS})
    return with_marks(frame.fillna(dict.fromkeys(_COUNTS, 0)).astype(dict.fromkeys(_COUNTS, "int64")))[TIDY]


def _places(table: str, column: Column) -> list[tuple[str, str, str, int]]:
    if table != "language":
        return [(column.name, "", "", column.expected)]
    if column.level != "task":
        return []
    others = len(set(column.languages) - {ENGLISH})
    metrics = column.metrics if len(column.metrics) == 1 else (*column.metrics, MEAN)
    places = [(language, 1) for language in column.languages] + [(ZERO_SHOT, others)]
    return [(column.name, language, metric, expected) for metric in metrics for language, expected in places]
