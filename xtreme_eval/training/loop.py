"""The training loop: plain PyTorch, one optimizer step after the other, the best weights on English dev kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import torch
from torch import nn

from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.experiment.mixture import draw_weights
from xtreme_eval.experiment.stage import Sampler
from xtreme_eval.kinds.batching import Batch, batches_per_epoch, collate, endless, lengths_of
from xtreme_eval.kinds.kind import Feature, Kind, Noisy
from xtreme_eval.models.checkpoint import Checkpoint
from xtreme_eval.training.gradients import MicroBatch, batch_gradients
from xtreme_eval.training.optimizer import adamw
from xtreme_eval.training.progress import Modules, Progress, Run, Weights
from xtreme_eval.training.resume import NoSnapshots, Snapshots, plan_of
from xtreme_eval.training.sampler import ingredient_order
from xtreme_eval.training.schedule import learning_rate_factor

Report = Callable[[int, int, float], None]
"""Called with (steps done, steps in all, recent loss)."""
Select = Callable[[], float]
"""Scores the current weights on English dev, 0 to 100."""
BY_WEIGHT = Sampler()
NO_SNAPSHOTS = NoSnapshots()


@dataclass(frozen=True, kw_only=True)
class Part:
    """One task of a stage: its kind, head, tokenised training set, hyperparameters of its batches and declared weight."""

    kind: Kind
    head: nn.Module
    features: Sequence[Feature]
    hyper: Hyper
    weight: float = 1.0


def steps_of(parts: Sequence[Part], hyper: Hyper, sampler: Sampler = BY_WEIGHT) -> int:
    """Optimizer steps of the stage: as declared, or epochs x batches over all parts, each up to the cap, and extra ones."""
    if hyper.steps is not None:
        return hyper.steps + hyper.extra_steps
    assert hyper.epochs is not None
    batches = [batches_per_epoch(lengths_of(part.features[: sampler.cap]), part.hyper) for part in parts]
    return max(1, round(hyper.epochs * sum(batches))) + hyper.extra_steps


def train(
    checkpoint: Checkpoint,
    parts: Sequence[Part],
    hyper: Hyper,
    *,
    sampler: Sampler = BY_WEIGHT,
    seed: int,
    device: str,
    select: Select | None,
    report: Report,
    snapshots: Snapshots = NO_SNAPSHOTS,
) -> Run:
    """Train encoder and heads in place; at the end they hold the weights that scored best on English dev.

    The same arguments give the same weights on CPU, also where the run is resumed from a snapshot. `select` scores the current
    weights; ties keep the earlier ones.

    Raises:
        Stopped: the training was asked to stop.
    """
    assert all(len(part.features) for part in parts), "nothing to train on"
    torch.manual_seed(seed)
    modules = [checkpoint.encoder, *(part.head for part in parts)]
    for module in modules:
        module.to(device).train()
    steps = steps_of(parts, hyper, sampler)
    now = Progress(
        run=Run(steps=steps),
        optimizer=adamw(modules, hyper),
        noise=torch.Generator().manual_seed(seed),
        micros=[MicroBatch() for _ in parts],
    )
    order, lengths = _order(parts, sampler, steps, seed), [lengths_of(part.features) for part in parts]
    snapshots.resume(now, modules, plan_of(order, lengths, modules))
    streams = [endless(lengths[n], part.hyper, np.random.default_rng([seed, n])) for n, part in enumerate(parts)]
    batches = ((number, next(streams[number])) for number in order)
    marks = _marks(steps, hyper.selections if select else 0)
    _judge(now, marks, modules, select, snapshots)
    for number, chosen in islice(batches, now.done, None):
        with snapshots.whole():
            batch = collate([parts[number].features[index] for index in chosen], _pad(checkpoint), device)
            _take_step(now, number, parts[number], batch, checkpoint, modules, hyper)
            _record(now, report)
        _judge(now, marks, modules, select, snapshots)
    with snapshots.whole():
        _restore_best(now, modules)
    now.run.micro_batch = min((micro.features for micro in now.micros if micro.features), default=None)
    now.run.seconds = now.seconds
    return now.run


def _take_step(
    now: Progress, number: int, part: Part, batch: Batch, checkpoint: Checkpoint, modules: Modules, hyper: Hyper
) -> None:
    """One optimizer step on a batch of the mixture's task at `number`."""
    _count(now.run, batch)
    noised, clear = _noised(part, batch, checkpoint, now.noise), now.optimizer.zero_grad
    now.recent.append(batch_gradients(checkpoint.encoder, part.kind, part.head, noised, hyper, now.micros[number], clear))
    _update(now.optimizer, modules, hyper, learning_rate_factor(now.done, steps=now.run.steps, warmup=hyper.warmup))
    now.done += 1


def _order(parts: Sequence[Part], sampler: Sampler, steps: int, seed: int) -> list[int]:
    """Which part each step trains."""
    weights = draw_weights(sampler, [part.weight for part in parts], [len(part.features) for part in parts])
    return ingredient_order(weights, steps, seed)


def _record(now: Progress, report: Report) -> None:
    """Keep and report the mean loss, fifty times a run."""
    steps, done = now.run.steps, now.done
    if done % max(1, steps // 50) == 0 or done == steps:
        loss = sum(now.recent) / len(now.recent)
        now.run.losses.append((done, loss if math.isfinite(loss) else None))
        report(done, steps, loss)
        now.recent = []


def _judge(now: Progress, marks: set[int], modules: Modules, select: Select | None, snapshots: Snapshots) -> None:
    """After certain steps, score dev, and keep the weights if they are better than all before."""
    if select is None or now.done not in marks or (now.run.selections and now.run.selections[-1][0] == now.done):
        return
    score = _scored(modules, select)
    with snapshots.whole():
        now.run.selections.append((now.done, score))
        if now.best is None or score > now.best[0]:
            now.best, now.run.best_step = (score, _weights(modules)), now.done


def _restore_best(now: Progress, modules: Modules) -> None:
    if now.best is not None and now.run.best_step != now.run.steps:
        for module, weights in zip(modules, now.best[1], strict=True):
            module.load_state_dict(weights)
    now.run.best_step = now.run.best_step or now.run.steps


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


def _update(optimizer: Any, modules: Modules, hyper: Hyper, factor: float) -> None:
    nn.utils.clip_grad_norm_([weight for module in modules for weight in module.parameters()], hyper.clip)
    for group in optimizer.param_groups:
        group["lr"] = hyper.learning_rate * factor
    optimizer.step()
    optimizer.zero_grad()


def _scored(modules: Modules, select: Select) -> float:
    for module in modules:
        module.eval()
    score = select()
    for module in modules:
        module.train()
    return score


def _weights(modules: Modules) -> Weights:
    return [{name: tensor.detach().cpu().clone() for name, tensor in module.state_dict().items()} for module in modules]


def _count(run: Run, batch: Batch) -> None:
    run.examples += len(batch.targets)
    run.tokens_computed += batch.ids.numel()
    run.tokens_real += int(batch.mask.sum())
