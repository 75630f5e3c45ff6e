"""Learning curves: loss and English dev score of every training, a panel for each task, the recipes apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from xtreme_eval.reports.html.svg import MUTED, SERIES, inline, page_settings
from xtreme_eval.store.protocol import Manifest

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POINTS = 24
"""Losses of a curve; each is the mean of those that fall together."""
_ACROSS = 4


@dataclass(frozen=True, kw_only=True)
class Curves:
    """The curves of one quantity.

    Attributes:
        told: the picture in words.
        colours: recipe -> its colour; empty where there are too many recipes for colours, and the baseline's alone stands out.
    """

    title: str
    svg: Markup
    told: str
    colours: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class _Line:
    recipe: str
    x: np.ndarray
    y: np.ndarray


def curves(trainings: Sequence[Manifest], recipes: Mapping[str, str]) -> list[Curves]:
    """Dev scores, then losses; none of a quantity that no training has.

    Args:
        recipes: of checkpoints that are a target's own, by key; all others are an intermediate stage or a base model.
    """
    named = list(dict.fromkeys(recipes.values()))
    few = {name: SERIES[place] for place, name in enumerate(named)} if len(named) <= len(SERIES) else {}
    kinds = (
        ("dev-curves", "English dev score while training", "selections", "dev score, 0 to 100"),
        ("loss-curves", "Training loss", "losses", "mean loss, logarithmic"),
    )
    found = []
    for name, title, quantity, unit in kinds:
        panels = _panels(trainings, recipes, quantity)
        if panels:
            told = _told(title, panels)
            svg = _figure(name, told, unit, panels, few, logarithmic=quantity == "losses")
            found.append(Curves(title=title, svg=svg, told=told, colours=few))
    return found


def _panels(trainings: Sequence[Manifest], recipes: Mapping[str, str], quantity: str) -> dict[str, list[_Line]]:
    panels: dict[str, list[_Line]] = {}
    for manifest in trainings:
        points = [(step, value) for step, value in manifest.meta.get(quantity) or [] if value is not None]
        if not points or (quantity == "losses" and min(value for _, value in points) <= 0):
            continue
        steps, values = np.array(points, dtype=float).T
        x, y = _binned(100 * steps / max(1, manifest.meta["steps"]), values)
        panels.setdefault(_task(manifest), []).append(_Line(recipe=recipes.get(manifest.key, ""), x=x, y=y))
    return panels


def _task(manifest: Manifest) -> str:
    """What was trained: a task, 'mnli + squad1', '9 tasks', or the base model."""
    stage = manifest.meta["job"]["stage"]
    if stage is None:
        return str(manifest.meta["title"])
    tasks = [part["task"] for part in stage["mixture"]]
    return " + ".join(tasks) if len(tasks) <= 2 else f"{len(tasks)} tasks"


def _binned(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    parts = np.array_split(np.arange(len(x)), min(_POINTS, len(x)))
    return np.array([x[part].mean() for part in parts]), np.array([y[part].mean() for part in parts])


def _figure(
    name: str, told: str, unit: str, panels: Mapping[str, list[_Line]], colours: Mapping[str, str], *, logarithmic: bool
) -> Markup:
    from matplotlib.figure import Figure

    with page_settings():
        across = min(_ACROSS, len(panels))
        down = -(-len(panels) // across)
        figure = Figure(figsize=(0.5 + 2.1 * across, 0.5 + 1.5 * down), layout="constrained")
        for place, (task, lines) in enumerate(panels.items(), start=1):
            axes = figure.add_subplot(down, across, place)
            axes.set_title(task, loc="left", fontsize=8.5)
            axes.tick_params(labelsize=7.5, length=2)
            axes.set_xlim(0, 103)
            axes.set_xticks([0, 50, 100], ["0", "50", "100 %"])
            if logarithmic:
                _logarithmic(axes, lines)
            _draw(axes, lines, colours)
        figure.supxlabel("share of the training's steps", fontsize=8.5, color=MUTED)
        figure.supylabel(unit, fontsize=8.5, color=MUTED)
        return inline(figure, name, told)


def _draw(axes: Axes, lines: Sequence[_Line], colours: Mapping[str, str]) -> None:
    for line in lines:
        plain = line.recipe and not colours
        colour = colours.get(line.recipe, SERIES[0] if line.recipe == "baseline" else MUTED)
        faint = plain and line.recipe != "baseline"
        axes.plot(line.x, line.y, color=colour, linewidth=0.6 if faint else 0.9, alpha=0.45 if faint else 0.8)


def _logarithmic(axes: Axes, lines: Sequence[_Line]) -> None:
    """Losses fall by factors; a few whole places name the axis."""
    from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

    axes.set_yscale("log")
    low, high = min(line.y.min() for line in lines), max(line.y.max() for line in lines)
    subs = (1.0, 2.0, 5.0) if high / low < 50 else (1.0,)
    axes.yaxis.set_major_locator(LogLocator(subs=subs, numticks=6))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.tick_params(axis="y", which="minor", length=0)


def _told(title: str, panels: Mapping[str, list[_Line]]) -> str:
    ends = "; ".join(
        f"{task}: {len(lines)} training{'s' * (len(lines) != 1)}, median {np.median([line.y[0] for line in lines]):.2g} at first, "
        f"{np.median([line.y[-1] for line in lines]):.2g} at the end"
        for task, lines in panels.items()
    )
    return f"{title} by the share of its steps, a panel for each task. {ends}."
