"""Two pictures of a study: gains over the baseline, and every language's score."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xtreme_eval.reports.layout import metric_title, one_decimal
from xtreme_eval.reports.picture import GREY, HeatMap, Style, draw, draw_scale, save, text_width
from xtreme_eval.scores.columns import ENGLISH, ZERO_SHOT, Column
from xtreme_eval.scores.marks import MEANING
from xtreme_eval.scores.table import ScoreTable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARGIN = 0.35
_HEAD = 0.62  # above a map's cells: its title and the columns' names


def write_gains(path: Path, table: ScoreTable, *, title: str, label: str) -> None:
    """Intermediate recipes × targets and overall: the gain over the baseline in points, one map a split.

    Red is a loss, blue a gain, white no change; the scale is symmetric and shared. Holes are hatched.
    """
    from matplotlib import colormaps
    from matplotlib.colors import Normalize

    columns = [column for column in table.columns if column.level != "group"]
    maps = [_gain_map(table, split, columns) for split in table.splits]
    largest = max((float(np.nanmax(np.abs(found.values))) for found in maps if not np.isnan(found.values).all()), default=1.0)
    reach = max(1.0, math.ceil(largest))
    style = Style(
        width=_fitting(maps, 0.82, 9.5), height=0.46, size=9.5, colours=colormaps["RdBu"], norm=Normalize(-reach, reach), gap=0.14
    )
    _page(path, maps, style, title=title, label=label, scale="points above or below the baseline", form="{:+.0f}", across=0)


def write_languages(path: Path, table: ScoreTable, *, title: str, label: str) -> None:
    """Recipes × languages of the test split, one map a target, English first and the zero-shot mean last.

    Targets with several metrics show the mean of them, which is what their task score is made of.
    """
    from matplotlib import colormaps
    from matplotlib.colors import Normalize

    maps = [_language_map(table, task) for task in table.tasks]
    width = _fitting(maps, 0.47, 7.5)
    style = Style(width=width, height=0.27, size=7.5, colours=colormaps["YlGnBu"], norm=Normalize(0, 100))
    heading = " · ".join(part for part in (label, "test split, every language") if part)
    _page(path, maps, style, title=title, label=heading, scale="score, 0 to 100", form="{:.0f}", across=12.5)


def _gain_map(table: ScoreTable, split: str, columns: Sequence[Column]) -> HeatMap:
    frame = table.frame.query("table == 'gain' and split == @split")
    names = [column.name for column in columns]
    rows = tuple(frame["recipe"].drop_duplicates())
    values, texts, errors = _grid(frame, rows, "column", names, signed=True)
    heads = tuple(column.title for column in columns)
    return HeatMap(
        title=f"Gain over the baseline, {split}",
        rows=rows,
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
        rows=table.recipes,
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


def _page(
    path: Path, maps: Sequence[HeatMap], style: Style, *, title: str, label: str, scale: str, form: str, across: float
) -> None:
    """Maps one after the other, side by side where they fit into `across` inches; recipes are named at the left edge."""
    with _own_settings():
        from matplotlib.figure import Figure

        names = max((text_width(row, style.size + 0.5) for found in maps for row in found.rows), default=0.0) + 0.2
        places, width, bottom = _flow(maps, style, left=_MARGIN + names, across=across)
        width = max(width, _MARGIN + text_width(title, 15) * 1.1)
        legend = _legend(maps)
        figure = Figure(figsize=(width + _MARGIN, bottom + 0.75 + 0.16 * len(legend)), facecolor="white")
        _heading(figure, title, label)
        for found, (left, top, first) in zip(maps, places, strict=True):
            draw(figure, found, style, left=left, top=top, names=first)
        draw_scale(figure, style, left=_MARGIN + names, top=bottom + 0.3, width=2.4, caption=scale, form=form)
        for line, text in enumerate(legend):
            _write(figure, text, left=_MARGIN + names, top=bottom + 0.72 + 0.16 * line, size=7.5, color=GREY)
        save(figure, path)


def _legend(maps: Sequence[HeatMap]) -> list[str]:
    """The first words of what each mark in the maps means."""
    texts = "".join(text for found in maps for row in found.texts for text in row)
    lines = [f"{sign}  {text.split(':')[0]}" for sign, text in MEANING.items() if sign in texts]
    return lines + ["hatched: no score"] * any(bool(np.isnan(found.values).any()) for found in maps)


def _fitting(maps: Sequence[HeatMap], least: float, size: float) -> float:
    """A cell width in inches in which the longest text of the maps fits."""
    texts = [text for found in maps for texts in (found.columns, *found.texts) for text in texts]
    return max(least, text_width(max(texts, key=len, default=""), size) + 0.12)


def _flow(
    maps: Sequence[HeatMap], style: Style, *, left: float, across: float
) -> tuple[list[tuple[float, float, bool]], float, float]:
    """Where each map goes: (left, top, first of its line); the width of all, and where the last line ends."""
    widest = max([across, *(style.size_of(found)[0] for found in maps)])
    places: list[tuple[float, float, bool]] = []
    x, top, line_height, right = 0.0, 1.0 + _HEAD, 0.0, 0.0
    for found in maps:
        width, height = style.size_of(found)
        if x > 0 and x + width > widest:
            x, top, line_height = 0.0, top + line_height + _HEAD + 0.12, 0.0
        places.append((left + x, top, x == 0))
        right = max(right, left + x + width)
        x, line_height = x + max(width, text_width(found.title, style.size + 2) * 1.1) + 0.4, max(line_height, height)
    return places, right, top + line_height


def _heading(figure: Figure, title: str, label: str) -> None:
    _write(figure, title, left=_MARGIN, top=0.32, size=15, weight="bold")
    _write(figure, label, left=_MARGIN, top=0.66, size=10, color=GREY)


def _write(figure: Figure, text: str, *, left: float, top: float, **style: Any) -> None:
    width, height = figure.get_size_inches()
    figure.text(left / width, 1 - top / height, text, ha="left", va="top", **style)


@contextmanager
def _own_settings() -> Iterator[None]:
    """Matplotlib as it comes, whatever the user's settings file says, so that equal scores give equal pictures."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams["hatch.linewidth"] = 0.6
        yield
