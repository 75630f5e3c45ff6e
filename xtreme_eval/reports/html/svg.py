"""Figures as SVG inside a page: the page's fonts, its colours in light and dark, and the same bytes for the same figure."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, MUTED, RULE = "#010101", "#020202", "#030303"
SERIES = tuple(f"#0a00{number:02x}" for number in range(1, 9))
"""What figures are drawn in: colours that stand for the page's own, of which `SERIES` can be told apart by the colour-blind."""
MARKERS = "osD^vPX*"
_COLOURS = {INK: "--ink", MUTED: "--muted", RULE: "--rule", **{code: f"--s{place}" for place, code in enumerate(SERIES, start=1)}}
_FONT = "DejaVu Sans"


@contextmanager
def page_settings() -> Iterator[None]:
    """Matplotlib's own defaults, whatever the user's settings file says, with quiet axes."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(
            {
                **dict.fromkeys(("text.color", "axes.titlecolor"), INK),
                **dict.fromkeys(("axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor"), MUTED),
                **dict.fromkeys(("axes.edgecolor", "xtick.color", "ytick.color", "grid.color"), RULE),
                "font.family": _FONT,
                "font.size": 8.5,
                **dict.fromkeys(("axes.labelsize", "xtick.labelsize", "ytick.labelsize"), 8.0),
                "axes.unicode_minus": True,
                "axes.titlesize": 9.0,
                "axes.spines.top": False,
                "axes.spines.right": False,
                "axes.facecolor": "none",
                "axes.grid": True,
                "axes.grid.axis": "y",
                "axes.axisbelow": True,
                "grid.linewidth": 0.6,
                "lines.linewidth": 1.4,
                "lines.markersize": 4.5,
                "legend.frameon": False,
                "figure.facecolor": "none",
                "svg.fonttype": "none",
            }
        )
        yield


def inline(figure: Figure, name: str, alternative: str) -> Markup:
    """The figure as an SVG element.

    Args:
        name: keeps its inner names apart from those of the page's other figures.
        alternative: the figure in words.
    """
    import matplotlib

    stream = io.StringIO()
    matplotlib.rcParams["svg.hashsalt"] = name
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    text = re.sub(r' id="[A-Za-z][\w.]*_\d+"', "", text)
    text = re.sub(r"-?\d+\.\d{2,}", lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), text)
    text = re.sub(r"\s*\n\s*", " ", text).replace(f"'{_FONT}'", "var(--sans)")
    for colour, variable in _COLOURS.items():
        text = text.replace(colour, f"var({variable})")
    start = text.index(">") + 1
    (box,) = re.findall(r'viewBox="([^"]*)"', text[:start])
    opening = f'<svg viewBox="{box}" role="img" aria-label="{escape(alternative)}">'
    return Markup(opening + text[start:].strip())  # noqa: S704 - matplotlib escapes the texts that it writes
