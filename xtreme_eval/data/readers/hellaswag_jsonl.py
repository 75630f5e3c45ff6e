"""HellaSwag's JSON lines: a context and four endings, one of which a person wrote."""

from collections.abc import Sequence
from pathlib import Path

from xtreme_eval.data.readers.json_lines import Row, json_lines
from xtreme_eval.data.records import ChoiceRecord, Record

ENDINGS = 4


def hellaswag_jsonl(paths: Sequence[Path]) -> list[Record]:
    """One record a line; the label is a number in the original release and text in later copies: both are read.

    Raises:
        MissingFileError, DataError: a line is not of this form.
        UnscorableError: no line has a label (the official test file).
    """
    (path,) = paths
    return [_choice(row) for row in json_lines(path, "label")]


def _choice(row: Row) -> ChoiceRecord:
    endings = row.values.get("endings")
    if not isinstance(endings, list) or len(endings) != ENDINGS or not all(isinstance(ending, str) for ending in endings):
        raise row.error(f"'endings' is not a list of {ENDINGS} texts, but {endings!r}", "Fetch the file again.")
    return ChoiceRecord(prompt=row.text("ctx"), choices=tuple(endings), label=row.index("label", endings))
