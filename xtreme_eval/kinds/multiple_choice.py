"""Multiple choice: a prompt and several continuations, one of them right (HellaSwag, Cosmos QA, CommonsenseQA)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from xtreme_eval.data.records import ChoiceRecord
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.kind import Feature, FloatArray
from xtreme_eval.metrics.accuracy import accuracy
from xtreme_eval.metrics.measure import Measure

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedTokenizerFast

    from xtreme_eval.models.encoder import Encoder


@dataclass(frozen=True, kw_only=True)
class MultipleChoice:
    """Each choice is a sequence (prompt, choice) with one score; a softmax over the choices of a prompt decides.

    A prompt beyond the maximum length loses its beginning, the same for all its choices: what stands next to them is kept
    (Cosmos QA's question, the start of HellaSwag's last sentence). Only a choice that would not fit even alone loses its end.
    """

    name: ClassVar[str] = "multiple_choice"
    version: ClassVar[int] = 1
    metrics: ClassVar[tuple[str, ...]] = ("accuracy",)

    def identity(self) -> Mapping[str, Any]:
        """Name and version."""
        return {"kind": self.name, "version": self.version}

    def features(self, records: Sequence[ChoiceRecord], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """One feature a record, one sequence a choice; the target is the right choice's position."""
        if not records:
            return []
        prompts = [
            prompt for prompt, record in zip(_fitted(records, tokenizer, lengths), records, strict=True) for _ in record.choices
        ]
        choices = [choice for record in records for choice in record.choices]
        encoded = tokenizer(prompts, choices, truncation="longest_first", max_length=lengths.max_length)["input_ids"]
        sequences = iter(np.asarray(ids, np.int32) for ids in encoded)
        return [
            Feature(
                sequences=tuple(next(sequences) for _ in record.choices),
                target=np.asarray(record.label, np.int32),
                record=position,
            )
            for position, record in enumerate(records)
        ]

    def head(self, encoder: Encoder) -> nn.Module:
        """One score a sequence, outputs (sequences, 1)."""
        from xtreme_eval.models.heads import SequenceHead

        return SequenceHead(encoder.hidden_size, 1, encoder.dropout, encoder.reading.sequence)

    def loss(self, head: nn.Module, hidden: Tensor, mask: Tensor, targets: Tensor) -> Tensor:
        """Cross-entropy over the choices of each prompt."""
        from torch.nn.functional import cross_entropy

        return cross_entropy(head(hidden, mask).view(len(targets), -1), targets, reduction="sum")

    def decode(self, records: Sequence[ChoiceRecord], features: Sequence[Feature], outputs: Sequence[FloatArray]) -> list[int]:
        """The choice with the highest score; the first one at a tie."""
        return [int(np.argmax(output)) for output in outputs]

    def measure(self, records: Sequence[ChoiceRecord], predictions: Sequence[int], language: str) -> Mapping[str, Measure]:
        """Accuracy."""
        return {"accuracy": accuracy([str(record.label) for record in records], [str(choice) for choice in predictions])}

    def constant(self, records: Sequence[ChoiceRecord]) -> list[int]:
        """The most frequent position of the right choice in the evaluated set itself."""
        majority = Counter(record.label for record in records).most_common(1)[0][0]
        return [majority] * len(records)

    def trivial(self, train: Sequence[ChoiceRecord], records: Sequence[ChoiceRecord], language: str) -> list[int]:
        """The constant answer."""
        return self.constant(records)


def _fitted(records: Sequence[ChoiceRecord], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[str]:
    """The end of each prompt that fits beside the longest of its choices; at least its last sub-token."""
    budget = lengths.max_length - tokenizer.num_special_tokens_to_add(pair=True)
    choices = tokenizer([choice for record in records for choice in record.choices], add_special_tokens=False)["input_ids"]
    sizes = iter(map(len, choices))
    rooms = [max(1, budget - max(next(sizes) for _ in record.choices)) for record in records]
    prompts = tokenizer([record.prompt for record in records], add_special_tokens=False, return_offsets_mapping=True)
    return [  # a prompt that is cut inside a word may need one sub-token more, hence room - 1
        record.prompt if len(offsets) <= room else record.prompt[offsets[-max(1, room - 1)][0] :]
        for record, room, offsets in zip(records, rooms, prompts["offset_mapping"], strict=True)
    ]
