"""Sentence pairs as XTREME lays them out: first TAB second TAB label, no header, no quoting (XNLI, PAWS-X)."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from xtreme_eval.data.checks import label_free
from xtreme_eval.data.files import Reader
from xtreme_eval.data.records import PairRecord, Record
from xtreme_eval.data.text_file import lines
from xtreme_eval.errors import DataError

COLUMNS = 3


def pair_tsv(*labels: str, spellings: Mapping[str, str] | None = None) -> Reader:
    """A reader of one file with these labels.

    Quotes are characters like any other: a CSV reader that honours them loses rows (226 of PAWS-X's 49,401 English ones).

    Args:
        spellings: other spellings of a label that releases use -> the label.
    """

    def read(paths: Sequence[Path]) -> list[Record]:
        (path,) = paths
        rows = [line.split("\t") for line in lines(path)]
        if all(len(row) == COLUMNS - 1 for row in rows):
            raise label_free(path, "every row has 2 columns and no label")
        return [_pair(row, labels, spellings or {}, path, number) for number, row in enumerate(rows, start=1)]

    return read


def _pair(row: list[str], labels: Sequence[str], spellings: Mapping[str, str], path: Path, number: int) -> PairRecord:
    if len(row) != COLUMNS:
        expected = "first sentence, second sentence and label, separated by tabs"
        raise DataError(path, f"{len(row)} columns where {COLUMNS} are needed", f"Each line is {expected}.", line=number)
    return PairRecord(first=row[0], second=row[1], label=known_label(row[2], labels, spellings, path, number))


def known_label(value: str, labels: Sequence[str], spellings: Mapping[str, str], path: Path, number: int) -> str:
    """The label that `value` spells, blanks around it ignored.

    Raises:
        DataError: it is none of `labels`.
    """
    label = spellings.get(value.strip(), value.strip())
    if label not in labels:
        raise DataError(path, f"unknown label {value!r}", f"Allowed: {', '.join(labels)}.", line=number)
    return label
