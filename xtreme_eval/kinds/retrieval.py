"""Retrieval: sentences are embedded and matched across languages, without any training (BUCC 2018, Tatoeba)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from xtreme_eval.data.records import Bitext
from xtreme_eval.errors import SpecificationError
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.kind import Feature, FloatArray
from xtreme_eval.kinds.special_tokens import frame_of
from xtreme_eval.kinds.surface import trigrams
from xtreme_eval.metrics.accuracy import accuracy
from xtreme_eval.metrics.bucc import Candidate, best_threshold, bucc_f1, mine, named, taken_pairs, unique_sentences
from xtreme_eval.metrics.measure import Measure
from xtreme_eval.metrics.tatoeba import english_order, match

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedTokenizerFast

    from xtreme_eval.models.encoder import Encoder

PHANG_LAYER, PHANG_DEPTH = 14, 24
"""The paper pools hidden_states[14] of XLM-R Large's 24 blocks (PROTOCOL A4); other depths use the same share."""


def middle_layer(blocks: int) -> int:
    """Which hidden state is pooled: 0 is the embeddings, `blocks` the last; 14 of 24, 1 of 2, 7 of 12."""
    return round(PHANG_LAYER / PHANG_DEPTH * blocks)


@dataclass(frozen=True, kw_only=True)
class Retrieval:
    """Sentences are vectors, near by their inner product.

    Attributes:
        task: "matching": each English sentence, in alphabetical order, gets its nearest foreign sentence (Tatoeba's official
            direction). "mining": pairs are mined out of two pools by margin; the threshold comes from dev (BUCC).
        pooling: the mean of a sentence's tokens, or ("first") what stands for a sequence in the family: the first token of most.
        layer: the hidden state that is pooled, 0 the embeddings; None: 14 of 24, and the same share of other depths.
        normalise: whether vectors are brought to length 1, so that their inner product is the cosine.
        special_tokens: whether <s> and </s> are part of the mean; the model sees them in any case.
    """

    task: Literal["mining", "matching"]
    pooling: Literal["mean", "first"] = "mean"
    layer: int | None = None
    normalise: bool = True
    special_tokens: bool = True
    name: ClassVar[str] = "retrieval"
    version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        if self.pooling == "first" and not self.special_tokens:
            raise SpecificationError(["the first token is a special one: it cannot be pooled without special tokens"])

    @property
    def metrics(self) -> tuple[str, ...]:
        """F1 for mining, accuracy for matching."""
        return ("f1",) if self.task == "mining" else ("accuracy",)

    @property
    def calibrated(self) -> bool:
        """Mining has a threshold, matching has not."""
        return self.task == "mining"

    def identity(self) -> Mapping[str, Any]:
        """Everything that was chosen about the embedding and the search."""
        layer = "round(14/24*blocks)" if self.layer is None else self.layer
        settings = {"task": self.task, "pooling": self.pooling, "layer": layer, "special_tokens": self.special_tokens}
        compared = {} if self.normalise else {"normalise": False}  # left out at its default, like every setting added later
        return {"kind": self.name, "version": self.version, **settings, **compared}

    def hidden_layer(self, blocks: int) -> int:
        """The layer that is pooled in an encoder of that depth.

        Raises:
            SpecificationError: it has no such layer.
        """
        layer = middle_layer(blocks) if self.layer is None else self.layer
        if not 0 <= layer <= blocks:
            raise SpecificationError([f"layer {layer} cannot be pooled: this encoder has the layers 0 to {blocks}"])
        return layer

    def pooled(self, ids: Tensor, mask: Tensor, tokenizer: PreTrainedTokenizerFast) -> Tensor:
        """The tokens of the mean: all but padding, or (`special_tokens` False) but the special ones around the sentence too."""
        if self.special_tokens:
            return mask
        frame = frame_of(tokenizer)
        kept = mask.clone()
        kept[:, : len(frame.before)] = 0
        for place in range(1, len(frame.after) + 1):  # counted from each sentence's own end
            kept.scatter_(1, (mask.sum(1, keepdim=True) - place).clamp(min=0), 0)
        return kept

    def features(self, records: Sequence[Bitext], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """One feature a sentence: the foreign pool, then the English one."""
        texts = [sentence.text for record in records for sentence in (*record.foreign, *record.english)]
        encoded = tokenizer(texts, truncation=True, max_length=lengths.max_length)["input_ids"]
        nothing = np.asarray(0, np.int32)
        return [
            Feature(sequences=(np.asarray(ids, np.int32),), target=nothing, record=position) for position, ids in enumerate(encoded)
        ]

    def head(self, encoder: Encoder) -> nn.Module:
        """Pooling, outputs (sequences, hidden)."""
        from xtreme_eval.models.heads import Pooling

        return Pooling("mean" if self.pooling == "mean" else encoder.reading.sequence)

    def loss(self, head: nn.Module, hidden: Tensor, mask: Tensor, targets: Tensor) -> Tensor:
        """Retrieval tasks of XTREME are not trained."""
        raise NotImplementedError("BUCC and Tatoeba are evaluated without training")

    def decode(self, records: Sequence[Bitext], features: Sequence[Feature], outputs: Sequence[FloatArray]) -> list[Any]:
        """Matching: for each English sentence in alphabetical order the row of its foreign match. Mining: scored pairs of ids."""
        (bitext,) = records
        vectors = np.stack(outputs)
        foreign, english = vectors[: len(bitext.foreign)], vectors[len(bitext.foreign) :]
        if self.task == "matching":
            order = english_order([sentence.text for sentence in bitext.english])
            return [int(row) for row in match(foreign, english[order], normalise=self.normalise)]
        sides = [
            unique_sentences([one.id for one in pool], [one.text for one in pool]) for pool in (bitext.foreign, bitext.english)
        ]
        mined = mine(foreign[list(sides[0].rows)], english[list(sides[1].rows)], normalise=self.normalise)
        found = named(mined, sides[0].ids, sides[1].ids)
        return [[candidate.foreign, candidate.english, candidate.score] for candidate in found]

    def calibrate(self, records: Sequence[Bitext], decoded: Sequence[Any]) -> float:
        """The threshold with the best F1 on dev (mining)."""
        return best_threshold(_candidates(decoded), records[0].gold)

    def apply(self, decoded: Sequence[Any], setting: float) -> list[Any]:
        """The mined pairs at or above the threshold."""
        return [list(pair) for pair in taken_pairs(_candidates(decoded), setting)]

    def measure(self, records: Sequence[Bitext], predictions: Sequence[Any], language: str) -> Mapping[str, Measure]:
        """Accuracy of matches, or F1 over the set of mined pairs."""
        (bitext,) = records
        if self.task == "mining":
            return {"f1": bucc_f1(bitext.gold, [(foreign, english) for foreign, english in predictions])}
        order = english_order([sentence.text for sentence in bitext.english])
        return {"accuracy": accuracy([str(row) for row in order], [str(row) for row in predictions])}

    def constant(self, records: Sequence[Bitext]) -> list[Any]:
        """Retrieval has no classes and no training that could collapse into one."""
        raise NotImplementedError("BUCC and Tatoeba are evaluated without training")

    def trivial(self, train: Sequence[Any], records: Sequence[Bitext], language: str) -> list[Any]:
        """Shared strings: sentences as hashed counts of character trigrams, matched by the same search."""
        (bitext,) = records
        vectors = trigrams([sentence.text for sentence in (*bitext.foreign, *bitext.english)])
        return self.decode(records, (), list(vectors))


def _candidates(decoded: Sequence[Any]) -> list[Candidate[str]]:
    return [Candidate(foreign=foreign, english=english, score=similarity) for foreign, english, similarity in decoded]
