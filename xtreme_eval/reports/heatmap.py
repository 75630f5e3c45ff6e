"""Two pictures of a study: gains over the baseline, and every language's score."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xtreme_eval.reports.layout import controls_title, metric_title, one_decimal
from xtreme_eval.reports.page import fitting_width, page
from xtreme_eval.reports.picture import HeatMap, Style
from xtreme_eval.scores.columns import ENGLISH, ZERO_SHOT, Column
from xtreme_eval.scores.marks import FLAGS
from xtreme_eval.scores.table import ScoreTable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NO_GAINS = "no other recipe than the baseline"


def gains_figure(table: ScoreTable, *, title: str, label: str) -> Figure:
    """Intermediate recipes × targets and overall: the gain over the control in points, one map a split.

    Red is a loss, blue a gain, white no change; the scale is symmetric, shared, and not stretched by collapsed cells. Holes are
    hatched.
    """
    from matplotlib import colormaps
    from matplotlib.colors import Normalize

    columns = [column for column in table.columns if column.level != "group"]
    maps = [found for split in table.splits if (found := _gain_map(table, split, columns)).rows]
    gains = table.frame[(table.frame["table"] == "gain") & ~table.frame["marks"].str.contains(FLAGS["collapsed"])]
    reach = max([1.0, *gains["value"].dropna().abs().map(math.ceil)])
    width = fitting_width(maps, 0.82, 9.5)
    style = Style(width=width, height=0.46, size=9.5, colours=colormaps["RdBu"], norm=Normalize(-reach, reach), gap=0.14)
    heading = _joined(label, "" if maps else _NO_GAINS)
    return page(maps, style, title=title, label=heading, scale=f"points above or below {controls_title(table)}", form="{:+.0f}")


def languages_figure(table: ScoreTable, *, title: str, label: str) -> Figure:
    """Recipes × languages of the test split, one map a target, English first and the zero-shot mean last.

    Targets with several metrics show the mean of them, which is what their task score is made of.
    """
    from matplotlib import colormaps
    from matplotlib.colors import Normalize

    maps = [_language_map(table, task) for task in table.tasks]
    width = fitting_width(maps, 0.47, 7.5)
    style = Style(width=width, height=0.27, size=7.5, colours=colormaps["YlGnBu"], norm=Normalize(0, 100))
    heading = _joined(label, "test split, every language")
    return page(maps, style, title=title, label=heading, scale="score, 0 to 100", form="{:.0f}", across=12.5)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _gain_map(table: ScoreTable, split: str, columns: Sequence[Column]) -> HeatMap:
    frame = table.frame.query("table == 'gain' and split == @split")
    names = [column.name for column in columns]
    rows = tuple(frame["recipe"].drop_duplicates())
    values, texts, errors = _grid(frame, rows, "column", names, signed=True)
    heads = tuple(column.title for column in columns)
    return HeatMap(
        title=f"Gain over {controls_title(table)}, {split}",
        rows=tuple(map(table.title, rows)),
        columns=heads,
        values=values,
        texts=texts,
        small=errors,
        gaps=frozenset({len(columns) - 1}),
    )


def _language_map(table: ScoreTable, task: Column) -> HeatMap:
    frame = table.frame.query("table == 'language' and split == 'test' and column == @task.name and metric == @task.headline")
    languages = [*task.languages, ZERO_SHOT]
    values, texts, _ = _grid(frame, table.recipes, "language", languages, signed=False)
    gaps = frozenset({len(languages) - 1, *([1] if languages[0] == ENGLISH else [])})
    heads = tuple("0-shot" if language == ZERO_SHOT else language for language in languages)
    return HeatMap(
        title=f"{task.title}  ({metric_title(*task.metrics)})",
        rows=tuple(map(table.title, table.recipes)),
        columns=heads,
        values=values,
        texts=texts,
        gaps=gaps,
    )


def _grid(
    frame: pd.DataFrame, rows: Sequence[str], across: str, columns: Sequence[str], *, signed: bool
) -> tuple[np.ndarray, list[list[str]], list[list[str]]]:
    """Values (rows, columns), the numbers with their marks, and their standard errors as text."""
    found = frame.set_index(["recipe", across])
    order = pd.MultiIndex.from_product([rows, columns])
    ordered = found.reindex(order)
    numbers = zip(ordered["value"], ordered["marks"], strict=True)
    texts = ["" if pd.isna(value) else f"{one_decimal(value, signed=signed)}{marks}" for value, marks in numbers]
    errors = ["" if pd.isna(error) else f"±{error:.1f}" for error in ordered["standard_error"]]
    wide = len(columns)
    split = [range(start, start + wide) for start in range(0, len(texts), wide)]
    values = ordered["value"].to_numpy(dtype=float).reshape(len(rows), wide)
    return values, [[texts[place] for place in row] for row in split], [[errors[place] for place in row] for row in split]
