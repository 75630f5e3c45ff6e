"""Where tokens stand in a passage: the characters each one covers, and the tokens that hold an answer."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from xtreme_eval.data.records import Answer
from xtreme_eval.kinds.kind import IntArray

_REST_OF_WORD: Final = re.compile(r"\S*")
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai and Lao, Burmese, Khmer, Japanese kana, Chinese characters."""


def passage_offsets(encodings: Sequence[Any], context: str) -> list[IntArray]:
    """Character span in the passage of each token, one array (tokens, 2) a window; (-1, -1) for question and special tokens.

    Args:
        encodings: all windows of one passage, encoded as (question, passage).
        context: the passage.
    """
    spans = [
        np.asarray(
            [span if part == 1 else (-1, -1) for span, part in zip(encoding.offsets, encoding.sequence_ids, strict=True)], np.int32
        ).reshape(-1, 2)
        for encoding in encodings
    ]
    return spans if unicodedata.is_normalized("NFKC", context) else _with_joined(spans, context)


def _with_joined(spans: Sequence[IntArray], context: str) -> list[IntArray]:
    """Let each token reach over the characters that normalisation has joined to its last one.

    Tokenizers leave them out: an accent, a voicing mark, the vowel of a Korean syllable. Without them "café" would be cut
    out as "cafe" wherever its accent is a character of its own.
    """
    found = np.unique(np.concatenate([span[:, 0] for span in spans]))
    following = np.append(found, len(context))
    joined = []
    for span in spans:
        ends = span[:, 1].copy()
        limits = following[np.searchsorted(found, ends)]
        for token in np.flatnonzero((limits > ends) & (ends > span[:, 0])):
            rest = _REST_OF_WORD.match(context, ends[token], limits[token])
            ends[token] = rest.end() if rest else ends[token]
        joined.append(np.column_stack([span[:, 0], ends]))
    return joined


def whole_words(offsets: IntArray, context: str) -> IntArray:
    """Give each word's characters to its last token alone, and (-1, -1) to the others: for models that see to the left only.

    A word is a run of letters, marks and digits, as far as the window has it. Where writing puts no blanks between words
    (Chinese, Japanese, Thai, Lao, Khmer, Burmese) every token stands for itself.

    Args:
        offsets: one window's, as `passage_offsets` gives them.
        context: the passage.
    """
    words = offsets.copy()
    for token in range(1, len(offsets)):
        (before, end), start = offsets[token - 1], offsets[token, 0]
        if before >= 0 and start >= 0 and _joined(context, int(end), int(start)):
            words[token, 0] = words[token - 1, 0]
            words[token - 1] = -1
    return words


def _joined(context: str, end: int, start: int) -> bool:
    """Whether a token that ends here and the next one, which starts there, are parts of one word."""
    return start <= end and start < len(context) and end > 0 and _in_word(context[end - 1]) and _in_word(context[start])


def _in_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" and not _UNSPACED.match(character)


def answer_tokens(offsets: IntArray, answer: Answer) -> tuple[int, int] | None:
    """First and last token of the answer, blanks around it aside; None where the window does not hold all of it.

    Args:
        offsets: one window's, as `passage_offsets` gives them.
        answer: some released answers begin or end with a blank, which no token covers (9 of 2,200 in TyDiQA's English cut).
    """
    text = answer.text.strip()
    start = answer.start + len(answer.text) - len(answer.text.lstrip())
    end = start + len(text)
    inside = np.flatnonzero(
        (offsets[:, 1] > start) & (offsets[:, 0] < end) & (offsets[:, 0] >= 0) & (offsets[:, 1] > offsets[:, 0])
    )
    if not text or not len(inside) or offsets[inside[0], 0] > start or offsets[inside[-1], 1] < end:
        return None
    return int(inside[0]), int(inside[-1])
