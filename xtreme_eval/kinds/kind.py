"""What a kind of task must be able to do: records -> features -> head -> loss -> decoded predictions -> measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.metrics.measure import Measure

if TYPE_CHECKING:
    from torch import Generator, Tensor, nn
    from transformers import PreTrainedTokenizerFast

    from xtreme_eval.models.encoder import Encoder

IntArray = NDArray[np.int32]
FloatArray = NDArray[np.float32]
IGNORED = -100
"""The target of what is not scored: padding and all but one of a word's sub-tokens."""
Prediction = Any  # JSON: a label, a list of tags, an answer text, a list of pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One model input.

    Attributes:
        sequences: token ids, one array a sequence; several for multiple choice, where each choice is a sequence.
        target: what the loss needs: a class id (shape ()), a label a token (shape (tokens,)), a span (shape (2,)).
        record: position of the record it came from; several features may share one (windows of a long text).
        words: tagging: the index of the word whose label each token carries, -1 for none.
        absent: span QA: the position of the token that says that the answer is not here.
        offsets: span QA: (tokens, 2) character span in the context of each token; (-1, -1) outside the context.
    """

    sequences: tuple[IntArray, ...]
    target: IntArray
    record: int
    words: IntArray | None = None
    offsets: IntArray | None = None
    absent: int = 0

    @property
    def length(self) -> int:
        """Tokens of the longest sequence."""
        return max(len(sequence) for sequence in self.sequences)


class Kind(Protocol):
    """How a kind of task works. `version` is raised by hand when a change of meaning must give new keys."""

    @property
    def name(self) -> str:
        """The kind's name, as in its file: "tagging"."""
        ...

    @property
    def version(self) -> int:
        """Part of every key that involves this kind."""
        ...

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics a task score is the mean of, e.g. ("exact_match", "f1")."""
        ...

    def identity(self) -> Mapping[str, Any]:
        """What of this kind changes a result, as JSON."""
        ...

    def features(self, records: Sequence[Any], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """Tokenise. Long tagging sentences and passages become several features; none is cut."""
        ...

    def head(self, encoder: Encoder) -> nn.Module:
        """The layers on top: (hidden states (sequences, tokens, hidden), mask (sequences, tokens)) -> outputs."""
        ...

    def loss(self, head: nn.Module, hidden: Tensor, mask: Tensor, targets: Tensor) -> Tensor:
        """Sum of the losses of all targets that are not IGNORED, so that micro-batches add up to the batch."""
        ...

    def decode(self, records: Sequence[Any], features: Sequence[Feature], outputs: Sequence[FloatArray]) -> list[Prediction]:
        """One prediction a record, from one output array a feature."""
        ...

    def measure(self, records: Sequence[Any], predictions: Sequence[Prediction], language: str) -> Mapping[str, Measure]:
        """The official metrics of one language."""
        ...

    def constant(self, records: Sequence[Any]) -> list[Prediction]:
        """What a collapsed model says: always the same class or tag, the best one there is; a random span. Deterministic."""
        ...

    def trivial(self, train: Sequence[Any], records: Sequence[Any], language: str) -> list[Prediction]:
        """The best answer that needs no model: the majority class, the English word list, a random span. Deterministic."""
        ...


@runtime_checkable
class Calibrated(Protocol):
    """A kind whose decoding may have a free setting that dev decides (BUCC's threshold)."""

    @property
    def calibrated(self) -> bool:
        """Whether this task has such a setting."""
        ...

    def calibrate(self, records: Sequence[Any], decoded: Sequence[Prediction]) -> float:
        """The setting that is best on dev."""
        ...

    def apply(self, decoded: Sequence[Prediction], setting: float) -> list[Prediction]:
        """Final predictions with that setting."""
        ...


@runtime_checkable
class Noisy(Protocol):
    """A kind whose targets are drawn anew each time a batch is seen (masked language modelling)."""

    def corrupt(self, ids: Tensor, mask: Tensor, tokenizer: PreTrainedTokenizerFast, generator: Generator) -> tuple[Tensor, Tensor]:
        """Corrupted input ids and the targets, IGNORED where nothing is to be predicted."""
        ...


@runtime_checkable
class Fitted(Protocol):
    """A kind that may learn from the training records what it has to tell apart (CCG: the tags are in a licensed file)."""

    def fitted(self, records: Sequence[Any]) -> Kind:
        """The kind that heads are made for and predictions decoded with; the same one where nothing is open."""
        ...


def fitted(kind: Kind, records: Sequence[Any]) -> Kind:
    """The kind with everything settled that it takes from the training records."""
    return kind.fitted(records) if isinstance(kind, Fitted) else kind


@runtime_checkable
class Pooled(Protocol):
    """A kind whose queries are searched in one pool, which is embedded once a checkpoint (LAReQA, Mewsli-X)."""

    def queries(self, records: Sequence[Any], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """One feature a record, one sequence each; none is left out."""
        ...

    def candidates(self, pool: Sequence[Any], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """One feature a candidate, one sequence each; none is left out."""
        ...

    def judged(self, records: Sequence[Any], pool: Sequence[Any]) -> list[Any]:
        """The records with what is right for them in this pool: what `measure` needs."""
        ...

    def search(self, queries: FloatArray, pool: Sequence[Any], vectors: FloatArray) -> list[Prediction]:
        """One prediction a query, from vectors of shape (queries, hidden) and (candidates, hidden)."""
        ...

    def surface(self, pool: Sequence[Any]) -> FloatArray:
        """The candidates as they look without a model, for `overlap`."""
        ...

    def overlap(self, records: Sequence[Any], pool: Sequence[Any], surface: FloatArray) -> list[Prediction]:
        """The best answers that need no model: candidates that look like the query. Deterministic."""
        ...


@runtime_checkable
class Contrastive(Protocol):
    """A kind whose examples are each other's wrong answers: cutting an optimizer batch would change its loss."""

    @property
    def negatives(self) -> str:
        """Where the wrong answers come from: "in-batch"."""
        ...


@runtime_checkable
class Layered(Protocol):
    """A kind that reads another hidden state than the last, or not all of its tokens."""

    def hidden_layer(self, blocks: int) -> int:
        """Which hidden state of an encoder of that depth: 0 is the embeddings, `blocks` the last."""
        ...

    def pooled(self, ids: Tensor, mask: Tensor, tokenizer: PreTrainedTokenizerFast) -> Tensor:
        """1 where a token is part of the vector, shape (sequences, tokens)."""
        ...


def score(kind: Kind, measures: Mapping[str, Measure]) -> float:
    """One number for selecting weights: the mean of the kind's metrics, 0 to 100."""
    return sum(measures[metric].value for metric in kind.metrics) / len(kind.metrics)
