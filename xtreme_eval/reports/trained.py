"""What was trained and what it cost: the plan's sharing in a few sentences, and a row for each training."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from xtreme_eval.reports.anchors import manifest_anchor
from xtreme_eval.reports.report import Origin
from xtreme_eval.reports.sheet import Entry, Head, Sheet
from xtreme_eval.scores.marks import FLAGS, HOLE
from xtreme_eval.store.protocol import Manifest

_HEADS = (
    Head(title="training", numeric=False),
    Head(title="steps"),
    Head(title="weights after", under="step"),
    Head(title="examples"),
    Head(title="sub-tokens", under="million"),
    Head(title="seconds"),
    Head(title="device", numeric=False),
    Head(title="dev task", numeric=False),
    Head(title="dev score"),
    Head(title="constant", under="answer"),
)
_NOTE = (
    f"dev score: English dev at the end, with the weights that are kept; constant answer: what the best single answer scores; "
    f"{FLAGS['collapsed']}: collapsed, no better than that; sub-tokens: padding counted; seconds: without what an interruption cost"
)


def training_lines(origin: Origin) -> list[str]:
    """How many trainings serve the grid, how many were saved by sharing, and what they took by device."""
    saved = origin.alone - origin.planned
    lines = [
        f"{origin.planned:,} distinct trainings and {origin.evaluations:,} evaluations serve {origin.cells:,} cells "
        "(recipe × target × seed).",
        f"Every cell on its own would have taken {origin.alone:,} trainings: {saved:,} were saved by sharing checkpoints "
        f"({100 * saved / max(1, origin.alone):.0f} %).",
    ]
    if len(origin.trainings) < origin.planned:
        lines.append(f"{origin.planned - len(origin.trainings):,} of them are not in the store: they have not run, or are gone.")
    tokens = sum(manifest.meta["tokens_computed"] for manifest in origin.trainings)
    return [*lines, *_times(origin.trainings), f"{tokens / 1e6:,.1f} million sub-tokens were trained on, padding counted."]


def _times(trainings: Sequence[Manifest]) -> Iterator[str]:
    """GPU-hours where trainings ran on a GPU, seconds on CPUs; by device."""
    seconds: dict[str, float] = defaultdict(float)
    for manifest in trainings:
        seconds[manifest.meta["device"]] += manifest.meta["seconds"]
    for device, total in seconds.items():
        unit = "GPU-hours" if device.startswith("cuda") else "hours"
        yield f"{total / 3600:,.2f} {unit} of training on {device} ({total:,.0f} s), evaluation not counted."


def training_sheet(trainings: Sequence[Manifest]) -> Sheet:
    """A row for each training and each task of its mixture, linked to its manifest."""
    rows = tuple(row for manifest in trainings for row in _rows(manifest))
    return Sheet(name="trainings", title="Trainings", heads=_HEADS, rows=rows, notes=(_NOTE,))


def _rows(manifest: Manifest) -> Iterator[tuple[Entry, ...]]:
    meta = manifest.meta
    for verdict in meta["dev"] or [{}]:
        yield (
            Entry(text=str(meta["title"]), link=manifest_anchor(manifest.key)),
            *(_count(meta[name]) for name in ("steps", "best_step", "examples")),
            Entry(text=f"{meta['tokens_computed'] / 1e6:,.2f}", value=meta["tokens_computed"] / 1e6),
            Entry(text=f"{meta['seconds']:,.1f}", value=float(meta["seconds"])),
            Entry(text=str(meta["device"])),
            Entry(text=str(verdict.get("task", ""))),
            _score(verdict, "score"),
            _score(verdict, "constant"),
        )


def _count(value: int) -> Entry:
    return Entry(text=f"{value:,}", value=float(value))


def _score(verdict: dict[str, Any], name: str) -> Entry:
    value = verdict.get(name)
    marks = FLAGS["collapsed"] if name == "score" and verdict.get("collapsed") else ""
    return Entry(text=HOLE) if value is None else Entry(text=f"{value:.1f}", marks=marks, value=float(value))
