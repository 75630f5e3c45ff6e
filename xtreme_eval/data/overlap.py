"""Texts that a training set and a test set have in common, found by hashes of their normalised characters."""

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from xtreme_eval.data.records import (
    Bitext,
    CandidateRecord,
    ChoiceRecord,
    PairRecord,
    QueryRecord,
    QuestionRecord,
    Record,
    TaggedSentence,
    TextRecord,
)

Hashes = NDArray[np.uint64]
WHOLES = {
    "pair": ("first", "second"),
    "question and passage": ("question", "passage"),
    "prompt and choices": ("prompt", "choices"),
}
"""What a whole example is, where it has several texts: the part's name -> the parts it is made of."""

_ODD = np.uint64(0x9E3779B97F4A7C15)


def text_hash(text: str) -> int:
    """64 bits of a text's BLAKE2b after NFKC, case folding and the removal of all white space; 0 for a text without characters.

    Without white space, tokenised and running text of one sentence are equal.
    """
    normal = "".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold().split())
    return _digest(normal.encode(errors="surrogatepass")) if normal else 0


@lru_cache(maxsize=4096)  # a passage has several questions, a premise several hypotheses
def _digest(content: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest()) or 1


def text_hashes(records: Iterable[Record]) -> Mapping[str, Hashes]:
    """The texts of records by part: "pair", "first", "second"; "question and passage", …; "sentence"; "foreign", "english".

    Returns:
        Part -> one hash an example, shape (examples,); the part that is the whole example comes first. 8 bytes a text.
    """
    columns: dict[str, list[int]] = defaultdict(list)
    for record in records:
        for part, text in texts_of(record):
            columns[part].append(text_hash(text))
    parts = {part: np.array(hashes, np.uint64) for part, hashes in columns.items()}
    wholes = {whole: _mixed(parts[a], parts[b]) for whole, (a, b) in WHOLES.items() if a in parts and b in parts}
    return wholes | parts


def union(parts: Iterable[Hashes]) -> Hashes:
    """All distinct hashes of these, sorted, for `contained`."""
    found: Hashes = np.unique(np.concatenate([np.empty(0, np.uint64), *parts]))
    filled: Hashes = found[found != 0]
    return filled


def contained(hashes: Hashes, among: Hashes) -> int:
    """How many of `hashes` are in the sorted `among`."""
    if not len(among):
        return 0
    places = np.minimum(np.searchsorted(among, hashes), len(among) - 1)
    return int((among[places] == hashes).sum())


def _mixed(first: Hashes, second: Hashes) -> Hashes:
    """One hash for two texts in this order."""
    mixed: Hashes = (first * _ODD) ^ (second + (first >> np.uint64(17)))
    return mixed


def texts_of(record: Record) -> Iterator[tuple[str, str]]:
    """The texts of an example, each with the part it is."""
    match record:
        case PairRecord():
            yield from (("first", record.first), ("second", record.second or ""))
        case QuestionRecord():
            yield from (("question", record.question), ("passage", record.context))
        case ChoiceRecord():
            yield from (("prompt", record.prompt), ("choices", " ".join(record.choices)))
        case TaggedSentence():
            yield "sentence", " ".join(record.words)
        case TextRecord():
            yield "sentence", record.text
        case QueryRecord():
            yield "query", record.text
        case CandidateRecord():
            yield "candidate", record.text
        case Bitext():
            yield from (("foreign", sentence.text) for sentence in record.foreign)
            yield from (("english", sentence.text) for sentence in record.english)
