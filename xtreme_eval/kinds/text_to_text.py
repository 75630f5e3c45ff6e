"""Text to text (Raffel et al. 2020): classification, multiple choice and QA as writing a label, a number or an answer.

Tagging is not among them: mT5's authors wrote names out (Xue et al. 2021), which no longer says which word has which tag.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.kinds.kind import Feature, FloatArray, Kind, Prediction
from xtreme_eval.kinds.multiple_choice import MultipleChoice
from xtreme_eval.kinds.span_qa import SpanQA
from xtreme_eval.metrics.measure import Measure

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedTokenizerFast

    from xtreme_eval.models.encoder import Encoder

WRITABLE = (Classification, MultipleChoice, SpanQA)
PASSAGE = 1024
"""Sub-tokens of question and passage, whatever the stage's maximum: answers of several windows could not be ranked."""


@dataclass(frozen=True, kw_only=True)
class TextToText:
    """A kind of task whose predictions are written.

    A text that is no label stands for the label that begins most like it; one that is no number for the first choice.
    """

    of: Kind
    tokenizer: PreTrainedTokenizerFast
    name: ClassVar[str] = "text_to_text"
    version: ClassVar[int] = 1

    @property
    def metrics(self) -> tuple[str, ...]:
        """Those of the kind itself."""
        return self.of.metrics

    def identity(self) -> Mapping[str, Any]:
        """Name, version, and the kind's own identity."""
        return {"kind": self.name, "version": self.version, "of": self.of.identity()}

    def features(self, records: Sequence[Any], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """One feature a record: its texts as one sequence, and the sub-tokens that are to be written."""
        if not records:
            return []
        pairs = [self._asked(record) for record in records]
        longest = PASSAGE if isinstance(self.of, SpanQA) else lengths.max_length
        second = None if pairs[0][1] is None else [pair[1] for pair in pairs]
        asked = tokenizer([pair[0] for pair in pairs], second, truncation=True, max_length=longest)["input_ids"]
        told = tokenizer([self._told(record) for record in records])["input_ids"]
        return [
            Feature(sequences=(np.asarray(ids, np.int32),), target=np.asarray(target, np.int32), record=position)
            for position, (ids, target) in enumerate(zip(asked, told, strict=True))
        ]

    def _asked(self, record: Any) -> tuple[str, str | None]:
        if isinstance(self.of, Classification):
            return record.first, record.second
        if isinstance(self.of, SpanQA):
            return record.question, record.context
        choices = " ".join(f"{number}: {choice}" for number, choice in enumerate(record.choices, start=1))
        return record.prompt, choices

    def _told(self, record: Any) -> str:
        if isinstance(self.of, Classification):
            return str(record.label)
        if isinstance(self.of, SpanQA):
            return str(record.answers[0].text) if record.answers else ""
        return str(record.label + 1)

    def head(self, encoder: Encoder) -> nn.Module:
        """A decoder, outputs (sequences, sub-tokens)."""
        from xtreme_eval.models.text_decoder import TextDecoder

        return TextDecoder(encoder)

    def loss(self, head: Any, hidden: Tensor, mask: Tensor, targets: Tensor) -> Tensor:
        """Cross-entropy of every sub-token that is to be written."""
        loss: Tensor = head.loss(hidden, mask, targets)
        return loss

    def decode(self, records: Sequence[Any], features: Sequence[Feature], outputs: Sequence[FloatArray]) -> list[Prediction]:
        """What the written texts say."""
        texts = self.tokenizer.batch_decode([output.astype(np.int64).tolist() for output in outputs], skip_special_tokens=True)
        return [self._meant(record, text.strip()) for record, text in zip(records, texts, strict=True)]

    def _meant(self, record: Any, text: str) -> Prediction:
        if isinstance(self.of, Classification):
            return max(self.of.labels, key=lambda label: (label == text, _shared(label, text)))
        if isinstance(self.of, SpanQA):
            return text
        number = int(text) if text.isdecimal() else 0
        return number - 1 if 1 <= number <= len(record.choices) else 0

    def measure(self, records: Sequence[Any], predictions: Sequence[Prediction], language: str) -> Mapping[str, Measure]:
        """The official metrics."""
        return self.of.measure(records, predictions, language)

    def constant(self, records: Sequence[Any]) -> list[Prediction]:
        """What a collapsed model says."""
        return self.of.constant(records)

    def trivial(self, train: Sequence[Any], records: Sequence[Any], language: str) -> list[Prediction]:
        """The best answer that needs no model."""
        return self.of.trivial(train, records, language)


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def in_mode(kind: Kind, mode: str, tokenizer: PreTrainedTokenizerFast) -> Kind:
    """The kind as a base model of this mode does it; kinds that are not written stay as they are."""
    return TextToText(of=kind, tokenizer=tokenizer) if mode == "text-to-text" and isinstance(kind, WRITABLE) else kind
