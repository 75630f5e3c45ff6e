"""Classification: one or two sentences, one of a fixed set of labels (XNLI, PAWS-X, MNLI, QQP, SST-2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from xtreme_eval.data.records import PairRecord
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.kind import Feature, FloatArray, score
from xtreme_eval.metrics.accuracy import accuracy
from xtreme_eval.metrics.label_f1 import label_f1
from xtreme_eval.metrics.measure import Measure

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedTokenizerFast

    from xtreme_eval.models.encoder import Encoder


@dataclass(frozen=True, kw_only=True)
class Classification:
    """Sentences or pairs; the class is read off what stands for a sequence. What is beyond the maximum length is cut, as in XTREME.

    Attributes:
        labels: in the order of the head's outputs.
        positive: the label whose F1 stands beside accuracy, half of the task's score (QQP); None where accuracy is all.
    """

    labels: tuple[str, ...]
    positive: str | None = None
    name: ClassVar[str] = "classification"
    version: ClassVar[int] = 1

    @property
    def metrics(self) -> tuple[str, ...]:
        """Accuracy, and F1 of the positive label where there is one."""
        return ("accuracy",) if self.positive is None else ("accuracy", "f1")

    def identity(self) -> Mapping[str, Any]:
        """Name, version, label order, and the positive label, which has a say in which weights are kept."""
        positive = {} if self.positive is None else {"positive": self.positive}
        return {"kind": self.name, "version": self.version, "labels": list(self.labels), **positive}

    def features(self, records: Sequence[PairRecord], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """One sequence a sentence or pair; the target is the label's position in `labels`."""
        if not records:
            return []
        second = None if records[0].second is None else [record.second for record in records]
        encoded = tokenizer([record.first for record in records], second, truncation=True, max_length=lengths.max_length)
        number = {label: position for position, label in enumerate(self.labels)}
        return [
            Feature(sequences=(np.asarray(ids, np.int32),), target=np.asarray(number[record.label], np.int32), record=position)
            for position, (record, ids) in enumerate(zip(records, encoded["input_ids"], strict=True))
        ]

    def head(self, encoder: Encoder) -> nn.Module:
        """Dense, tanh and linear on what stands for a sequence, outputs (sequences, labels)."""
        from xtreme_eval.models.heads import SequenceHead

        return SequenceHead(encoder.hidden_size, len(self.labels), encoder.dropout, encoder.reading.sequence)

    def loss(self, head: nn.Module, hidden: Tensor, mask: Tensor, targets: Tensor) -> Tensor:
        """Cross-entropy."""
        from torch.nn.functional import cross_entropy

        return cross_entropy(head(hidden, mask), targets, reduction="sum")

    def decode(self, records: Sequence[PairRecord], features: Sequence[Feature], outputs: Sequence[FloatArray]) -> list[str]:
        """The most probable label; the first one at a tie."""
        return [self.labels[int(np.argmax(output))] for output in outputs]

    def measure(self, records: Sequence[PairRecord], predictions: Sequence[str], language: str) -> Mapping[str, Measure]:
        """Accuracy, and F1 of the positive label where there is one."""
        gold = [record.label for record in records]
        right = {"accuracy": accuracy(gold, predictions)}
        return right if self.positive is None else {**right, "f1": label_f1(gold, predictions, self.positive)}

    def constant(self, records: Sequence[PairRecord]) -> list[str]:
        """The label that scores most on the evaluated set itself, the first one at a tie: the strongest constant answer."""
        every = {label: [label] * len(records) for label in self.labels}
        return max(every.values(), key=lambda answers: score(self, self.measure(records, answers, "en")))

    def trivial(self, train: Sequence[PairRecord], records: Sequence[PairRecord], language: str) -> list[str]:
        """The constant answer."""
        return self.constant(records)
