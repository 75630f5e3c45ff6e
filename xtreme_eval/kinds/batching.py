"""Batches of similar length: a fixed optimizer batch, hardly any padding, the same order for the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.kind import IGNORED, Feature

if TYPE_CHECKING:
    from torch import Tensor

POOL = 50
"""Batches that are shuffled together and then sorted by length: large enough for even lengths, small enough to stay random."""

Indices = NDArray[np.int64]


def epoch(lengths: NDArray[np.int64], hyper: Hyper, generator: np.random.Generator) -> list[Indices]:
    """One pass over all features in a new random order, as optimizer batches of `batch_size` (or `batch_tokens`).

    Features are shuffled, cut into pools of POOL batches, sorted by length inside a pool and cut into batches; then the order
    of the batches is shuffled. Every feature occurs once.
    """
    order = generator.permutation(len(lengths))
    size = hyper.batch_size if hyper.batch_tokens is None else max(1, hyper.batch_tokens // max(1, int(lengths.mean())))
    batches: list[Indices] = []
    for start in range(0, len(order), POOL * size):
        pool = order[start : start + POOL * size]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        batches += _cut(pool, lengths, hyper)
    return [batches[position] for position in generator.permutation(len(batches))]


def batches_per_epoch(lengths: NDArray[np.int64], hyper: Hyper) -> int:
    """Optimizer steps of one pass (an estimate where batches are counted in tokens)."""
    if hyper.batch_tokens is None:
        return -(-len(lengths) // hyper.batch_size)
    return max(1, round(float(lengths.sum()) / hyper.batch_tokens))


def by_tokens(lengths: NDArray[np.int64], tokens: int) -> list[Indices]:
    """All features sorted by length and cut into batches of at most `tokens`, padding counted (but at least one feature)."""
    return _packed(np.argsort(lengths, kind="stable"), lengths, tokens)


def _cut(pool: Indices, lengths: NDArray[np.int64], hyper: Hyper) -> list[Indices]:
    if hyper.batch_tokens is not None:
        return _packed(pool, lengths, hyper.batch_tokens)
    return [pool[start : start + hyper.batch_size] for start in range(0, len(pool), hyper.batch_size)]


def _packed(order: Indices, lengths: NDArray[np.int64], tokens: int) -> list[Indices]:
    """Cut an order of rising lengths greedily; `lengths[order]` must not fall."""
    batches, start = [], 0
    for end in range(1, len(order) + 1):
        if end == len(order) or (end + 1 - start) * int(lengths[order[end]]) > tokens:
            batches.append(order[start:end])
            start = end
    return batches


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Padded tensors: `ids` and `mask` (sequences, tokens); `targets` (features, ...), padded with IGNORED."""

    ids: Tensor
    mask: Tensor
    targets: Tensor


def collate(features: Sequence[Feature], pad: int, device: str) -> Batch:
    """Pad the sequences of `features`, equally many in each, on the right with `pad`."""
    import torch

    assert len({len(feature.sequences) for feature in features}) == 1, "a batch mixes numbers of choices"
    sequences = [sequence for feature in features for sequence in feature.sequences]
    width = max(len(sequence) for sequence in sequences)
    ids = np.full((len(sequences), width), pad, np.int64)
    mask = np.zeros((len(sequences), width), np.int64)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)], mask[row, : len(sequence)] = sequence, 1
    places = max(feature.target.size for feature in features)
    targets = np.full((len(features), places), IGNORED, np.int64)
    for row, feature in enumerate(features):
        targets[row, : feature.target.size] = feature.target
    if not features[0].target.shape:  # one class id a feature
        targets = targets[:, 0]
    return Batch(
        ids=torch.from_numpy(ids).to(device), mask=torch.from_numpy(mask).to(device), targets=torch.from_numpy(targets).to(device)
    )


def lengths_of(features: Sequence[Feature]) -> NDArray[np.int64]:
    """What a feature costs in tokens when it is not padded by others: sequences x its longest sequence."""
    return np.asarray([feature.length * len(feature.sequences) for feature in features], np.int64)


def endless(lengths: NDArray[np.int64], hyper: Hyper, generator: np.random.Generator) -> Iterator[Indices]:
    """Epoch after epoch."""
    while True:
        yield from epoch(lengths, hyper, generator)
