"""Masked language modelling: hidden words are guessed from their context (pretraining, continued multilingual MLM)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from xtreme_eval.data.records import TextRecord
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.kind import IGNORED, Feature, FloatArray, IntArray
from xtreme_eval.kinds.special_tokens import frame_of
from xtreme_eval.metrics.accuracy import accuracy
from xtreme_eval.metrics.measure import Measure

if TYPE_CHECKING:
    from torch import Generator, Tensor, nn
    from transformers import PreTrainedTokenizerFast

    from xtreme_eval.models.encoder import Encoder

CHUNK = 10_000
"""Lines tokenised at once: encodings take a hundred times the room of their ids."""


@dataclass(frozen=True, kw_only=True)
class MaskedLM:
    """A share of the sub-tokens is to be guessed: 80 % of them masked, 10 % replaced, 10 % left (Devlin et al. 2019)."""

    rate: float = 0.15
    name: ClassVar[str] = "masked_lm"
    version: ClassVar[int] = 1
    metrics: ClassVar[tuple[str, ...]] = ("accuracy",)

    def identity(self) -> Mapping[str, Any]:
        """Name, version and masking rate."""
        return {"kind": self.name, "version": self.version, "rate": self.rate}

    def features(self, records: Sequence[TextRecord], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """One feature a line; lines beyond the maximum length become several, none is cut. Targets are drawn batch by batch."""
        return self.windows(encoded([record.text for record in records], tokenizer), tokenizer, lengths)

    def windows(self, text: Sequence[IntArray], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """The features of lines that are tokenised already."""
        nothing = np.asarray(IGNORED, np.int32)
        return [
            Feature(sequences=(ids,), target=nothing, record=position) for position, ids in text_windows(text, tokenizer, lengths)
        ]

    def corrupt(self, ids: Tensor, mask: Tensor, tokenizer: PreTrainedTokenizerFast, generator: Generator) -> tuple[Tensor, Tensor]:
        """Draw the sub-tokens to be guessed; special ones and padding are never among them."""
        import torch

        special = torch.isin(ids, torch.tensor(tokenizer.all_special_ids, device=ids.device)) | (mask == 0)
        chosen = (torch.rand(ids.shape, generator=generator).to(ids.device) < self.rate) & ~special
        how = torch.rand(ids.shape, generator=generator).to(ids.device)
        anything = torch.randint(len(tokenizer), ids.shape, generator=generator).to(ids.device)
        corrupted = torch.where(chosen & (how < 0.8), tokenizer.mask_token_id, ids)
        corrupted = torch.where(chosen & (how >= 0.8) & (how < 0.9), anything, corrupted)
        return corrupted, torch.where(chosen, ids, IGNORED)

    def head(self, encoder: Encoder) -> nn.Module:
        """Dense, GELU, layer norm and the word embeddings transposed, outputs (..., vocabulary)."""
        from xtreme_eval.models.heads import LanguageModelHead

        return LanguageModelHead(encoder)

    def loss(self, head: nn.Module, hidden: Tensor, mask: Tensor, targets: Tensor) -> Tensor:
        """Cross-entropy, computed for the guessed sub-tokens only."""
        from torch.nn.functional import cross_entropy

        guessed = targets != IGNORED
        return cross_entropy(head(hidden[guessed], mask), targets[guessed], reduction="sum")

    def decode(self, records: Sequence[TextRecord], features: Sequence[Feature], outputs: Sequence[FloatArray]) -> list[list[int]]:
        """The most probable sub-token at every place of every feature."""
        return [output.argmax(axis=-1).tolist() for output in outputs]

    def measure(self, records: Sequence[Any], predictions: Sequence[int], language: str) -> Mapping[str, Measure]:
        """Share of guessed sub-tokens that are right; `records` are the gold ids."""
        return {"accuracy": accuracy([str(gold) for gold in records], [str(guess) for guess in predictions])}

    def constant(self, records: Sequence[Any]) -> list[int]:
        """The most frequent sub-token (`records` are the gold ids)."""
        ids, counts = np.unique(np.asarray(records), return_counts=True)
        return [int(ids[counts.argmax()])] * len(records)

    def trivial(self, train: Sequence[Any], records: Sequence[Any], language: str) -> list[int]:
        """The constant answer."""
        return self.constant(records)


def text_windows(text: Sequence[IntArray], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> Iterator[tuple[int, IntArray]]:
    """Tokenised lines between special tokens, cut into as many sequences as they need; each with its line's position."""
    frame = frame_of(tokenizer)
    budget = frame.room(lengths.max_length)
    for position, ids in enumerate(text):
        for start in range(0, len(ids), budget):
            yield position, frame.around(ids[start : start + budget])


def encoded(lines: Sequence[str], tokenizer: PreTrainedTokenizerFast) -> list[IntArray]:
    """Sub-token ids of each line without special tokens; a line that repeats is tokenised once and shared."""
    distinct = list(dict.fromkeys(lines))
    ids: dict[str, IntArray] = {}
    tokenizer.backend_tokenizer.no_truncation()  # a call of the tokenizer itself leaves its maximum length behind
    for start in range(0, len(distinct), CHUNK):
        chunk = distinct[start : start + CHUNK]
        encodings = tokenizer.backend_tokenizer.encode_batch_fast(chunk, add_special_tokens=False)
        ids.update((line, np.asarray(encoding.ids, np.int32)) for line, encoding in zip(chunk, encodings, strict=True))
    return [ids[line] for line in lines]
