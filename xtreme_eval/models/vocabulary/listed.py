"""A unigram vocabulary from a list of pieces: nothing is trained, so related words share pieces where the list says so."""

import math
from collections import Counter
from collections.abc import Sequence

from tokenizers import Tokenizer, models

from xtreme_eval.errors import SpecificationError
from xtreme_eval.models.vocabulary.form import SPECIAL_TOKENS, UNKNOWN, WORD_MARK, shape, special_tokens, words_and_marks


def unigram_from_list(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """The unigram tokenizer (Kudo 2018) with these pieces and scores, in XLM-R's form.

    A word is cut where the scores of its pieces, log probabilities, add up to most. Ids: the special tokens first, then the
    pieces in the order given. Text without white space, such as a single word, may be cut anywhere.

    Args:
        pieces: piece and score. A piece that begins a word begins with "▁". List "▁" itself and every single character
            of the text to come: a run of characters that no piece covers becomes one <unk>.

    Raises:
        SpecificationError: a piece repeats, is empty, is a special token or has a score that is no number; or "▁" is not
            among them.
    """
    if problems := _problems(pieces):
        raise SpecificationError(problems)
    vocabulary = [*((token, 0.0) for token in SPECIAL_TOKENS), *((piece, float(score)) for piece, score in pieces)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=SPECIAL_TOKENS.index(UNKNOWN)))
    tokenizer.add_special_tokens(special_tokens())
    return shape(tokenizer, words_and_marks())


def _problems(pieces: Sequence[tuple[str, float]]) -> list[str]:
    names = Counter(piece for piece, _ in pieces)
    problems = [f"the piece {piece!r} is listed {count} times" for piece, count in names.items() if count > 1]
    problems += [f"the piece {piece!r} has the score {score}" for piece, score in pieces if not math.isfinite(score)]
    problems += [f"the special token {token!r} is listed as a piece: leave it out" for token in SPECIAL_TOKENS if token in names]
    if "" in names:
        problems.append("an empty piece is listed: leave it out")
    if WORD_MARK not in names:
        problems.append(f"the word mark {WORD_MARK!r} is not listed: a word with an unlisted beginning would become <unk>")
    return problems
