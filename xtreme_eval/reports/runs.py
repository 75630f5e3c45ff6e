"""Every run behind the tables: a recipe's targets and seeds with their score, evaluation and checkpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xtreme_eval.reports.anchors import anchors
from xtreme_eval.reports.layout import one_decimal
from xtreme_eval.scores.cells import TRIVIAL
from xtreme_eval.scores.marks import HOLE
from xtreme_eval.scores.table import ScoreTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One seed of a cell: its task score on test (or dev where it has no other), and what it comes from; "" where there is none."""

    seed: int
    score: str
    evaluation: str
    checkpoint: str
    collapsed: bool


@dataclass(frozen=True, kw_only=True)
class CellRuns:
    """A cell's runs, by seed, with the anchor that its numbers lead to."""

    target: str
    anchor: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, kw_only=True)
class RecipeRuns:
    """All runs of a recipe."""

    recipe: str
    anchor: str
    cells: tuple[CellRuns, ...]


def all_runs(table: ScoreTable) -> list[RecipeRuns]:
    """The runs of every recipe and target, in the order of the tables."""
    found = table.rows.drop_duplicates(["recipe", "target", "seed"])
    places: dict[tuple[str, str], list[Run]] = {}
    scores = _scores(table)
    names = ("recipe", "target", "seed", "evaluation", "checkpoint", "collapsed")
    columns = (found.sort_values("seed", kind="stable")[name] for name in names)
    for recipe, target, seed, evaluation, checkpoint, collapsed in zip(*columns, strict=True):
        run = Run(
            seed=int(seed),
            score=scores.get((recipe, target, int(seed)), HOLE),
            evaluation="" if evaluation.startswith("hole-") else evaluation,
            checkpoint=checkpoint,
            collapsed=bool(collapsed),
        )
        places.setdefault((recipe, target), []).append(run)
    return [_recipe(table, recipe, place, places) for place, recipe in enumerate(table.recipes) if recipe != TRIVIAL]


def target_trainings(table: ScoreTable, trained: Sequence[str]) -> dict[str, str]:
    """Recipe by checkpoint, of those that are some target's own.

    Args:
        trained: keys of the checkpoints whose last stage trains a target.
    """
    pairs = table.rows[table.rows["checkpoint"].isin(trained)].drop_duplicates("checkpoint")
    return dict(zip(pairs["checkpoint"], pairs["recipe"], strict=True))


def _recipe(table: ScoreTable, recipe: str, place: int, places: Mapping[tuple[str, str], list[Run]]) -> RecipeRuns:
    links = anchors(table)
    cells = tuple(
        CellRuns(target=task.title, anchor=links[recipe, task.name], runs=tuple(places.get((recipe, task.name), ())))
        for task in table.tasks
    )
    return RecipeRuns(recipe=table.title(recipe), anchor=f"recipe-{place}", cells=cells)


def _scores(table: ScoreTable) -> dict[tuple[str, str, int], str]:
    runs = table.runs.query("table == 'score'")
    found = {}
    for split in reversed(table.splits):  # test last, so that it wins
        rows = runs[runs["split"] == split]
        for recipe, column, seed, value in zip(rows["recipe"], rows["column"], rows["seed"], rows["value"], strict=True):
            found[recipe, column, int(seed)] = one_decimal(value)
    return found
