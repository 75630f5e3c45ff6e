"""The checkpoint to be scored: encoder, tokenizer and the target's head, as one function from records to predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xtreme_eval.evaluation.environment import device
from xtreme_eval.evaluation.parent import checkpoint_of
from xtreme_eval.evaluation.predict import outputs
from xtreme_eval.experiment.jobs import EvaluateJob
from xtreme_eval.kinds.kind import Prediction
from xtreme_eval.store.protocol import Store
from xtreme_eval.suite import registry
from xtreme_eval.suite.task import TargetTask

if TYPE_CHECKING:
    from torch import nn

    from xtreme_eval.models.checkpoint import Checkpoint


@dataclass(frozen=True, kw_only=True)
class Model:
    """A checkpoint with the head of the target and the settings it is evaluated with."""

    checkpoint: Checkpoint
    head: nn.Module
    job: EvaluateJob

    def decode(self, target: TargetTask, records: Sequence[Any]) -> list[Prediction]:
        """Predictions for records of any language."""
        features = target.kind.features(records, self.checkpoint.tokenizer, self.job.lengths)
        scores = outputs(self.checkpoint, target.kind, self.head, features, device())
        return target.kind.decode(records, features, scores)


def load_model(job: EvaluateJob, store: Store) -> Model:
    """The checkpoint with the head it was trained with; retrieval targets have a head without weights."""
    from xtreme_eval.models.checkpoint import head_file, load_head

    checkpoint = checkpoint_of(job.checkpoint, job.base, store)
    head = registry.target(job.target).kind.head(checkpoint.encoder)
    if job.trained:
        manifest = store.find(job.checkpoint or "")
        assert manifest is not None
        load_head(head, store.open_file(manifest, head_file(0)))
    checkpoint.encoder.to(device()).eval()
    return Model(checkpoint=checkpoint, head=head.to(device()).eval(), job=job)
