"""A table for any medium: heads in groups, and rows of entries that know their text, their value and where they come from."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from xtreme_eval.reports.layout import Cell, small_heads, small_rows
from xtreme_eval.scores.answer import SmallTable

Tone = Literal["", "gain", "score"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place of a table.

    Attributes:
        text, marks: what stands there: "41.2", "°".
        small: lines in small print below: "±1.8", "40.1…42.0".
        value: what it is sorted by and exported as; None for texts and holes.
        shade: how strongly it is coloured: -1 (largest loss) to 1 (largest gain), or 0 to 1 for scores; None for not at all.
        link: the anchor of what it was made from; "" for none.
    """

    text: str
    marks: str = ""
    small: tuple[str, ...] = ()
    value: float | None = None
    shade: float | None = None
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A column's head. Neighbours of the same `group` share that; `under` stands below the title, `about` says it in full."""

    title: str
    group: str = ""
    under: str = ""
    about: str = ""
    numeric: bool = True


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table.

    Attributes:
        name: of its files, without extension, and its anchor; unique in a report.
        tone: what its colours mean.
        fixed: how many rows at the end stay there when it is sorted: means.
        breaks: rows that begin a new group, in the order that the table comes in.
        notes: what stands under it.
    """

    name: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Entry, ...], ...]
    tone: Tone = ""
    fixed: int = 0
    breaks: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def spans(self) -> list[tuple[str, int]]:
        """The groups of the heads with the number of columns below each, in order; empty where there are none."""
        found: list[tuple[str, int]] = []
        for head in self.heads:
            if found and found[-1][0] == head.group:
                found[-1] = (head.group, found[-1][1] + 1)
            else:
                found.append((head.group, 1))
        return found if any(group for group, _ in found) else []


def entry(cell: Cell, *, shade: float | None = None, link: str = "") -> Entry:
    """The entry of a cell of a panel."""
    small = tuple(text for text in (cell.covered, cell.error, cell.spread) if text)
    return Entry(text=cell.number, marks=cell.marks, small=small, value=cell.value, shade=shade, link=link)


def scaled(value: float | None, reach: float) -> float | None:
    """A value as a shade: its share of `reach`, cut at -1 and 1; None for a hole."""
    return None if value is None or math.isnan(value) else max(-1.0, min(1.0, value / reach))


def small_sheet(small: SmallTable) -> Sheet:
    """What people see of a small table."""
    told = small.frame[small.frame[small.told]] if small.told else small.frame
    values = told[list(small.shown)].itertuples(index=False, name=None)
    rows = tuple(
        tuple(Entry(text=text, value=_number(value)) for text, value in zip(texts, found, strict=True))
        for texts, found in zip(small_rows(small), values, strict=True)
    )
    heads = tuple(Head(title=name, numeric=bool(form)) for name, form in zip(small_heads(small), small.shown.values(), strict=True))
    return Sheet(name=small.name.replace("_", "-"), title=small.title, heads=heads, rows=rows, notes=small.notes)


def _number(value: object) -> float | None:
    known = isinstance(value, (int, float)) and not isinstance(value, bool) and not math.isnan(value)
    return float(value) if known else None  # type: ignore[arg-type]


def file_name(*parts: str) -> str:
    """A name for files and anchors: letters, digits and single dashes."""
    joined = "-".join(parts).lower()
    return "-".join(filter(None, "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in joined).split()))


def reach_of(values: Sequence[float | None], least: float = 1.0) -> float:
    """The largest absolute value, rounded up, for a scale that is symmetric about zero."""
    return max([least, *(math.ceil(abs(value)) for value in values if value is not None and not math.isnan(value))])
