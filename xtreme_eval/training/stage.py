"""Run one planned training from its parent checkpoint to a committed one."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.data.running_text import text_hashes
from xtreme_eval.errors import TakenError
from xtreme_eval.evaluation.environment import device, versions
from xtreme_eval.evaluation.parent import checkpoint_of
from xtreme_eval.experiment.base import TinyBase
from xtreme_eval.experiment.jobs import Location, TrainJob
from xtreme_eval.experiment.stage import Ingredient, Stage
from xtreme_eval.key import content_key
from xtreme_eval.kinds.kind import fitted
from xtreme_eval.kinds.text_to_text import in_mode
from xtreme_eval.models import checkpoint as checkpoints
from xtreme_eval.models.adapters import adapted
from xtreme_eval.models.checkpoint import Checkpoint
from xtreme_eval.store.lease import Leases, StoreLeases
from xtreme_eval.store.protocol import Manifest, Store
from xtreme_eval.store.retention import was_dropped
from xtreme_eval.suite.own_tasks import make_known
from xtreme_eval.suite.trainable import trainable
from xtreme_eval.training.heads import starting_head
from xtreme_eval.training.loop import Part, Report, train
from xtreme_eval.training.pretrain import pretrain
from xtreme_eval.training.progress import Run
from xtreme_eval.training.resume import Snapshots, TimedSnapshots
from xtreme_eval.training.selection import Dev, selection_score
from xtreme_eval.training.stop import Stop, Stopped


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What a job leaves behind: weights, one head a task of the mixture, how it went and how it ended on English dev."""

    checkpoint: Checkpoint
    heads: list[nn.Module]
    run: Run
    verdicts: list[dict[str, Any]]


def run_training(
    job: TrainJob, location: Location, store: Store, report: Report, stop: Stop | None = None, leases: Leases | None = None
) -> Manifest:
    """Train what `job` asks for and commit it under its key; a key that is committed already is returned as it is.

    A run that was interrupted goes on from its newest snapshot, and its result is the same. `leases` says who else is at it; the
    store's own do where none are given.

    Raises:
        TakenError: another worker trains it now, or retention has just dropped what one has trained.
        XtremeEvalError: data, parent checkpoint or store cannot be used.
        Stopped: it was asked to; the same call goes on from there.
    """
    stop = stop or Stop()
    snapshots = TimedSnapshots(store.snapshots(job.key), interval=60 * location.snapshot_minutes, stop=stop)
    if found := _found(job, store):
        snapshots.forget()  # of a run that was killed right after its commit
        return found
    with (leases or StoreLeases(store)).held(job.key):
        found = _found(job, store)  # another worker may have been faster
        if found is None:
            try:
                found = _committed(job, location, store, report, snapshots)
            except Stopped:
                snapshots.keep_last()
                raise
        snapshots.forget()
    return found


def _found(job: TrainJob, store: Store) -> Manifest | None:
    """What is committed already, if it is whole.

    Raises:
        TakenError: its weights were dropped: whoever has planned this must see whether it is still needed, and then forget it.
    """
    if store.verified(job.key):
        return store.find(job.key)
    if was_dropped(store, job.key):
        raise TakenError(f"{job.title}: its weights were dropped. If they are needed: xtreme-eval store rm {job.key} --yes")
    return None


def _committed(job: TrainJob, location: Location, store: Store, report: Report, snapshots: Snapshots) -> Manifest:
    store.repair(job.key)
    make_known(location.tasks)
    if job.stage is None:
        assert isinstance(job.base, TinyBase)
        checkpoint, head, run = pretrain(job.base, Path(location.data), Path(location.text), device(), report, snapshots)
        trained = Trained(checkpoint=checkpoint, heads=[head] if head else [], run=run, verdicts=[])
    else:
        trained = _run_stage(job, job.stage, location, store, report, snapshots)
    return _commit(job, location, trained, store)


def _run_stage(job: TrainJob, stage: Stage, location: Location, store: Store, report: Report, snapshots: Snapshots) -> Trained:
    checkpoint, where = checkpoint_of(job.parent, job.base, store), device()
    torch.manual_seed(job.seed)
    parts, devs = [], []
    for ingredient in stage.mixture:
        part, dev = _part(job, stage, ingredient, checkpoint, location, store)
        part.head.to(where)
        parts.append(part)
        devs += dev
    with adapted(checkpoint.encoder, stage.adapter):
        run = train(
            checkpoint,
            parts,
            stage.hyper,
            sampler=stage.sampler,
            seed=job.seed,
            device=where,
            select=(lambda: selection_score(devs, checkpoint, where)) if devs else None,
            report=report,
            snapshots=snapshots,
        )
    verdicts = [dev.verdict(checkpoint, where) for dev in devs]
    return Trained(checkpoint=checkpoint, heads=[part.head for part in parts], run=run, verdicts=verdicts)


def _part(
    job: TrainJob, stage: Stage, ingredient: Ingredient, checkpoint: Checkpoint, location: Location, store: Store
) -> tuple[Part, list[Dev]]:
    """One task of the mixture, and its English dev set where it has one."""
    task, hyper, data = trainable(ingredient.task), stage.hyper_of(ingredient), ReleaseFolder(Path(location.data))
    records = task.training_records(data, Path(location.text), hyper.examples)
    kind = in_mode(fitted(task.kind, records), job.base.mode, checkpoint.tokenizer)
    head = starting_head(job, ingredient.task, kind, checkpoint, store)
    features = kind.features(records, checkpoint.tokenizer, hyper.lengths)
    part = Part(kind=kind, head=head, features=features, hyper=hyper, weight=ingredient.weight)
    if task.dev is None:
        return part, []
    selected = data.records(task.dev)[: hyper.selection_examples]
    dev_features = kind.features(selected, checkpoint.tokenizer, hyper.lengths)
    return part, [Dev(task=task.name, kind=kind, head=head, records=selected, features=dev_features)]


def _collapsed(trained: Trained) -> bool:
    """English dev decides; a base has none, and has failed where its loss is not a number at the end.

    A mixture has collapsed where every task of it has: one task that was not learned does not spoil the encoder.
    """
    if trained.verdicts:
        return all(verdict["collapsed"] for verdict in trained.verdicts)
    return bool(trained.run.losses) and trained.run.losses[-1][1] is None


def _commit(job: TrainJob, location: Location, trained: Trained, store: Store) -> Manifest:
    run = trained.run
    meta = {
        "title": job.title,
        "parent": job.parent,
        "job": job.model_dump(mode="json"),
        "data": _fingerprints(job, location),
        "dev": trained.verdicts,
        "collapsed": _collapsed(trained),
        "steps": run.steps,
        "best_step": run.best_step,
        "losses": run.losses,
        "selections": run.selections,
        "examples": run.examples,
        "tokens_computed": run.tokens_computed,
        "tokens_real": run.tokens_real,
        "micro_batch": run.micro_batch,
        "seconds": round(run.seconds, 3),
        "resumed": run.resumed,
        "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "device": device(),
        "versions": versions(),
    }
    with tempfile.TemporaryDirectory(prefix="xtreme-eval-") as folder:
        files = checkpoints.save(trained.checkpoint, trained.heads, Path(folder))
        return store.commit(job.key, "checkpoint", files, meta)


def _fingerprints(job: TrainJob, location: Location) -> dict[str, str]:
    """Of the training set of each task of the mixture; of a base, of its running text."""
    data, text = ReleaseFolder(Path(location.data)), Path(location.text)
    if job.stage is None:
        return {"text": content_key(text_hashes(text))}
    return {part.task: trainable(part.task).identity(data, text)["train"] for part in job.stage.mixture}
