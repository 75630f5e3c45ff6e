"""Task embedding: which weights of one encoder a task would change, as the diagonal of its empirical Fisher information.

As in Task2Vec (Achille et al. 2019, arXiv 1902.03545): the encoder is the same for all tasks and stays as it is; a fresh head is
fitted on it; then the squared gradients of single training examples are averaged. Unlike there, labels are the gold ones, as in
TaskEmb (Vu et al. 2020, arXiv 2005.00770). What is kept is one number an output unit of every matrix in the encoder's blocks (the
mean over its inputs; Task2Vec does so for filters): some 14,000 a block of XLM-R Large. Embeddings, biases and norms are left out.
Two tasks are compared by the cosine of each block, and by its mean over the blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xtreme_eval.evaluation.environment import device
from xtreme_eval.evaluation.parent import checkpoint_of
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.experiment.jobs import Location, MeasureJob
from xtreme_eval.kinds.batching import Batch, collate
from xtreme_eval.kinds.kind import IGNORED, Contrastive, Feature, Kind, Noisy, fitted
from xtreme_eval.measures.english_sample import english_sample
from xtreme_eval.measures.pairs import pair_frame
from xtreme_eval.measures.registry import Report
from xtreme_eval.store.protocol import Store
from xtreme_eval.suite.trainable import trainable

if TYPE_CHECKING:
    import pandas as pd
    from torch import Generator, Tensor, nn

    from xtreme_eval.models.checkpoint import Checkpoint

VERSION = 1
EMBEDDING = "task embeddings"
BATCH = 16
"""Examples of a step in which the head is fitted."""
TOGETHER = 8
"""Examples whose gradient is squared at once where they are each other's wrong answers; elsewhere it is one."""
Blocks = Mapping[int, np.ndarray[Any, np.dtype[np.float64]]]
_BLOCK = re.compile(r"(?:^|\.)(\d+)\.")


@dataclass(frozen=True, kw_only=True)
class Probe:
    """How a head is fitted and how many single examples are differentiated; `seed` draws the head and its batches."""

    steps: int
    learning_rate: float
    examples: int
    seed: int


def measure(job: MeasureJob, location: Location, store: Store, report: Report) -> pd.DataFrame:
    """Every two of the job's tasks on each of its checkpoints, as `pair_frame` has them; "task embeddings, block 1" is the first's.

    Settings: `examples` a task that heads are fitted on, `gradients` of how many of them, `steps` and `learning_rate` of a head's
    fit, `max_length` in sub-tokens, `seed` of the sample, the heads and their batches.
    """
    import pandas as pd

    settings = dict(job.settings)
    lengths, seed = Lengths(max_length=int(settings["max_length"])), int(settings["seed"])
    probe = Probe(
        steps=int(settings["steps"]),
        learning_rate=float(settings["learning_rate"]),
        examples=int(settings["gradients"]),
        seed=seed,
    )
    samples = {task: english_sample(task, location, int(settings["examples"]), seed) for task in job.tasks}
    frames = []
    for measured in job.checkpoints:
        checkpoint = checkpoint_of(measured.checkpoint, measured.base, store)
        checkpoint.encoder.to(device()).eval()
        seen: dict[str, Blocks] = {}
        for task, records in samples.items():
            kind = fitted(trainable(task).kind, records)
            seen[task] = fisher(checkpoint, kind, kind.features(records, checkpoint.tokenizer, lengths), probe)
            report(len(seen), len(samples), 0.0)
        sizes = {task: min(probe.examples, len(sample)) for task, sample in samples.items()}
        frames.append(pair_frame(measured, seen, sizes, compared))
    return pd.concat(frames, ignore_index=True)


