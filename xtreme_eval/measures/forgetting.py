"""Forgetting: the dev score of each intermediate task after every later stage, with the head that it was trained with.

An encoder that goes on to another task takes no head along; the one that was trained with it is kept in its checkpoint, and is put
on the encoders of later stages here. What the score has lost there says how far the encoder has moved away from the task, and
nothing of how fast it would be learned again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.errors import StoreError
from xtreme_eval.evaluation.environment import device
from xtreme_eval.evaluation.parent import checkpoint_of
from xtreme_eval.experiment.jobs import Location, Measured, MeasureJob, TrainJob
from xtreme_eval.experiment.stage import Ingredient, Stage
from xtreme_eval.kinds.kind import fitted
from xtreme_eval.measures.registry import Report
from xtreme_eval.store.protocol import Manifest, Store
from xtreme_eval.suite.trainable import trainable

if TYPE_CHECKING:
    import pandas as pd

    from xtreme_eval.models.checkpoint import Checkpoint
    from xtreme_eval.training.selection import Dev

VERSION = 1
COLUMNS = ("recipe", "target", "seed", "task", "trained_at", "after", "after_stage", "metric", "score", "constant", "examples")


@dataclass(frozen=True, kw_only=True)
class _Trained:
    """A stage that lies behind a checkpoint; `place` counts from 1."""

    place: int
    stage: Stage
    manifest: Manifest


def measure(job: MeasureJob, location: Location, store: Store, report: Report) -> pd.DataFrame:
    """Score each of the job's tasks that a subject was trained on, on the part of its English dev set that selected its weights.

    A recipe without a target is scored after each of its own stages from the task's on; a cell after its last stage alone, the
    target's, whose own score the score table has.

    Returns:
        Columns `COLUMNS`: stages count from 1; `after_stage` names the tasks of the stage it is scored after; scores are 0 to 100,
        `constant` is that of the best constant answer.

    Raises:
        StoreError: a stage of a subject is not in the store.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for done, subject in enumerate(job.checkpoints, start=1):
        rows += _rows(subject, job.tasks, location, store)
        report(done, len(job.checkpoints), 0.0)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(subject: Measured, tasks: Sequence[str], location: Location, store: Store) -> Iterator[dict[str, Any]]:
    stages = list(_lineage(subject.checkpoint, store))
    ends = stages[-1:] if subject.subject.target else stages
    for end in ends:
        checkpoint = checkpoint_of(end.manifest.key, subject.base, store)
        checkpoint.encoder.to(device()).eval()
        for trained in stages:
            if trained.place < end.place or (trained.place == end.place and not subject.subject.target):
                for task, verdict in _verdicts(trained, tasks, checkpoint, location, store):
                    yield {
                        **subject.subject.model_dump(),
                        "task": task,
                        "trained_at": trained.place,
                        "after": end.place,
                        "after_stage": end.stage.name,
                        **{name: verdict[name] for name in ("metric", "score", "constant", "examples")},
                    }


def _verdicts(
    trained: _Trained, tasks: Sequence[str], checkpoint: Checkpoint, location: Location, store: Store
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tasks of one stage, scored with the encoder of another."""
    for position, ingredient in enumerate(trained.stage.mixture):
        dev = _dev(trained, position, ingredient, checkpoint, location, store) if ingredient.task in tasks else None
        if dev is not None:
            yield ingredient.task, dev.verdict(checkpoint, device())


def _dev(
    trained: _Trained, position: int, ingredient: Ingredient, checkpoint: Checkpoint, location: Location, store: Store
) -> Dev | None:
    """A task's dev set and trained head, as they were when its stage ended; None where it has no dev set."""
    from xtreme_eval.models.checkpoint import head_file, load_head
    from xtreme_eval.training.selection import Dev

    task, hyper, data = trainable(ingredient.task), trained.stage.hyper_of(ingredient), ReleaseFolder(Path(location.data))
    if task.dev is None:
        return None
    kind = fitted(task.kind, task.training_records(data, Path(location.text), hyper.examples))
    head = kind.head(checkpoint.encoder)
    load_head(head, store.open_file(trained.manifest, head_file(position)))
    records = data.records(task.dev)[: hyper.selection_examples]
    features = kind.features(records, checkpoint.tokenizer, hyper.lengths)
    return Dev(task=task.name, kind=kind, head=head.to(device()), records=records, features=features)


def _lineage(key: str | None, store: Store) -> Iterator[_Trained]:
    """The stages behind a checkpoint, the first one first; a base that was made here is none of them."""
    found: list[tuple[Stage, Manifest]] = []
    while key is not None:
        manifest = store.find(key)
        if manifest is None:
            raise StoreError(f"{store.url} has no checkpoint {key}: run the step that makes it first")
        job = TrainJob.model_validate(manifest.meta["job"])
        found += [(job.stage, manifest)] if job.stage is not None else []
        key = job.parent
    for place, (stage, manifest) in enumerate(reversed(found), start=1):
        yield _Trained(place=place, stage=stage, manifest=manifest)
