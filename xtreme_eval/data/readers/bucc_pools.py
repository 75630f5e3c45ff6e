"""BUCC 2018's three files: a foreign pool, an English pool (id TAB sentence), and the gold pairs of ids."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from xtreme_eval.data.records import Bitext, Record, SentenceRecord
from xtreme_eval.data.text_file import lines
from xtreme_eval.errors import DataError


def bucc_pools(paths: Sequence[Path]) -> list[Record]:
    """One bitext from the foreign, the English and the gold file.

    Raises:
        MissingFileError, DataError: a line has not two columns, an id stands twice in a pool, or a gold id is in no pool.
    """
    foreign_path, english_path, gold_path = paths
    foreign, english = _pool(foreign_path), _pool(english_path)
    pools = ((foreign_path, {row.id for row in foreign}), (english_path, {row.id for row in english}))
    return [Bitext(foreign=foreign, english=english, gold=tuple(_gold(gold_path, pools)))]


def _pool(path: Path) -> tuple[SentenceRecord, ...]:
    first: dict[str, int] = {}
    pool = []
    for number, (identity, sentence) in _columns(path, "id, tab, sentence"):
        if identity in first:
            problem = f"the id {identity!r} stands in line {first[identity]} already"
            raise DataError(path, problem, "Each sentence needs an id of its own; fetch the file again.", line=number)
        first[identity] = number
        pool.append(SentenceRecord(id=identity, text=sentence))
    return tuple(pool)


def _gold(path: Path, pools: Sequence[tuple[Path, Collection[str]]]) -> Iterator[tuple[str, str]]:
    for number, pair in _columns(path, "foreign id, tab, English id"):
        for identity, (pool_path, ids) in zip(pair, pools, strict=True):
            if identity not in ids:
                problem = f"the gold id {identity!r} is not in {pool_path.name}"
                raise DataError(path, problem, "Use the three files of one release together.", line=number)
        yield pair


def _columns(path: Path, layout: str) -> Iterator[tuple[int, tuple[str, str]]]:
    for number, line in enumerate(lines(path), start=1):
        left, tab, right = line.partition("\t")
        if not (left and tab and right):
            raise DataError(path, f"{line!r} has not 2 columns", f"Each line is {layout}.", line=number)
        yield number, (left, right)
