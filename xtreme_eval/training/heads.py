"""The head a task of a stage starts from: a fresh one, or that of the stage before where it goes on being trained."""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

from xtreme_eval.errors import SpecificationError
from xtreme_eval.evaluation.parent import pretrained_head
from xtreme_eval.experiment.jobs import TrainJob
from xtreme_eval.kinds.kind import Kind
from xtreme_eval.kinds.masked_lm import MaskedLM
from xtreme_eval.kinds.text_to_text import TextToText
from xtreme_eval.models.checkpoint import Checkpoint, head_file, load_head
from xtreme_eval.models.heads import LanguageModelHead
from xtreme_eval.models.text_decoder import TextDecoder
from xtreme_eval.store.protocol import Manifest, Store
from xtreme_eval.suite.trainable import trainable


@dataclass(frozen=True, kw_only=True)
class _Trained:
    """A head that a checkpoint has among its files."""

    task: str
    kind: Kind
    file: str


def starting_head(job: TrainJob, task: str, kind: Kind, checkpoint: Checkpoint, store: Store) -> nn.Module:
    """The head that `task` of the job's stage starts from; a fresh one is drawn from torch's generator.

    A stage that keeps its head takes over the parent's head of the same task, or else of the same kind with the same labels.
    The head of masked language modelling, and a decoder, belong to the pretrained model and not to a task: wherever the stage's
    parent or a ready-made base model has one, it goes on being trained.

    Raises:
        SpecificationError: the stage keeps its head, and the parent has none that fits.
    """
    assert job.stage is not None
    head = kind.head(checkpoint.encoder)
    going_on = job.stage.keeps_head or isinstance(kind, MaskedLM | TextToText)
    if going_on and not _taken_over(head, job, task, kind, store) and job.stage.keeps_head:
        start = "the stage before" if job.parent else f"the base model {job.base.name}"
        raise SpecificationError([f"{job.title}: {start} has no head that {task} could keep"])
    return head


def _taken_over(head: nn.Module, job: TrainJob, task: str, kind: Kind, store: Store) -> bool:
    """Fill the head with that of the checkpoint that the job starts from; whether there is a fitting one."""
    manifest = store.find(job.parent) if job.parent else None
    if manifest is None:
        return isinstance(head, LanguageModelHead | TextDecoder) and pretrained_head(job.base, head)
    written = isinstance(kind, TextToText)  # one decoder serves all tasks
    fitting = [known for known in _heads(manifest) if known.task == task or _alike(known.kind, kind) or (written and known.task)]
    fitting.sort(key=lambda known: known.task != task)
    if fitting:
        load_head(head, store.open_file(manifest, fitting[0].file))
    return bool(fitting)


def _heads(manifest: Manifest) -> list[_Trained]:
    """What heads a checkpoint has; that of a base made here is a masked language model's."""
    job = TrainJob.model_validate(manifest.meta["job"])
    tasks = [("", MaskedLM())] if job.stage is None else [(part.task, trainable(part.task).kind) for part in job.stage.mixture]
    heads = [_Trained(task=task, kind=kind, file=head_file(place)) for place, (task, kind) in enumerate(tasks)]
    return [head for head in heads if head.file in manifest.files]


def _alike(one: Kind, other: Kind) -> bool:
    return one.name == other.name and getattr(one, "labels", None) == getattr(other, "labels", None)
