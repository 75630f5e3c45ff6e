"""Heat maps drawn cell by cell at a fixed size in inches, so that nothing overlaps however many rows and columns there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap, Normalize
    from matplotlib.figure import Figure

GREY = "#5f6368"
_DARK = 0.28  # luminance below which white text is easier to read than black
_LIMIT = 16_000  # pixels a side; Agg refuses 2**16


@dataclass(frozen=True, kw_only=True)
class HeatMap:
    """One heat map.

    Attributes:
        values: shape (rows, columns), NaN for a hole, which is hatched.
        texts, small: what stands in each cell, and below it in small print; shape (rows, columns).
        gaps: columns with a gap before them.
    """

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: NDArray[np.float64]
    texts: Sequence[Sequence[str]]
    small: Sequence[Sequence[str]] | None = None
    gaps: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Style:
    """Sizes in inches, type in points, and the colours of the values."""

    width: float
    height: float
    size: float
    colours: Colormap
    norm: Normalize
    gap: float = 0.09

    def left(self, heat_map: HeatMap, column: int) -> float:
        """Inches from the map's left edge to a column's."""
        return column * self.width + self.gap * sum(gap <= column for gap in heat_map.gaps)

    def size_of(self, heat_map: HeatMap) -> tuple[float, float]:
        """Width and height of the cells, without labels."""
        return self.left(heat_map, len(heat_map.columns) - 1) + self.width, len(heat_map.rows) * self.height


def draw(figure: Figure, heat_map: HeatMap, style: Style, *, left: float, top: float, names: bool) -> None:
    """Draw the map with the upper left corner of its cells at (left, top), in inches from the figure's upper left corner.

    Args:
        names: whether the rows' names stand at the left.
    """
    width, height = style.size_of(heat_map)
    page_width, page_height = figure.get_size_inches()
    axes = figure.add_axes(
        (left / page_width, 1 - (top + height) / page_height, width / page_width, height / page_height),
        xlim=(0, width),
        ylim=(height, 0),
    )
    axes.set_axis_off()
    _draw_cells(axes, heat_map, style)
    for column, name in enumerate(heat_map.columns):
        centre = style.left(heat_map, column) + style.width / 2
        axes.text(centre, -0.07, name, size=style.size, ha="center", va="bottom", color=GREY)
    if names:
        for row, name in enumerate(heat_map.rows):
            axes.text(-0.1, (row + 0.5) * style.height, name, size=style.size + 0.5, ha="right", va="center_baseline")
    axes.text(0, -0.3, heat_map.title, size=style.size + 2, weight="bold", ha="left", va="bottom")


def _draw_cells(axes: Axes, heat_map: HeatMap, style: Style) -> None:
    from matplotlib.collections import PolyCollection

    colours = style.colours(style.norm(np.ma.masked_invalid(heat_map.values)))
    filled, hatched = [], []
    for row, column in np.ndindex(heat_map.values.shape):
        left, top = style.left(heat_map, column), row * style.height
        right, bottom = left + style.width, top + style.height
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        if np.isnan(heat_map.values[row, column]):
            hatched.append(corners)
            continue
        filled.append((corners, colours[row, column]))
        ink = "white" if luminance(colours[row, column]) < _DARK else "#202124"
        small = heat_map.small[row][column] if heat_map.small else ""
        centre, middle = left + style.width / 2, top + style.height * (0.38 if small else 0.5)
        axes.text(centre, middle, heat_map.texts[row][column], size=style.size, ha="center", va="center_baseline", color=ink)
        if small:
            low = top + style.height * 0.76
            axes.text(centre, low, small, size=style.size - 2.5, ha="center", va="center_baseline", color=ink)
    cells = PolyCollection([corners for corners, _ in filled], facecolors=[colour for _, colour in filled])
    holes = PolyCollection(hatched, facecolors="#f1f3f4", edgecolors="#c4c7cb", hatch="/////", linewidths=0)
    lines = PolyCollection([corners for corners, _ in filled] + hatched, facecolors="none", edgecolors="white", linewidths=1.5)
    for collection in (cells, holes, lines):
        axes.add_collection(collection, autolim=False)


def draw_scale(figure: Figure, style: Style, *, left: float, top: float, width: float, caption: str, form: str) -> None:
    """A colour scale with its caption at its left end; `form` formats the two ends and the middle ("{:+.0f}")."""
    page_width, page_height = figure.get_size_inches()
    axes = figure.add_axes((left / page_width, 1 - (top + 0.12) / page_height, width / page_width, 0.12 / page_height))
    low, high = float(style.norm.vmin or 0), float(style.norm.vmax or 0)
    values = np.linspace(low, high, 256)
    axes.imshow(style.colours(style.norm(values))[None], aspect="auto", extent=(low, high, 0, 1))
    ends = [low, (low + high) / 2, high]
    axes.set_xticks(ends, [form.format(end) if end else "0" for end in ends], size=7, color=GREY)
    axes.set_yticks([])
    axes.tick_params(length=0, pad=2)
    axes.spines[:].set_visible(False)
    axes.text(0, 1.35, caption, transform=axes.transAxes, size=7.5, color=GREY, ha="left", va="bottom")


def luminance(colour: Sequence[float]) -> float:
    """Relative luminance of an sRGB colour, 0 (black) to 1 (white) (WCAG 2.1)."""
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def text_width(text: str, size: float) -> float:
    """Inches that a text takes at a type size in points."""
    from matplotlib.textpath import TextPath

    return float(TextPath((0, 0), text, size=size).get_extents().width) / 72 if text.strip() else 0.0


def save(figure: Figure, path: Path) -> None:
    """Write a PNG whose bytes depend on the drawing alone."""
    figure.savefig(path, format="png", dpi=min(160, _LIMIT / max(figure.get_size_inches())), metadata={"Software": None})
