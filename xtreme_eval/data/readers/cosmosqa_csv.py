"""Cosmos QA's CSV: a blog passage, a question about what lies between its lines, and four answers."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from xtreme_eval.data.checks import label_free
from xtreme_eval.data.records import ChoiceRecord, Record
from xtreme_eval.data.text_file import NOT_CUT_SHORT, text
from xtreme_eval.errors import DataError

COLUMNS = ("context", "question", "answer0", "answer1", "answer2", "answer3", "label")
LABELS = ("0", "1", "2", "3")


def cosmosqa_csv(paths: Sequence[Path]) -> list[Record]:
    """One record a row; the prompt is the passage, a space, and the question.

    Raises:
        MissingFileError, DataError: a row is not of this form, or the file ends inside a quoted cell.
        UnscorableError: there is no column of labels.
    """
    (path,) = paths
    rows = _rows(path)
    _, header = next(rows)
    if "label" not in header and "question" in header:
        raise label_free(path, "there is no column 'label'")
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise DataError(path, f"no column is named {missing[0]!r}", f"The header has: {', '.join(header)}.", line=1)
    records: list[Record] = [_choice(header, row, path, number) for number, row in rows]
    if not records:
        raise DataError(path, "there is no row below the header", f"{NOT_CUT_SHORT}.")
    return records


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows that have cells, each with the line it ends on (quoted cells may span lines)."""
    reader = csv.reader(io.StringIO(text(path), newline=""), strict=True)
    try:
        yield from ((reader.line_num, row) for row in reader if row)
    except csv.Error as error:
        raise DataError(path, f"invalid CSV: {error}", f"{NOT_CUT_SHORT}.", line=reader.line_num) from None


def _choice(header: list[str], row: list[str], path: Path, number: int) -> ChoiceRecord:
    if len(row) != len(header):
        raise DataError(path, f"{len(row)} columns where the header has {len(header)}", f"{NOT_CUT_SHORT}.", line=number)
    context, question, *choices, label = (row[header.index(name)] for name in COLUMNS)
    if label not in LABELS:
        raise DataError(path, f"unknown label {label!r}", f"Allowed: {', '.join(LABELS)}.", line=number)
    return ChoiceRecord(prompt=f"{context} {question}", choices=tuple(choices), label=int(label))
