"""Dual encoder: queries and candidates are embedded alike, and a query's nearest candidates answer it (LAReQA, Mewsli-X)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from xtreme_eval.data.records import CandidateRecord, QueryRecord
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.kind import Feature, FloatArray
from xtreme_eval.kinds.surface import SIZE, trigrams
from xtreme_eval.metrics.average_precision import mean_average_precision
from xtreme_eval.metrics.measure import Measure
from xtreme_eval.metrics.neighbours import nearest, normalised

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedTokenizerFast

    from xtreme_eval.models.encoder import Encoder

K = 20
"""Answers given to a query (XTREME-R)."""
CHUNK = 16_384
"""Candidates looked at together. Not part of any result."""


@dataclass(frozen=True, kw_only=True)
class DualEncoder:
    """One encoder for both sides; a text is the vector that stands for it at length 1, near by inner product.

    In training every other candidate of the optimizer batch is a wrong answer to a query, even one that stands in it twice,
    as in XTREME-R's script. Texts beyond their lengths, or the stage's if that is shorter, lose their ends.

    Attributes:
        query_length, candidate_length: sub-tokens, special ones included.
    """

    query_length: int
    candidate_length: int
    name: ClassVar[str] = "dual_encoder"
    version: ClassVar[int] = 1
    metrics: ClassVar[tuple[str, ...]] = ("map20",)
    negatives: ClassVar[str] = "in-batch"

    def identity(self) -> Mapping[str, Any]:
        """Name, version, lengths, and how a text becomes a vector."""
        lengths = {"query_length": self.query_length, "candidate_length": self.candidate_length}
        return {"kind": self.name, "version": self.version, **lengths, "pooling": "first", "negatives": self.negatives}

    def features(self, records: Sequence[QueryRecord], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """One feature a record that has a candidate: the query's sequence and the candidate's."""
        candidates = [record.candidate for record in records if record.candidate is not None]
        assert len(candidates) == len(records), "a query without a candidate cannot be trained on"
        sides = zip(self.queries(records, tokenizer, lengths), self.candidates(candidates, tokenizer, lengths), strict=True)
        return [
            Feature(sequences=(*query.sequences, *candidate.sequences), target=query.target, record=query.record)
            for query, candidate in sides
        ]

    def queries(self, records: Sequence[QueryRecord], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """One feature a query."""
        return _features([record.text for record in records], tokenizer, min(self.query_length, lengths.max_length))

    def candidates(self, pool: Sequence[CandidateRecord], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """One feature a candidate."""
        return _features([record.text for record in pool], tokenizer, min(self.candidate_length, lengths.max_length))

    def head(self, encoder: Encoder) -> nn.Module:
        """What stands for a text at length 1, and a learned scale; outputs (sequences, hidden)."""
        from xtreme_eval.models.heads import DualEncoderHead

        return DualEncoderHead(encoder.reading.sequence)

    def loss(self, head: nn.Module, hidden: Tensor, mask: Tensor, targets: Tensor) -> Tensor:
        """Cross-entropy of each query's own candidate among those of the whole batch."""
        import torch
        from torch.nn.functional import cross_entropy

        with torch.autocast(hidden.device.type, enabled=False):  # scaled by 100, half precision would be off by half a point
            queries, candidates = head(hidden.float(), mask).view(len(targets), 2, -1).unbind(1)
            scores = head.scale * queries @ candidates.T
            return cross_entropy(scores, torch.arange(len(targets), device=scores.device), reduction="sum")

    def decode(self, records: Sequence[QueryRecord], features: Sequence[Feature], outputs: Sequence[FloatArray]) -> list[list[str]]:
        """The ids of the nearest of the records' own candidates, as English dev is searched during training."""
        both = np.stack(outputs).reshape(len(outputs), 2, -1)
        rows = _distinct(records)
        pool = [record.candidate for record in records if record.candidate is not None]
        return self.search(both[:, 0], [pool[row] for row in rows], both[rows, 1])

    def search(self, queries: FloatArray, pool: Sequence[CandidateRecord], vectors: FloatArray) -> list[list[str]]:
        """The ids of the K nearest candidates of each query, the nearest first; of equally near ones the earlier."""
        _, rows = nearest(queries, vectors, min(K, len(pool)))
        return [[pool[row].id for row in found] for found in rows]

    def judged(self, records: Sequence[QueryRecord], pool: Sequence[CandidateRecord]) -> list[QueryRecord]:
        """The records with the ids of all candidates of the pool that are right for them."""
        answering: dict[str, list[str]] = defaultdict(list)
        for candidate in pool:
            for answer in candidate.answers:
                answering[answer].append(candidate.id)
        return [replace(record, gold=tuple(answering.get(record.seeks, record.gold))) for record in records]

    def measure(self, records: Sequence[QueryRecord], predictions: Sequence[list[str]], language: str) -> Mapping[str, Measure]:
        """mAP@20; of records that are `judged`."""
        return {"map20": mean_average_precision([record.gold for record in records], predictions, k=K)}

    def constant(self, records: Sequence[QueryRecord]) -> list[list[str]]:
        """The same ranking for every query: the most frequent gold answers of the evaluated set itself."""
        gold = Counter(name for record in records for name in record.gold)
        return [[name for name, _ in gold.most_common(K)]] * len(records)

    def trivial(self, train: Sequence[QueryRecord], records: Sequence[QueryRecord], language: str) -> list[list[str]]:
        """Shared strings, among the records' own candidates."""
        pool = [candidate for row in _distinct(records) if (candidate := records[row].candidate) is not None]
        return self.overlap(records, pool, self.surface(pool))

    def surface(self, pool: Sequence[CandidateRecord]) -> FloatArray:
        """The candidates as counts of character trigrams at length 1, for `overlap`."""
        vectors = np.empty((len(pool), SIZE), np.float32)
        for start in range(0, len(pool), CHUNK):  # a million entities take 4 GB as it is
            chunk = slice(start, start + CHUNK)
            vectors[chunk] = normalised(trigrams([candidate.text for candidate in pool[chunk]]))
        return vectors

    def overlap(self, records: Sequence[QueryRecord], pool: Sequence[CandidateRecord], surface: FloatArray) -> list[list[str]]:
        """The candidates that share most strings with each query, found by the same search."""
        return self.search(normalised(trigrams([record.text for record in records])), pool, surface)


def _features(texts: Sequence[str], tokenizer: PreTrainedTokenizerFast, max_length: int) -> list[Feature]:
    if not texts:
        return []
    encoded = tokenizer(list(texts), truncation=True, max_length=max_length)["input_ids"]
    nothing = np.asarray(0, np.int32)
    return [Feature(sequences=(np.asarray(ids, np.int32),), target=nothing, record=row) for row, ids in enumerate(encoded)]


def _distinct(records: Sequence[QueryRecord]) -> list[int]:
    """The first row of each candidate."""
    first: dict[str, int] = {}
    for row, record in enumerate(records):
        if record.candidate is not None:
            first.setdefault(record.candidate.id, row)
    return list(first.values())
