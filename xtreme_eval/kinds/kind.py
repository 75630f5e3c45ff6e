"""What a kind of task must be able to do: records -> features -> head -> loss -> decoded predictions -> measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from xtreme_eval.data.records import Record
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.metrics.measure import Measure

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedTokenizerFast

IntArray = NDArray[np.int32]
Prediction = Any  # JSON: a label, a list of tags, an answer text, a list of pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One model input.

    Attributes:
        sequences: token ids, one array a sequence; several for multiple choice, where each choice is a sequence.
        target: what the loss needs: a class id (shape ()), a label a token (shape (tokens,)), a span (shape (2,)).
        record: position of the record it came from; several features may share one (windows of a long text).
        words: tagging: the index of the word whose label each token carries, -1 for none.
        offsets: span QA: (tokens, 2) character span in the context of each token; (-1, -1) outside the context.
    """

    sequences: tuple[IntArray, ...]
    target: IntArray
    record: int
    words: IntArray | None = None
    offsets: IntArray | None = None

    @property
    def length(self) -> int:
        """Tokens of the longest sequence."""
        return max(len(sequence) for sequence in self.sequences)


class Kind(Protocol):
    """How a kind of task works. `version` is raised by hand when a change of meaning must give new keys."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics a task score is the mean of, e.g. ("exact_match", "f1")."""
        ...

    def identity(self) -> Mapping[str, Any]:
        """What of this kind changes a training's result, as JSON."""
        ...

    def features(
        self, records: Sequence[Record], tokenizer: PreTrainedTokenizerFast, hyper: Hyper, *, training: bool
    ) -> list[Feature]:
        """Tokenise; long texts become several features, none is cut."""
        ...

    def head(self, hidden_size: int) -> nn.Module:
        """The layers on top of the encoder: hidden states (sequences, tokens, hidden) and mask -> outputs."""
        ...

    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Sum (not mean) of the batch's losses, so that micro-batches add up."""
        ...

    def decode(
        self, records: Sequence[Record], features: Sequence[Feature], outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """One prediction a record, from one output array a feature."""
        ...

    def measure(self, records: Sequence[Record], predictions: Sequence[Prediction], language: str) -> Mapping[str, Measure]:
        """The official metrics of one language."""
        ...

    def trivial(self, train: Sequence[Record], records: Sequence[Record], language: str) -> list[Prediction]:
        """What costs no training: the majority class, the English word list, a random span. Deterministic."""
        ...
