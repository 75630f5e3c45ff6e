"""Causal language modelling: each sub-token is guessed from those before it (how a tiny base of a causal family is pretrained)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from xtreme_eval.data.records import TextRecord
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.kind import IGNORED, Feature, FloatArray, IntArray
from xtreme_eval.kinds.masked_lm import encoded, text_windows
from xtreme_eval.metrics.accuracy import accuracy
from xtreme_eval.metrics.measure import Measure

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedTokenizerFast

    from xtreme_eval.models.encoder import Encoder


@dataclass(frozen=True, kw_only=True)
class CausalLM:
    """Every sub-token but the first of a window is guessed, the end of the text included."""

    name: ClassVar[str] = "causal_lm"
    version: ClassVar[int] = 1
    metrics: ClassVar[tuple[str, ...]] = ("accuracy",)

    def identity(self) -> Mapping[str, Any]:
        """Name and version."""
        return {"kind": self.name, "version": self.version}

    def features(self, records: Sequence[TextRecord], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """One feature a line; lines beyond the maximum length become several, none is cut."""
        return self.windows(encoded([record.text for record in records], tokenizer), tokenizer, lengths)

    def windows(self, text: Sequence[IntArray], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """The features of lines that are tokenised already; a token's target is the next one."""
        return [
            Feature(sequences=(ids,), target=np.append(ids[1:], np.int32(IGNORED)), record=position)
            for position, ids in text_windows(text, tokenizer, lengths)
        ]

    def head(self, encoder: Encoder) -> nn.Module:
        """The word embeddings transposed, outputs (..., vocabulary)."""
        from xtreme_eval.models.heads import NextTokenHead

        return NextTokenHead(encoder)

    def loss(self, head: nn.Module, hidden: Tensor, mask: Tensor, targets: Tensor) -> Tensor:
        """Cross-entropy of the next sub-token."""
        from torch.nn.functional import cross_entropy

        guessed = targets != IGNORED
        return cross_entropy(head(hidden[guessed], mask), targets[guessed], reduction="sum")

    def decode(self, records: Sequence[TextRecord], features: Sequence[Feature], outputs: Sequence[FloatArray]) -> list[list[int]]:
        """The most probable next sub-token at every place of every feature."""
        return [output.argmax(axis=-1).tolist() for output in outputs]

    def measure(self, records: Sequence[Any], predictions: Sequence[int], language: str) -> Mapping[str, Measure]:
        """Share of sub-tokens that are right; `records` are the gold ids."""
        return {"accuracy": accuracy([str(gold) for gold in records], [str(guess) for guess in predictions])}

    def constant(self, records: Sequence[Any]) -> list[int]:
        """The most frequent sub-token (`records` are the gold ids)."""
        ids, counts = np.unique(np.asarray(records), return_counts=True)
        return [int(ids[counts.argmax()])] * len(records)

    def trivial(self, train: Sequence[Any], records: Sequence[Any], language: str) -> list[int]:
        """The constant answer."""
        return self.constant(records)
