"""Two files whose lines translate each other, as in LASER's Tatoeba folder."""

from collections.abc import Sequence
from pathlib import Path

from xtreme_eval.data.records import Bitext, Record, SentenceRecord
from xtreme_eval.data.text_file import lines
from xtreme_eval.errors import DataError


def aligned_lines(paths: Sequence[Path]) -> list[Record]:
    """One bitext from the foreign and the English file; ids are the 0-based row numbers, and equal rows are gold pairs.

    The pools keep the files' order. XTREME sorts the English side before a system sees it, so that position gives nothing away.

    Raises:
        MissingFileError, DataError: the files differ in length, or a line is blank.
    """
    foreign_path, english_path = paths
    foreign, english = _pool(foreign_path), _pool(english_path)
    if len(foreign) != len(english):
        problem = f"{len(english)} lines, but {foreign_path.name} has {len(foreign)}"
        raise DataError(english_path, problem, "Line n of one file must translate line n of the other; fetch both again.")
    return [Bitext(foreign=foreign, english=english, gold=tuple((row.id, row.id) for row in foreign))]


def _pool(path: Path) -> tuple[SentenceRecord, ...]:
    rows = lines(path)
    for number, row in enumerate(rows, start=1):
        if not row.strip():
            raise DataError(path, "the line is blank", "The files are aligned by line: fetch both again.", line=number)
    return tuple(SentenceRecord(id=str(position), text=row) for position, row in enumerate(rows))
