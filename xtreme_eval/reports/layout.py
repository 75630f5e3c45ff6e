"""A score table laid out for reading: rows and columns of short texts, the same for every medium."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from xtreme_eval.experiment.recipe import BASELINE
from xtreme_eval.scores.answer import SmallTable
from xtreme_eval.scores.columns import Column
from xtreme_eval.scores.marks import FLAGS, HOLE
from xtreme_eval.scores.table import ScoreTable

_METRICS = {"f1": "F1", "exact_match": "exact match"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number: "41.2", its marks "°", "12/15" if incomplete, "±1.8", and the lowest and highest seed "40.1–42.0".

    `value` is the number before rounding; None for a hole.
    """

    number: str
    marks: str = ""
    covered: str = ""
    error: str = ""
    spread: str = ""
    value: float | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """What there is of it, most important first."""
        return tuple(text for text in (self.number + self.marks, self.covered, self.error, self.spread) if text)


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One table to print: `head` names the columns after the first, `rows` are (recipe, cells), `notes` stand under it.

    `recipes` and `columns` are what the rows and `head` stand for in the score table.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    notes: tuple[str, ...] = ()
    recipes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def marks(self) -> tuple[str, ...]:
        """The signs that occur, in the order of the legend; with "–" last if there is a hole."""
        cells = [cell for _, row in self.rows for cell in row]
        signs = [sign for sign in FLAGS.values() if any(sign in cell.marks for cell in cells)]
        return (*signs, HOLE) if any(cell.number == HOLE for cell in cells) else tuple(signs)


def score_panel(table: ScoreTable, split: str) -> Panel:
    """Recipes × (targets, groups, overall) of one split."""
    frame = table.frame.query("table == 'score' and split == @split")
    heads = [(column.name, column.title) for column in table.columns]
    notes = (*table.notes, *caveat_notes(table, split), *reduced_notes(table))
    return _panel(table, f"Scores, {split}", frame, "column", heads, notes=notes)


def gain_panels(table: ScoreTable) -> Iterable[Panel]:
    """Gains over the baseline, or the controls, of each split, in the same columns; none where nothing can be compared."""
    heads = [(column.name, column.title) for column in table.columns]
    for split in table.splits:
        frame = table.frame.query("table == 'gain' and split == @split")
        if frame["value"].notna().any():
            notes = (*control_notes(table), *detectable_notes(table, split), *caveat_notes(table, split), *reduced_notes(table))
            yield _panel(table, f"Gains over {controls_title(table)}, {split}", frame, "column", heads, notes=notes, signed=True)


def language_panels(table: ScoreTable, split: str) -> Iterable[Panel]:
    """Recipes × languages, one for each target and metric that has scores of its own in the split."""
    for task in table.tasks:
        for metric in task.metrics:
            frame = table.frame.query("table == 'language' and split == @split and column == @task.name and metric == @metric")
            if frame["value"].notna().any() and not frame["marks"].str.contains(FLAGS["stand_in"]).any():
                heads = [(language, language) for language in frame["language"].drop_duplicates()]
                title = f"{task.title}, {metric_title(metric)}, {split}"
                notes = caveat_notes(table, split, task.name)
                yield _panel(table, title, frame, "language", heads, notes=notes, spread=False)


def metrics_line(columns: Sequence[Column]) -> str:
    """What each task score is made of: "accuracy: XNLI, PAWS-X; F1: …; mean of exact match and F1: XQuAD"."""
    names: dict[str, list[str]] = {}
    for column in columns:
        if column.level == "task":
            names.setdefault(metric_title(*column.metrics), []).append(column.title)
    return "; ".join(f"{metrics}: {', '.join(titles)}" for metrics, titles in names.items())


def metric_title(*metrics: str) -> str:
    """ "accuracy", "F1", or "mean of exact match and F1"."""
    titles = [_METRICS.get(metric, metric) for metric in metrics]
    return titles[0] if len(titles) == 1 else f"mean of {' and '.join(titles)}"


def seeds_of(table: ScoreTable) -> str:
    """How many seeds stand behind the numbers: "1 seed", "3 seeds" or "2 to 3 seeds"."""
    trained = table.frame[table.frame["recipe"].isin(table.rows["recipe"]) & (table.frame["seeds"] > 0)]
    low, high = (int(trained["seeds"].min()), int(trained["seeds"].max())) if len(trained) else (0, 0)
    return f"{low} to {high} seeds" if low != high else f"{high} seed{'s' * (high != 1)}"


def caveat_notes(table: ScoreTable, split: str, target: str = "") -> tuple[str, ...]:
    """Why numbers of a split cannot stand beside published ones: "¶ BUCC, de, fr: …"; of one target, or of all."""
    tasks = {task.name: task for task in table.tasks if target in ("", task.name)}
    found = [caveat for caveat in table.caveats if caveat.target in tasks]
    return tuple(
        f"{FLAGS['incomparable']} {', '.join((tasks[caveat.target].title, *caveat.languages))}: {caveat.reason}"
        for caveat in found
        if caveat.split == (split if tasks[caveat.target].dev else "test")
    )


