"""Chunk F1 by the rule of seqeval 0.0.12, XTREME's reference for PAN-X and also for UD-POS, and token accuracy beside it.

Later versions of seqeval drop a tag's first letter, so that CCONJ equals SCONJ: they give other UD-POS scores.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from xtreme_eval.metrics.accuracy import accuracy
from xtreme_eval.metrics.measure import Measure, f1_of_counts

Chunk = tuple[str, int, int]
Tags = Sequence[str]


def chunks(tags: Tags) -> list[Chunk]:
    """The chunks of one tag sequence, in order.

    A tag's type is what follows its last "-" (the whole tag if it has none), its letter is its first character. So "I-LOC"
    after "O" starts a chunk, equal part-of-speech neighbours are one chunk (NOUN NOUN), and what starts with S never
    joins its neighbour (SYM SYM), as if it were the S of an IOBES tag.

    Returns:
        (type, first position, last position) of each chunk; both positions 0-based and inclusive.

    Raises:
        ValueError: a tag is empty.
    """
    found = []
    begin, letter, kind = 0, "O", ""
    for position, tag in enumerate([*tags, "O"]):
        if not tag:
            raise ValueError(f"tag {position + 1} of {len(tags)} is empty: write O for a word outside every chunk")
        following, following_kind = tag[0], tag.rpartition("-")[2]
        if _ends(letter, following, changed=kind != following_kind):
            found.append((kind, begin, position - 1))
        if _starts(letter, following, changed=kind != following_kind):
            begin = position
        letter, kind = following, following_kind
    return found


def _ends(letter: str, following: str, *, changed: bool) -> bool:
    return letter in "ES" or (letter in "BI" and following in "BSO") or (changed and letter not in "O.")


def _starts(letter: str, following: str, *, changed: bool) -> bool:
    return following in "BS" or (letter in "ESO" and following in "EI") or (changed and following not in "O.")


def chunk_f1(gold: Sequence[Tags], predicted: Sequence[Tags]) -> Measure:
    """F1 over the chunks of all sentences together; a chunk is right if its type and both its ends are.

    Args:
        gold: tags, one sequence a sentence.
        predicted: tags of the same words.

    Returns:
        Percent; terms of shape (sentences, 3): correct, predicted and gold chunks of each sentence.

    Raises:
        ValueError: no sentence, unequal numbers of sentences or of a sentence's tags, or an empty tag.
    """
    _check(gold, predicted)
    wanted, offered = set(chunks(_joined(gold))), set(chunks(_joined(predicted)))
    sentence = np.repeat(np.arange(len(gold)), [len(tags) + 1 for tags in gold])
    terms = np.zeros((len(gold), 3))
    for column, found in enumerate((wanted & offered, offered, wanted)):
        ends = np.array([end for _, _, end in found], dtype=np.int64)
        terms[:, column] = np.bincount(sentence[ends], minlength=len(gold))
    return Measure(value=f1_of_counts(len(wanted & offered), len(offered), len(wanted)), terms=terms, rule="f1")


def token_accuracy(gold: Sequence[Tags], predicted: Sequence[Tags]) -> Measure:
    """Percent of words whose tag is right; one term (0 or 100) a word.

    Raises:
        ValueError: as for `chunk_f1`, and if no sentence has a word.
    """
    _check(gold, predicted)
    return accuracy([tag for tags in gold for tag in tags], [tag for tags in predicted for tag in tags])


def _joined(sentences: Iterable[Tags]) -> list[str]:
    return [tag for tags in sentences for tag in (*tags, "O")]  # the reference ends every sentence with an O


def _check(gold: Sequence[Tags], predicted: Sequence[Tags]) -> None:
    """Refuse what the reference scores silently: one missing tag shifts every later sentence."""
    if not gold:
        raise ValueError("no gold sentences: F1 needs at least one")
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold sentences but {len(predicted)} predicted ones: tag every sentence, in order")
    for number, (wanted, offered) in enumerate(zip(gold, predicted, strict=True), start=1):
        if len(wanted) != len(offered):
            raise ValueError(
                f"sentence {number} has {len(wanted)} gold tags but {len(offered)} predicted ones: "
                "tag every word; split long sentences, never cut them"
            )
        if "" in wanted or "" in offered:
            raise ValueError(f"sentence {number} has an empty tag: write O for a word outside every chunk")
