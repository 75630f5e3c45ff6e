"""A page of heat maps: heading, maps side by side where they fit, a colour scale, and what the marks mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from xtreme_eval.reports.picture import GREY, HeatMap, Style, draw, draw_scale, text_width
from xtreme_eval.scores.marks import MEANING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARGIN = 0.35
_HEAD = 0.62  # above a map's cells: its title and the columns' names
_SCALE = 2.4


def page(maps: Sequence[HeatMap], style: Style, *, title: str, label: str, scale: str, form: str, across: float = 0.0) -> Figure:
    """Lay the maps out in reading order; rows are named at the left edge of each line. All lengths are in inches.

    Args:
        scale, form: caption and number format of the colour scale.
        across: how wide a line of maps may get; the widest map if that is more.
    """
    from matplotlib.figure import Figure

    names = max((text_width(row, style.size + 0.5) for found in maps for row in found.rows), default=0.0) + 0.2
    left = _MARGIN + names
    places, right, bottom = _flow(maps, style, left=left, across=across)
    legend = _legend(maps)
    texts = [(title, 16.5, _MARGIN), (label, 10, _MARGIN), *((line, 7.5, left) for line in legend)]
    width = max(right, left + _SCALE, *(start + text_width(text, size) for text, size, start in texts))
    figure = Figure(figsize=(width + _MARGIN, bottom + 0.85 + 0.16 * len(legend)), facecolor="white")
    _write(figure, title, left=_MARGIN, top=0.32, size=15, weight="bold")
    _write(figure, label, left=_MARGIN, top=0.66, size=10, color=GREY)
    for found, (start, top, first) in zip(maps, places, strict=True):
        draw(figure, found, style, left=start, top=top, names=first)
    draw_scale(figure, style, left=left, top=bottom + 0.3, width=_SCALE, caption=scale, form=form)
    for line, text in enumerate(legend):
        _write(figure, text, left=left, top=bottom + 0.72 + 0.16 * line, size=7.5, color=GREY)
    return figure


def fitting_width(maps: Sequence[HeatMap], least: float, size: float) -> float:
    """A cell width in inches in which the longest text of the maps fits at a type size in points."""
    texts = [text for found in maps for texts in (found.columns, *found.texts) for text in texts]
    return max(least, text_width(max(texts, key=len, default=""), size) + 0.12)


@contextmanager
def own_settings() -> Iterator[None]:
    """Matplotlib as it comes, whatever the user's settings file says, so that equal scores give equal pictures."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams["hatch.linewidth"] = 0.6
        yield


def _flow(
    maps: Sequence[HeatMap], style: Style, *, left: float, across: float
) -> tuple[list[tuple[float, float, bool]], float, float]:
    """Where each map goes (left, top, first of its line), where the longest line ends, and where the last one ends below."""
    widths = [max(style.size_of(found)[0], text_width(found.title, style.size + 2) * 1.1) for found in maps]
    room = max([across, *widths])
    places: list[tuple[float, float, bool]] = []
    x, top, height, right = 0.0, 1.0 + _HEAD, 0.0, 0.0
    for found, width in zip(maps, widths, strict=True):
        if x > 0 and x + width > room:
            x, top, height = 0.0, top + height + _HEAD + 0.12, 0.0
        places.append((left + x, top, x == 0))
        right, height = max(right, left + x + width), max(height, style.size_of(found)[1])
        x += width + 0.4
    return places, right, top + height


def _legend(maps: Sequence[HeatMap]) -> list[str]:
    """The first words of what each mark in the maps means."""
    texts = "".join(text for found in maps for row in found.texts for text in row)
    lines = [f"{sign}  {text.split(':')[0]}" for sign, text in MEANING.items() if sign in texts]
    return lines + ["hatched: no score"] * any(bool(np.isnan(found.values).any()) for found in maps)


def _write(figure: Figure, text: str, *, left: float, top: float, **style: Any) -> None:
    width, height = figure.get_size_inches()
    figure.text(left / width, 1 - top / height, text, ha="left", va="top", **style)