def controls_title(table: ScoreTable) -> str:
    """What gains are measured from: "the baseline", another recipe, or "their controls" where they differ."""
    controls = set(table.controls.values()) or {BASELINE.name}
    if controls == {BASELINE.name}:
        return "the baseline"
    return next(iter(controls)) if len(controls) == 1 else "their controls"


def control_notes(table: ScoreTable) -> tuple[str, ...]:
    """Which recipes' gains are measured from what, where that is not the baseline for all: "over mt5: mt5 mnli, mt5 squad1"."""
    if controls_title(table) == "the baseline":
        return ()
    recipes: dict[str, list[str]] = {}
    for recipe, control in table.controls.items():
        recipes.setdefault(control, []).append(table.title(recipe))
    absent = {control: "" if control in table.recipes else " (not among the rows)" for control in recipes}
    return tuple(f"gains over {control}{absent[control]}: {', '.join(names)}" for control, names in recipes.items())


def detectable_notes(table: ScoreTable, split: str) -> tuple[str, ...]:
    """The gains that would be found if they were true: "smallest detectable gain …: XNLI 3.1, overall 2.0"."""
    there = [(column.title, table.detectable.get((split, column.name))) for column in table.columns]
    known = [f"{title} {points:.1f}" for title, points in there if points is not None]
    found = "smallest detectable gain (80 % power at 5 %, points, median of the recipes)"
    about = "" if (table.frame["seeds"] > 1).any() else "; of one seed: about other examples alone"
    return (f"{found}: {', '.join(known)}{about}",) if known else ()


def reduced_notes(table: ScoreTable) -> tuple[str, ...]:
    """Which tasks a mixture went without."""
    return tuple(
        f"{table.title(recipe)}: without {task}: {reason}"
        for recipe, lack in table.reduced.items()
        for task, reason in lack.missing.items()
    )


def _panel(
    table: ScoreTable,
    title: str,
    frame: pd.DataFrame,
    across: str,
    heads: Sequence[tuple[str, str]],
    *,
    notes: tuple[str, ...],
    signed: bool = False,
    spread: bool = True,
) -> Panel:
    found = {(row.recipe, getattr(row, across)): row for row in frame.itertuples()}
    recipes = list(dict.fromkeys(frame["recipe"]))
    common = {name: _common_cover([found[recipe, name] for recipe in recipes]) for name, _ in heads}
    rows = tuple(
        (table.title(recipe), tuple(_cell(found[recipe, name], common[name], signed=signed, spread=spread) for name, _ in heads))
        for recipe in recipes
    )
    return Panel(
        title=title,
        head=tuple(f"{text} {common[name]}".strip() for name, text in heads),
        rows=rows,
        notes=notes,
        recipes=tuple(recipes),
        columns=tuple(name for name, _ in heads),
    )


def _common_cover(rows: Iterable[Any]) -> str:
    """The "12/15" that every number of a column shares: it is said once, in the head."""
    covers = {_cover(row) for row in rows if row.scored}
    return covers.pop() if len(covers) == 1 else ""


def _cover(row: Any) -> str:
    return f"{row.scored}/{row.expected}" if row.scored < row.expected else ""


def _cell(row: Any, common: str, *, signed: bool, spread: bool) -> Cell:
    if not row.scored:
        return Cell(number=HOLE)
    cover = _cover(row)
    return Cell(
        number=one_decimal(row.value, signed=signed),
        marks=row.marks,
        covered="" if cover == common else cover,
        error="" if pd.isna(row.standard_error) else f"±{row.standard_error:.1f}",
        spread=f"{one_decimal(row.min, signed=signed)}…{one_decimal(row.max, signed=signed)}" if spread and row.seeds > 1 else "",
        value=row.value,
    )


def small_rows(small: SmallTable) -> list[list[str]]:
    """What people see of a small table, as texts; NaN is a hole."""
    told = small.frame[small.frame[small.told]] if small.told else small.frame
    rows = told[list(small.shown)].itertuples(index=False, name=None)
    return [[_formatted(value, form) for value, form in zip(row, small.shown.values(), strict=True)] for row in rows]


def small_heads(small: SmallTable) -> tuple[str, ...]:
    """The columns that people see, as words."""
    return tuple(name.replace("_", " ") for name in small.shown)


def _formatted(value: object, form: str) -> str:
    """A number as its format has it; "<0.001" where that would show zero."""
    if isinstance(value, float) and math.isnan(value):
        return HOLE
    text = format(value, form)
    if form.startswith(".") and isinstance(value, float) and value > 0 and not float(text):
        return f"<{text[:-1]}1"
    return text


def one_decimal(value: float, *, signed: bool = False) -> str:
    """ "41.2", or "+41.2" if signed; what rounds to zero has no minus."""
    rounded = round(value, 1) + 0.0
    return f"{rounded:+.1f}" if signed else f"{rounded:.1f}"
