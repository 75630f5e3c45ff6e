"""A study's charts, drawn: points, lines or bars with their intervals, and a fitted line with its band."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from xtreme_eval.reports.html.svg import INK, MARKERS, MUTED, RULE, SERIES, inline, page_settings
from xtreme_eval.scores.answer import Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LANES = (0.0, -0.26, 0.13, -0.13, 0.26)
_FEW = 8
"""Up to so many different places on a logarithmic axis are all named."""


def chart_svg(chart: Chart) -> Markup:
    """The chart as an SVG element with its alternative text."""
    from matplotlib.figure import Figure

    with page_settings():
        names = chart.frame[chart.y].nunique() if chart.form == "bars" else 0
        figure = Figure(figsize=(6.8, 0.9 + 0.26 * names if names else 3.7), layout="constrained")
        axes = figure.add_subplot()
        axes.set_xlabel(chart.x_title)
        axes.set_ylabel(chart.y_title)
        (_bars if chart.form == "bars" else _points)(axes, chart)
        _scale(axes, chart)
        if chart.group and chart.frame[chart.group].nunique() > 1:
            figure.legend(loc="outside upper left", ncols=4, fontsize=8.5, handletextpad=0.4, columnspacing=1.2)
        return inline(figure, chart.name, chart.alternative)


def _groups(chart: Chart) -> Iterator[tuple[str, pd.DataFrame, dict[str, Any]]]:
    """Each group's rows with its label, colour and marker; the colours begin again after eight."""
    groups = chart.frame.groupby(chart.group, sort=False) if chart.group else [("", chart.frame)]
    for place, (name, rows) in enumerate(groups):
        yield str(name), rows, {"color": SERIES[place % len(SERIES)], "marker": MARKERS[place % len(MARKERS)]}


def _points(axes: Axes, chart: Chart) -> None:
    """Points and lines; a text axis has its names side by side, and points that share one stand in lanes."""
    names = list(dict.fromkeys(chart.frame[chart.x])) if _is_text(chart.frame[chart.x]) else []
    for name, rows, style in _groups(chart):
        x, y = _places(rows, chart, names), rows[chart.y].to_numpy(dtype=float)
        joined = "-" if chart.form == "lines" else "none"
        order = np.argsort(x, kind="stable") if chart.form == "lines" else np.arange(len(x))
        axes.plot(x[order], y[order], linestyle=joined, label=name, markeredgewidth=0, alpha=0.9, **style)
        if chart.low and chart.high:
            errors = [y - rows[chart.low].to_numpy(dtype=float), rows[chart.high].to_numpy(dtype=float) - y]
            axes.errorbar(x, y, yerr=np.maximum(errors, 0), fmt="none", ecolor=style["color"], elinewidth=0.9, capsize=2, alpha=0.7)
        for across, along, text in zip(x, y, rows[chart.text] if chart.text else [], strict=False):
            axes.annotate(str(text), (across, along), xytext=(4, 0), textcoords="offset points", size=7.5, color=MUTED, va="center")
    _trend(axes, chart, names)
    if names:
        axes.set_xticks(range(len(names)), [name.replace(", ", ",\n") for name in names])
        axes.tick_params(axis="x", length=0)
        axes.set_xlim(-0.5, len(names) - 0.5)
    if chart.frame[chart.y].min() < 0 < chart.frame[chart.y].max():
        axes.axhline(0, color=MUTED, linewidth=0.7, alpha=0.7, zorder=1)


def _places(rows: pd.DataFrame, chart: Chart, names: list[Any]) -> np.ndarray:
    if not names:
        return rows[chart.x].to_numpy(dtype=float)
    place: np.ndarray = rows[chart.x].map({name: number for number, name in enumerate(names)}).to_numpy(dtype=float)
    if chart.form == "lines":
        return place
    rank = rows.groupby(chart.x)[chart.y].rank(method="first").to_numpy(dtype=int) - 1
    moved: np.ndarray = place + np.array(_LANES)[rank % len(_LANES)]
    return moved


def _trend(axes: Axes, chart: Chart, names: list[Any]) -> None:
    """A fitted line with its band; over names a short line at each mean."""
    if chart.trend is None:
        return
    y = chart.trend["y"].to_numpy(dtype=float)
    if names:
        x = chart.trend["x"].map({name: number for number, name in enumerate(names)}).to_numpy(dtype=float)
        axes.hlines(y, x - 0.38, x + 0.38, color=INK, linewidth=1.2, alpha=0.55, zorder=1)
        return
    x = chart.trend["x"].to_numpy(dtype=float)
    axes.fill_between(x, chart.trend["low"].to_numpy(dtype=float), chart.trend["high"].to_numpy(dtype=float), color=RULE, alpha=0.6)
    axes.plot(x, y, color=INK, linewidth=1.2)


def _bars(axes: Axes, chart: Chart) -> None:
    """Horizontal bars, the first at the top; groups share a name's place where a name has several."""
    names = list(dict.fromkeys(chart.frame[chart.y]))
    groups = list(_groups(chart))
    shared = len(names) < len(chart.frame)
    thick = 0.7 / len(groups) if shared else 0.7
    for number, (label, rows, style) in enumerate(groups):
        places = rows[chart.y].map({name: place for place, name in enumerate(names)}).to_numpy(dtype=float)
        places = places + (number - (len(groups) - 1) / 2) * thick * shared
        x = rows[chart.x].to_numpy(dtype=float)
        axes.barh(places, x, height=thick * 0.92, color=style["color"], label=label, alpha=0.85)
        if chart.low and chart.high:
            errors = [x - rows[chart.low].to_numpy(dtype=float), rows[chart.high].to_numpy(dtype=float) - x]
            axes.errorbar(x, places, xerr=np.maximum(errors, 0), fmt="none", ecolor=INK, elinewidth=0.9, capsize=2)
    axes.set_yticks(range(len(names)), [str(name) for name in names])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.axvline(0, color=MUTED, linewidth=0.8)


def _scale(axes: Axes, chart: Chart) -> None:
    if not chart.logarithmic:
        return
    axes.set_xscale("log")
    places = sorted(set(chart.frame[chart.x]))
    if len(places) <= _FEW:
        axes.set_xticks(places, [f"{place:g}" for place in places])
        axes.set_xticks([], minor=True)


def _is_text(values: pd.Series) -> bool:
    return not pd.api.types.is_numeric_dtype(values)
