"""JSON lines: one object a line, with errors that name line, key and value."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xtreme_eval.data.checks import label_free
from xtreme_eval.data.text_file import NOT_CUT_SHORT, numbered_lines
from xtreme_eval.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One object and where it stands."""

    path: Path
    number: int
    values: Mapping[str, Any]

    def error(self, problem: str, next_step: str) -> DataError:
        """The error for something wrong in this row."""
        return DataError(self.path, problem, next_step, line=self.number)

    def text(self, key: str) -> str:
        """The text under `key`.

        Raises:
            DataError: there is none.
        """
        value = self.values.get(key)
        if not isinstance(value, str):
            raise self.error(f"no text under {key!r}, but {value!r}", f"The object has: {', '.join(self.values)}.")
        return value

    def index(self, key: str, choices: Sequence[str]) -> int:
        """The 0-based choice under `key`, written as a number or as its digits.

        Raises:
            DataError: it is not the number of a choice.
        """
        value = str(self.values.get(key))
        if value not in map(str, range(len(choices))):
            raise self.error(f"unknown label {self.values.get(key)!r}", f"Allowed: 0 to {len(choices) - 1}.")
        return int(value)


def json_lines(path: Path, label: str) -> Iterator[Row]:
    """Every line's object, one at a time: MultiNLI's lines carry two parses each, which fill the memory several times over.

    Args:
        label: the key of the gold label, which must be there and filled.

    Raises:
        MissingFileError, DataError: a line is no JSON object.
        UnscorableError: no line has a label.
    """
    unlabelled: list[Row] = []  # rows held back until it is known whether any row has a label
    labelled = False
    for number, line in numbered_lines(path):
        row = _row(path, number, line)
        labelled = labelled or row.values.get(label) not in (None, "")
        unlabelled.append(row)
        if labelled:
            yield from unlabelled
            unlabelled.clear()
    if unlabelled:
        raise label_free(path, f"no line has a value under {label!r}")


def _row(path: Path, number: int, line: str) -> Row:
    try:
        values = json.loads(line)
    except json.JSONDecodeError as error:
        raise DataError(path, f"invalid JSON: {error.msg} (column {error.colno})", f"{NOT_CUT_SHORT}.", line=number) from None
    if not isinstance(values, dict):
        raise DataError(path, f"a JSON {type(values).__name__} where an object is needed", f"{NOT_CUT_SHORT}.", line=number)
    return Row(path=path, number=number, values=values)
