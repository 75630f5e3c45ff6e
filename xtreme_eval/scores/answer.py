"""What a study finds: a sentence and small tables, which stand first in its report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd


@dataclass(frozen=True, kw_only=True)
class SmallTable:
    """A table beside the score table: what a study found, or what a reader must know.

    Attributes:
        name: of its CSV file, without ".csv".
        frame: every column of the CSV.
        shown: the columns that people see, in order, each with the format of its numbers ("+.1f"); "" for texts. NaN is a hole.
        told: a boolean column that says which rows people see; "" for all.
        notes: what stands under it.
    """

    name: str
    title: str
    frame: pd.DataFrame
    shown: Mapping[str, str]
    told: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A picture of numbers, as data; a report draws it.

    Attributes:
        name: of its file, without extension.
        form: points, lines through the points of each group, or horizontal bars (`x` then holds the values, `y` the names).
        frame: one row a point.
        x, y, group, text: columns; `group` gives colour and marker, `text` a label beside the point; "" for none.
        low, high: columns with the ends of each point's interval along the value axis; "" for none.
        alternative: the picture in words, for those who do not see it.
        trend: a fitted line with its band: columns x, y, low, high.
    """

    name: str
    title: str
    form: Literal["points", "lines", "bars"]
    frame: pd.DataFrame
    x: str
    y: str
    x_title: str
    y_title: str
    alternative: str
    group: str = ""
    text: str = ""
    low: str = ""
    high: str = ""
    logarithmic: bool = False
    trend: pd.DataFrame | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A study's answer in one sentence with its interval; `notes` say how it was decided."""

    sentence: str
    tables: tuple[SmallTable, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()