def fisher(checkpoint: Checkpoint, kind: Kind, features: Sequence[Feature], probe: Probe) -> Blocks:
    """The task's embedding by block, the first one 0, shape (output units of all its matrices,). The encoder stays as it is."""
    import torch

    torch.manual_seed(probe.seed)
    noise = torch.Generator().manual_seed(probe.seed)
    head = kind.head(checkpoint.encoder).to(device())
    _fit(checkpoint, kind, head.train(), features, probe, noise)
    names, matrices = zip(*_matrices(checkpoint.encoder.backbone), strict=True)
    sums = [np.zeros(len(matrix)) for matrix in matrices]
    groups = list(_groups(features[: probe.examples], TOGETHER if isinstance(kind, Contrastive) else 1))
    head.eval()
    for group in groups:
        loss = _loss(checkpoint, kind, head, _batch(checkpoint, kind, group, noise))
        for place, gradient in enumerate(torch.autograd.grad(loss, matrices, allow_unused=True)):
            if gradient is not None:
                sums[place] += gradient.double().square().mean(1).cpu().numpy()
    blocks: dict[int, list[Any]] = {}
    for block, total in zip(names, sums, strict=True):
        blocks.setdefault(block, []).append(total / len(groups))
    return {block: np.concatenate(units) for block, units in sorted(blocks.items())}


def compared(one: Blocks, other: Blocks) -> Mapping[str, float]:
    """The mean cosine of the blocks, and each block's, 0 to 1."""
    cosines = {block: float(one[block] @ other[block] / _norms(one[block], other[block])) for block in one}
    each = {f"{EMBEDDING}, block {block + 1}": cosine for block, cosine in cosines.items()}
    return {EMBEDDING: sum(cosines.values()) / len(cosines), **each}


def _norms(one: Any, other: Any) -> float:
    return float(np.linalg.norm(one) * np.linalg.norm(other))


def _fit(checkpoint: Checkpoint, kind: Kind, head: nn.Module, features: Sequence[Feature], probe: Probe, noise: Generator) -> None:
    """Train the head alone; the encoder's dropout is off."""
    import torch

    optimizer = torch.optim.AdamW(head.parameters(), lr=probe.learning_rate)
    draw = np.random.default_rng(probe.seed)
    for _ in range(probe.steps):
        chosen = [features[index] for index in draw.integers(len(features), size=BATCH)]
        optimizer.zero_grad()
        _loss(checkpoint, kind, head, _batch(checkpoint, kind, chosen, noise), frozen=True).backward()  # type: ignore[no-untyped-call]
        optimizer.step()


def _loss(checkpoint: Checkpoint, kind: Kind, head: nn.Module, batch: Batch, *, frozen: bool = False) -> Tensor:
    """The mean over the batch's targets."""
    import torch

    with torch.set_grad_enabled(not frozen):
        hidden = checkpoint.encoder(batch.ids, batch.mask)
    targets = max(1, int((batch.targets != IGNORED).sum()))
    return kind.loss(head, hidden, batch.mask, batch.targets) / targets


def _batch(checkpoint: Checkpoint, kind: Kind, features: Sequence[Feature], noise: Generator) -> Batch:
    batch = collate(features, int(checkpoint.tokenizer.pad_token_id), device())
    if not isinstance(kind, Noisy):
        return batch
    ids, targets = kind.corrupt(batch.ids, batch.mask, checkpoint.tokenizer, noise)
    return Batch(ids=ids, mask=batch.mask, targets=targets)


def _matrices(backbone: Any) -> Iterator[tuple[int, Tensor]]:
    """The matrices of the encoder's blocks, each with its block's number: the first number in its name, as every family has it."""
    for name, weight in backbone.named_parameters():
        if weight.ndim == 2 and (found := _BLOCK.search(name)):
            yield int(found[1]), weight


def _groups(features: Sequence[Feature], size: int) -> Iterator[Sequence[Feature]]:
    """Whole groups, but for the only one of a very small sample."""
    whole = max(1, len(features) // size)
    return (features[start * size : (start + 1) * size] for start in range(whole))
