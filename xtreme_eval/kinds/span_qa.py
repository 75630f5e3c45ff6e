"""Span QA: the answer is a stretch of the passage, cut out of it by character offsets (SQuAD, XQuAD, MLQA, TyDiQA-GoldP).

In SQuAD v2.0 there may be none: then one token, which stands for the passage as a whole, scores above every stretch: the first,
or the last where a family has nothing in front of a text.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from xtreme_eval.data.records import QuestionRecord
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.kind import Feature, FloatArray, score
from xtreme_eval.kinds.passage import answer_tokens, passage_offsets, whole_words
from xtreme_eval.kinds.spans import best_span, null_score
from xtreme_eval.metrics.measure import Measure
from xtreme_eval.metrics.mlqa import mlqa
from xtreme_eval.metrics.squad import squad
from xtreme_eval.metrics.squad2 import squad2
from xtreme_eval.models.family import Reading
from xtreme_eval.models.vocabulary.reading import reading_of

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedTokenizerFast

    from xtreme_eval.models.encoder import Encoder

MAX_QUESTION = 64
"""Sub-tokens of a question that are kept (SQuAD scripts, PROTOCOL A1)."""
NULL_THRESHOLD = 0.0
"""By how much "no answer" must score above the best span to be given (jiant, the code of Phang et al. 2020)."""


@dataclass(frozen=True, kw_only=True)
class SpanQA:
    """Start and end of the answer. Passages beyond the maximum length become overlapping windows; the best span of all wins.

    Attributes:
        rules: the script that scores: SQuAD's English one, MLQA's per language, or SQuAD v2.0's, where a question may have
            no answer and only there "" may be predicted.
    """

    rules: Literal["squad", "mlqa", "squad2"] = "squad"
    name: ClassVar[str] = "span_qa"
    version: ClassVar[int] = 1
    metrics: ClassVar[tuple[str, ...]] = ("exact_match", "f1")

    def identity(self) -> Mapping[str, Any]:
        """Name and version. How answers are normalised does not change a training on SQuAD; whether there may be none does."""
        return {"kind": self.name, "version": self.version, **({"no_answer": True} if self.rules == "squad2" else {})}

    def features(self, records: Sequence[QuestionRecord], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """One feature a window; the target is (first, last) token of the first gold answer, both `absent` where it has none."""
        reading = reading_of(tokenizer)
        found: dict[int, list[Feature]] = {}
        for group in _by_question_length(records, tokenizer):
            for position, windows in groupby(_windows(records, group, tokenizer, lengths), key=itemgetter(0)):
                found[position] = _features(records[position], position, [encoding for _, encoding in windows], reading)
        return [feature for position in range(len(records)) for feature in found[position]]

    def head(self, encoder: Encoder) -> nn.Module:
        """Two logits a token, outputs (sequences, tokens, 2); padding gets the lowest value."""
        from xtreme_eval.models.heads import SpanHead

        return SpanHead(encoder.hidden_size)

    def loss(self, head: nn.Module, hidden: Tensor, mask: Tensor, targets: Tensor) -> Tensor:
        """Cross-entropy of the first plus that of the last token."""
        from torch.nn.functional import cross_entropy

        outputs = head(hidden, mask)
        first = cross_entropy(outputs[..., 0], targets[:, 0], reduction="sum")
        return first + cross_entropy(outputs[..., 1], targets[:, 1], reduction="sum")

    def decode(self, records: Sequence[QuestionRecord], features: Sequence[Feature], outputs: Sequence[FloatArray]) -> list[str]:
        """The text of the best span over all windows of a question, outer spaces stripped; never empty for a real passage.

        Where there may be no answer, it is "" if the lowest "no answer" score of the windows is above the best span's.
        """
        best: list[tuple[float, int, int]] = [(-np.inf, 0, 0)] * len(records)
        null = [np.inf] * len(records)
        for feature, output in zip(features, outputs, strict=True):
            assert feature.offsets is not None
            place = feature.record
            best[place] = max(best[place], best_span(output, feature.offsets), key=lambda span: span[0])
            null[place] = min(null[place], null_score(output, feature.absent))
        unanswered = [self.rules == "squad2" and none - span[0] > NULL_THRESHOLD for none, span in zip(null, best, strict=True)]
        return [
            "" if empty else record.context[start:end].strip()
            for record, (_, start, end), empty in zip(records, best, unanswered, strict=True)
        ]

    def measure(self, records: Sequence[QuestionRecord], predictions: Sequence[str], language: str) -> Mapping[str, Measure]:
        """Exact match and F1 by the benchmark's own script."""
        gold = [[answer.text for answer in record.answers] for record in records]
        if self.rules == "squad2":
            return squad2(gold, predictions)
        return mlqa(gold, predictions, language) if self.rules == "mlqa" else squad(gold, predictions)

    def constant(self, records: Sequence[QuestionRecord]) -> list[str]:
        """A random span of three words (of three characters where a passage is one word), drawn from the question's hash.

        Where there may be no answer: "" for every question, if that scores more.
        """
        spans = [_random_span(record.context, record.question) for record in records]
        if self.rules != "squad2":
            return spans
        return max(spans, [""] * len(records), key=lambda answers: score(self, self.measure(records, answers, "en")))

    def trivial(self, train: Sequence[QuestionRecord], records: Sequence[QuestionRecord], language: str) -> list[str]:
        """The constant answer."""
        return self.constant(records)


