"""The training loop: plain PyTorch, one optimizer step after the other, the best weights on English dev kept."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import nn

from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.batching import Batch, batches_per_epoch, collate, endless, lengths_of
from xtreme_eval.kinds.kind import Feature, Kind, Noisy
from xtreme_eval.models.checkpoint import Checkpoint
from xtreme_eval.training.gradients import MicroBatch, batch_gradients
from xtreme_eval.training.optimizer import adamw
from xtreme_eval.training.sampler import ingredient_order
from xtreme_eval.training.schedule import learning_rate_factor

Report = Callable[[int, int, float], None]
"""Called with (steps done, steps in all, recent loss)."""
Weights = list[dict[str, torch.Tensor]]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One task of a stage: its kind, fresh head, tokenised training set and share of the steps."""

    kind: Kind
    head: nn.Module
    features: Sequence[Feature]
    weight: float = 1.0


@dataclass(kw_only=True)
class Run:
    """What happened: losses as (step, mean loss since the last one; None if it is not finite), dev scores as (step, score)."""

    steps: int
    losses: list[tuple[int, float | None]] = field(default_factory=list)
    selections: list[tuple[int, float]] = field(default_factory=list)
    best_step: int = 0
    examples: int = 0
    tokens_computed: int = 0
    tokens_real: int = 0
    micro_batch: int | None = None
    seconds: float = 0.0


def steps_of(parts: Sequence[Part], hyper: Hyper) -> int:
    """Optimizer steps of the stage: as declared, or epochs x batches over all parts."""
    if hyper.steps is not None:
        return hyper.steps
    assert hyper.epochs is not None
    return max(1, round(hyper.epochs * sum(batches_per_epoch(lengths_of(part.features), hyper) for part in parts)))


def train(
    checkpoint: Checkpoint,
    parts: Sequence[Part],
    hyper: Hyper,
    *,
    seed: int,
    device: str,
    select: Callable[[], float] | None,
    report: Report,
) -> Run:
    """Train encoder and heads in place; at the end they hold the weights that scored best on English dev.

    The same arguments give the same weights on CPU. `select` scores the current weights; ties keep the earlier ones.
    """
    assert all(len(part.features) for part in parts), "nothing to train on"
    torch.manual_seed(seed)
    noise = torch.Generator().manual_seed(seed)
    modules = [checkpoint.encoder, *(part.head for part in parts)]
    for module in modules:
        module.to(device).train()
    optimizer, micro, started = adamw(modules, hyper), MicroBatch(), time.monotonic()
    run = Run(steps=steps_of(parts, hyper))
    streams = [
        endless(lengths_of(part.features), hyper, np.random.default_rng([seed, number])) for number, part in enumerate(parts)
    ]
    marks = _marks(run.steps, hyper.selections if select else 0)
    best: tuple[float, Weights] | None = None
    recent: list[float] = []
    for step, number in enumerate(ingredient_order([part.weight for part in parts], run.steps, seed)):
        part = parts[number]
        batch = collate([part.features[index] for index in next(streams[number])], _pad(checkpoint), device)
        _count(run, batch)
        recent.append(
            batch_gradients(
                checkpoint.encoder, part.kind, part.head, _noised(part, batch, checkpoint, noise), hyper, micro, optimizer.zero_grad
            )
        )
        _step(optimizer, modules, hyper, learning_rate_factor(step, steps=run.steps, warmup=hyper.warmup))
        if (step + 1) % max(1, run.steps // 50) == 0 or step + 1 == run.steps:
            loss = sum(recent) / len(recent)
            run.losses.append((step + 1, loss if math.isfinite(loss) else None))
            report(step + 1, run.steps, loss)
            recent = []
        if step + 1 in marks and select:
            score = _scored(modules, select)
            run.selections.append((step + 1, score))
            if best is None or score > best[0]:
                best, run.best_step = (score, _weights(modules)), step + 1
    if best is not None and run.best_step != run.steps:
        for module, weights in zip(modules, best[1], strict=True):
            module.load_state_dict(weights)
    run.best_step = run.best_step or run.steps
    run.micro_batch, run.seconds = micro.features, time.monotonic() - started
    return run


def _marks(steps: int, selections: int) -> set[int]:
    """After which steps dev is scored: evenly spaced, the last one included."""
    return {max(1, round(steps * turn / selections)) for turn in range(1, selections + 1)}


def _pad(checkpoint: Checkpoint) -> int:
    return int(checkpoint.tokenizer.pad_token_id)


def _noised(part: Part, batch: Batch, checkpoint: Checkpoint, noise: torch.Generator) -> Batch:
    if not isinstance(part.kind, Noisy):
        return batch
    ids, targets = part.kind.corrupt(batch.ids, batch.mask, checkpoint.tokenizer, noise)
    return Batch(ids=ids, mask=batch.mask, targets=targets)


def _step(optimizer: Any, modules: Sequence[nn.Module], hyper: Hyper, factor: float) -> None:
    nn.utils.clip_grad_norm_([weight for module in modules for weight in module.parameters()], hyper.clip)
    for group in optimizer.param_groups:
        group["lr"] = hyper.learning_rate * factor
    optimizer.step()
    optimizer.zero_grad()


def _scored(modules: Sequence[nn.Module], select: Callable[[], float]) -> float:
    for module in modules:
        module.eval()
    score = select()
    for module in modules:
        module.train()
    return score


def _weights(modules: Sequence[nn.Module]) -> Weights:
    return [{name: tensor.detach().cpu().clone() for name, tensor in module.state_dict().items()} for module in modules]


def _count(run: Run, batch: Batch) -> None:
    run.examples += len(batch.targets)
    run.tokens_computed += batch.ids.numel()
    run.tokens_real += int(batch.mask.sum())
