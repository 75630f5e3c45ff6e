"""Tagging: one tag a word, scored as chunks (UD-POS, PAN-X) or word by word (CCG supertags)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from xtreme_eval.data.records import TaggedSentence
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.kind import IGNORED, Feature, FloatArray
from xtreme_eval.kinds.special_tokens import frame_of
from xtreme_eval.metrics.chunks import chunk_f1, token_accuracy
from xtreme_eval.metrics.measure import Measure
from xtreme_eval.models.vocabulary.reading import reading_of

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedTokenizerFast

    from xtreme_eval.models.encoder import Encoder


@dataclass(frozen=True, kw_only=True)
class Tagging:
    """A word's tag is read off its first sub-token (causal families: its last). Long sentences are split between words.

    Attributes:
        labels: in the order of the head's outputs; empty: those of the training records, whatever they are.
        metric: "f1" of chunks, with accuracy beside it; "accuracy" of words where tags do not make chunks.
    """

    labels: tuple[str, ...] = ()
    metric: Literal["f1", "accuracy"] = "f1"
    name: ClassVar[str] = "tagging"
    version: ClassVar[int] = 1

    @property
    def metrics(self) -> tuple[str, ...]:
        """The one metric."""
        return (self.metric,)

    def identity(self) -> Mapping[str, Any]:
        """Name, version, tag order, and the metric, which decides which weights are kept."""
        metric = {} if self.metric == "f1" else {"metric": self.metric}
        return {"kind": self.name, "version": self.version, "labels": list(self.labels), **metric}

    def fitted(self, records: Sequence[TaggedSentence]) -> Tagging:
        """With the tags of these records, in alphabetical order, if none are declared."""
        return self if self.labels else replace(self, labels=tuple(sorted({tag for record in records for tag in record.tags})))

    def features(self, records: Sequence[TaggedSentence], tokenizer: PreTrainedTokenizerFast, lengths: Lengths) -> list[Feature]:
        """One or more features a sentence; together they hold every word exactly once.

        A tag that is no label has no target: where the labels come from the training records, dev may have others.
        """
        frame = frame_of(tokenizer)
        budget = frame.room(lengths.max_length)
        carrier = 0 if reading_of(tokenizer).word == "first" else -1
        pieces = self._pieces(records, tokenizer, budget)
        number = {label: position for position, label in enumerate(self.labels)}
        found = []
        for position, record in enumerate(records):
            for start, end in windows([len(pieces[word]) for word in record.words], budget):
                ids, words, targets = [], [], []
                for index in range(start, end):
                    word = pieces[record.words[index]]
                    ids += word
                    words += _at(carrier, len(word), index, filler=-1)
                    targets += _at(carrier, len(word), number.get(record.tags[index], IGNORED), filler=IGNORED)
                found.append(
                    Feature(
                        sequences=(frame.around(ids),),
                        target=frame.around(targets, filler=IGNORED),
                        words=frame.around(words, filler=-1),
                        record=position,
                    )
                )
        return found

    @staticmethod
    def _pieces(records: Sequence[TaggedSentence], tokenizer: PreTrainedTokenizerFast, budget: int) -> dict[str, list[int]]:
        """Sub-tokens of each distinct word; a word with none, or with more than fit, becomes the unknown token (as in XTREME)."""
        distinct = sorted({word for record in records for word in record.words})
        lead = reading_of(tokenizer).lead
        encoded = tokenizer([lead + word for word in distinct], add_special_tokens=False)["input_ids"] if distinct else []
        unknown = [tokenizer.pad_token_id if tokenizer.unk_token_id is None else tokenizer.unk_token_id]
        return {word: list(ids) if 0 < len(ids) <= budget else unknown for word, ids in zip(distinct, encoded, strict=True)}

    def head(self, encoder: Encoder) -> nn.Module:
        """A linear layer a token, outputs (sequences, tokens, labels)."""
        from xtreme_eval.models.heads import TokenHead

        return TokenHead(encoder.hidden_size, len(self.labels), encoder.dropout)

    def loss(self, head: nn.Module, hidden: Tensor, mask: Tensor, targets: Tensor) -> Tensor:
        """Cross-entropy over the sub-tokens that carry a word's tag."""
        from torch.nn.functional import cross_entropy

        return cross_entropy(head(hidden, mask).flatten(0, 1), targets.flatten(), ignore_index=IGNORED, reduction="sum")

    def decode(
        self, records: Sequence[TaggedSentence], features: Sequence[Feature], outputs: Sequence[FloatArray]
    ) -> list[list[str]]:
        """The most probable tag of every word; windows of a sentence are joined again."""
        tags: list[list[str]] = [[""] * len(record.words) for record in records]
        for feature, output in zip(features, outputs, strict=True):
            assert feature.words is not None
            best = output.argmax(axis=1)
            for token in np.flatnonzero(feature.words >= 0):
                tags[feature.record][feature.words[token]] = self.labels[best[token]]
        return tags

    def measure(
        self, records: Sequence[TaggedSentence], predictions: Sequence[Sequence[str]], language: str
    ) -> Mapping[str, Measure]:
        """Token accuracy, and before it chunk F1 by the rule of seqeval 0.0.12 where tags make chunks."""
        gold = [record.tags for record in records]
        words = {"accuracy": token_accuracy(gold, predictions)}
        return words if self.metric == "accuracy" else {"f1": chunk_f1(gold, predictions), **words}

    def constant(self, records: Sequence[TaggedSentence]) -> list[list[str]]:
        """The tag that scores most if every word gets it: for names the most frequent one, O, would score nothing."""
        counts = Counter(tag for record in records for tag in record.tags)
        gold = [record.tags for record in records]
        if self.metric == "accuracy":
            return _everywhere(max(sorted(counts), key=counts.__getitem__), records)
        best = max(self.labels, key=lambda label: (chunk_f1(gold, _everywhere(label, records)).value, counts[label]))
        return _everywhere(best, records)

    def trivial(self, train: Sequence[TaggedSentence], records: Sequence[TaggedSentence], language: str) -> list[list[str]]:
        """The English word list: a word's most frequent tag in training; unseen words by their shape."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for sentence in train:
            for word, tag in zip(sentence.words, sentence.tags, strict=True):
                counts[word][tag] += 1
                counts[_shape(word)][tag] += 1
        common = {word: max(sorted(tags), key=tags.__getitem__) for word, tags in counts.items()}
        return [[common.get(word) or common.get(_shape(word)) or self.labels[0] for word in record.words] for record in records]


def windows(lengths: Sequence[int], budget: int) -> list[tuple[int, int]]:
    """Cut words of these lengths into runs of at most `budget` sub-tokens: (first word, one past the last word)."""
    found, start, used = [], 0, 0
    for index, length in enumerate(lengths):
        if used + length > budget:
            found.append((start, index))
            start, used = index, 0
        used += length
    return [*found, (start, len(lengths))] if lengths else []


def _everywhere(label: str, records: Sequence[TaggedSentence]) -> list[list[str]]:
    return [[label] * len(record.words) for record in records]


def _at(place: int, length: int, value: int, *, filler: int) -> list[int]:
    """`length` fillers with `value` at one place."""
    values = [filler] * length
    values[place] = value
    return values


def _shape(word: str) -> str:
    """A class for unseen words: a control character (no word has one) and 'number', 'mark', 'capital' or 'other'."""
    if any(character.isdigit() for character in word):
        return "\x00number"
    if not any(character.isalpha() for character in word):
        return "\x00mark"
    return "\x00capital" if word[0].isupper() else "\x00other"
