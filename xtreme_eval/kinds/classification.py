"""Classification: two sentences, one of a fixed set of labels (XNLI, PAWS-X, MNLI)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from xtreme_eval.data.records import PairRecord
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.kind import Feature, FloatArray
from xtreme_eval.metrics.accuracy import accuracy
from xtreme_eval.metrics.measure import Measure

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedTokenizerFast

    from xtreme_eval.models.encoder import Encoder


@dataclass(frozen=True, kw_only=True)
class Classification:
    """Sentence pairs; the class is read off the first token. Pairs beyond the maximum length lose their ends, as in XTREME."""

    labels: tuple[str, ...]
    name: ClassVar[str] = "classification"
    version: ClassVar[int] = 1
    metrics: ClassVar[tuple[str, ...]] = ("accuracy",)

    def identity(self) -> Mapping[str, Any]:
        """Name, version and label order."""
        return {"kind": self.name, "version": self.version, "labels": list(self.labels)}

    def features(self, records: Sequence[PairRecord], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """One sequence a pair; the target is the label's position in `labels`."""
        if not records:
            return []
        pairs = tokenizer(
            [record.first for record in records],
            [record.second for record in records],
            truncation=True,
            max_length=lengths.max_length,
        )
        number = {label: position for position, label in enumerate(self.labels)}
        return [
            Feature(sequences=(np.asarray(ids, np.int32),), target=np.asarray(number[record.label], np.int32), record=position)
            for position, (record, ids) in enumerate(zip(records, pairs["input_ids"], strict=True))
        ]

    def head(self, encoder: Encoder) -> nn.Module:
        """Dense, tanh and linear on the first token, outputs (sequences, labels)."""
        from xtreme_eval.models.heads import SequenceHead

        return SequenceHead(encoder.hidden_size, len(self.labels), encoder.dropout)

    def loss(self, head: nn.Module, hidden: Tensor, mask: Tensor, targets: Tensor) -> Tensor:
        """Cross-entropy."""
        from torch.nn.functional import cross_entropy

        return cross_entropy(head(hidden, mask), targets, reduction="sum")

    def decode(self, records: Sequence[PairRecord], features: Sequence[Feature], outputs: Sequence[FloatArray]) -> list[str]:
        """The most probable label; the first one at a tie."""
        return [self.labels[int(np.argmax(output))] for output in outputs]

    def measure(self, records: Sequence[PairRecord], predictions: Sequence[str], language: str) -> Mapping[str, Measure]:
        """Accuracy."""
        return {"accuracy": accuracy([record.label for record in records], predictions)}

    def constant(self, records: Sequence[PairRecord]) -> list[str]:
        """The most frequent label of the evaluated set itself: the strongest constant answer there is."""
        majority = max(self.labels, key=Counter(record.label for record in records).__getitem__)
        return [majority] * len(records)

    def trivial(self, train: Sequence[PairRecord], records: Sequence[PairRecord], language: str) -> list[str]:
        """The constant answer."""
        return self.constant(records)