def _features(record: QuestionRecord, position: int, windows: Sequence[Any], reading: Reading) -> list[Feature]:
    """The windows of one passage."""
    found = []
    for encoding, tokens in zip(windows, passage_offsets(windows, record.context), strict=True):
        offsets = tokens if reading.word == "first" else whole_words(tokens, record.context)
        absent = reading.absent % len(encoding.ids)
        span = answer_tokens(offsets, record.answers[0]) if record.answers else None
        found.append(
            Feature(
                sequences=(np.asarray(encoding.ids, np.int32),),
                target=np.asarray(span or (absent, absent), np.int32),
                offsets=offsets,
                record=position,
                absent=absent,
            )
        )
    return found


def _by_question_length(records: Sequence[QuestionRecord], tokenizer: PreTrainedTokenizerFast) -> Iterator[tuple[int, list[int]]]:
    """Positions of records whose questions have equally many sub-tokens: they share one truncation setting."""
    groups: dict[int, list[int]] = defaultdict(list)
    if records:
        encoded = tokenizer([record.question for record in records], add_special_tokens=False)["input_ids"]
        for position, ids in enumerate(encoded):
            groups[min(len(ids), MAX_QUESTION)].append(position)
    yield from sorted(groups.items())


def _windows(
    records: Sequence[QuestionRecord], group: tuple[int, list[int]], tokenizer: PreTrainedTokenizerFast, lengths: Lengths
) -> Iterator[tuple[int, Any]]:
    """Every window of every record in the group, with the record's position."""
    length, positions = group
    question_room = min(length, max(1, lengths.max_length // 2))  # a tiny maximum length must leave room for the passage
    space = lengths.max_length - question_room - tokenizer.num_special_tokens_to_add(pair=True)
    encoded = tokenizer(
        [_cut(records[position].question, question_room, tokenizer) for position in positions],
        [records[position].context for position in positions],
        truncation="only_second",
        max_length=lengths.max_length,
        stride=max(0, space - lengths.stride),
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
    )
    for encoding, sample in zip(encoded.encodings, encoded["overflow_to_sample_mapping"], strict=True):
        yield positions[sample], encoding


def _cut(question: str, room: int, tokenizer: PreTrainedTokenizerFast) -> str:
    """The question up to its `room`-th sub-token."""
    encoding = tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)
    offsets = encoding["offset_mapping"]
    return question if len(offsets) <= room else question[: offsets[room - 1][1]]


def _random_span(context: str, question: str) -> str:
    draw = int.from_bytes(hashlib.sha256(question.encode()).digest()[:8])
    words = [match.span() for match in re.finditer(r"\S+", context)]
    if len(words) <= 1:
        return context[draw % max(1, len(context)) :][:3]
    first = draw % len(words)
    return context[words[first][0] : words[min(first + 2, len(words) - 1)][1]]
