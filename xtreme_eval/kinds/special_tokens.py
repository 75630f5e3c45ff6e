"""The special tokens a model family puts around a single sequence, read off its tokenizer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from xtreme_eval.kinds.kind import IntArray

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Ids before and after a sequence: ([<s>], [</s>]) for XLM-R, ([], [</s>]) for mT5 and for BLOOM as it is read here."""

    before: tuple[int, ...]
    after: tuple[int, ...]

    def room(self, max_length: int) -> int:
        """Sub-tokens of text that fit into one sequence."""
        return max_length - len(self.before) - len(self.after)

    def around(self, values: Sequence[int] | IntArray, *, filler: int | None = None) -> IntArray:
        """`values` between the special tokens, or between as many `filler`s (for targets and word numbers)."""
        before, after = self.before, self.after
        if filler is not None:
            before, after = (filler,) * len(before), (filler,) * len(after)
        return np.asarray([*before, *values, *after], np.int32)


def frame_of(tokenizer: PreTrainedTokenizerFast) -> Frame:
    """What `tokenizer` puts around an empty text."""
    ids = list(tokenizer("")["input_ids"])
    cut = 1 if ids and ids[0] == tokenizer.cls_token_id else 0
    return Frame(before=tuple(ids[:cut]), after=tuple(ids[cut:]))
