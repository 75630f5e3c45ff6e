"""Sentence pairs in a tab-separated file whose first line names the columns (GLUE, MultiNLI's txt, PAWS-X's own release)."""

from collections.abc import Sequence
from pathlib import Path

from xtreme_eval.data.checks import label_free
from xtreme_eval.data.files import Reader
from xtreme_eval.data.readers.pair_tsv import known_label
from xtreme_eval.data.records import PairRecord, Record
from xtreme_eval.data.text_file import lines
from xtreme_eval.errors import DataError

NO_CONSENSUS = "-"  # MultiNLI's gold label where its five annotators do not agree; its readme says to leave these out


def headed_tsv(*labels: str, label_column: str) -> Reader:
    """A reader of one file; sentences are in the columns `sentence1` and `sentence2`, quotes are characters like any other.

    A row may lack cells at its end that are not read: copies of MultiNLI have lost the tabs after its last filled cell.
    """

    def read(paths: Sequence[Path]) -> list[Record]:
        (path,) = paths
        header, *rows = [line.split("\t") for line in lines(path)]
        if "sentence1" in header and label_column not in header:
            raise label_free(path, f"there is no column {label_column!r}")
        columns = [_column(header, name, path) for name in ("sentence1", "sentence2", label_column)]
        numbered = [(number, _cells(row, len(header), columns, path, number)) for number, row in enumerate(rows, start=2)]
        if not numbered:
            raise DataError(path, "there is no row below the header", "Fetch the file again.")
        return [
            PairRecord(first=first, second=second, label=known_label(label, labels, {}, path, number))
            for number, (first, second, label) in numbered
            if label != NO_CONSENSUS
        ]

    return read


def _column(header: list[str], name: str, path: Path) -> int:
    if name not in header:
        raise DataError(path, f"no column is named {name!r}", f"The header has: {', '.join(header)}.", line=1)
    return header.index(name)


def _cells(row: list[str], width: int, columns: Sequence[int], path: Path, number: int) -> list[str]:
    if not max(columns) < len(row) <= width:
        problem = f"{len(row)} columns where the header has {width}"
        raise DataError(path, problem, "Each row needs both sentences and the label; fetch the file again.", line=number)
    return [row[column] for column in columns]
