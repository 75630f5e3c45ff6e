"""The checkpoint to be scored: encoder, tokenizer, the target's head and its pool, as one function from records to predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from xtreme_eval.evaluation.environment import device
from xtreme_eval.evaluation.parent import checkpoint_of
from xtreme_eval.evaluation.pool import Pool
from xtreme_eval.evaluation.predict import outputs
from xtreme_eval.experiment.jobs import EvaluateJob
from xtreme_eval.kinds.kind import Feature, FloatArray, Pooled, Prediction
from xtreme_eval.kinds.text_to_text import in_mode
from xtreme_eval.store.protocol import Store
from xtreme_eval.suite import registry
from xtreme_eval.suite.task import TargetTask

if TYPE_CHECKING:
    from torch import nn

    from xtreme_eval.models.checkpoint import Checkpoint

CHUNK = 16_384
"""Candidates that are tokenised at once. Not part of any result."""


@dataclass(frozen=True, kw_only=True)
class Model:
    """A checkpoint with the head of the target and the settings it is evaluated with; `target` is as its base model does it.

    `pool` is what its queries are searched in, and `vectors`, shape (candidates, hidden), the pool as this checkpoint sees it.
    """

    checkpoint: Checkpoint
    head: nn.Module
    job: EvaluateJob
    target: TargetTask
    pool: Pool | None = None
    vectors: FloatArray | None = None

    def decode(self, target: TargetTask, records: Sequence[Any]) -> list[Prediction]:
        """Predictions for records of any language."""
        if isinstance(target.kind, Pooled):
            assert self.pool is not None
            assert self.vectors is not None
            queries = self._outputs(target, target.kind.queries(records, self.checkpoint.tokenizer, self.job.lengths))
            return target.kind.search(np.stack(queries), self.pool.candidates, self.vectors)
        features = target.kind.features(records, self.checkpoint.tokenizer, self.job.lengths)
        return target.kind.decode(records, features, self._outputs(target, features))

    def over(self, target: TargetTask, pool: Pool) -> Model:
        """The model with a pool, which is embedded here once for all languages."""
        assert isinstance(target.kind, Pooled)
        vectors = np.empty((len(pool.candidates), self.checkpoint.encoder.hidden_size), np.float32)
        for start in range(0, len(vectors), CHUNK):
            chunk = pool.candidates[start : start + CHUNK]
            features = target.kind.candidates(chunk, self.checkpoint.tokenizer, self.job.lengths)
            vectors[start : start + CHUNK] = self._outputs(target, features)
        return replace(self, pool=pool, vectors=vectors)

    def _outputs(self, target: TargetTask, features: Sequence[Feature]) -> list[FloatArray]:
        return outputs(self.checkpoint, target.kind, self.head, features, device())


def load_model(job: EvaluateJob, store: Store) -> Model:
    """The checkpoint with the head it was trained with; retrieval targets have a head without weights."""
    from xtreme_eval.models.checkpoint import head_file, load_head

    checkpoint = checkpoint_of(job.checkpoint, job.base, store)
    declared = registry.target(job.target)
    target = replace(declared, kind=in_mode(declared.kind, job.base.mode, checkpoint.tokenizer))
    head = target.kind.head(checkpoint.encoder)
    if job.trained:
        manifest = store.find(job.checkpoint or "")
        assert manifest is not None
        load_head(head, store.open_file(manifest, head_file(0)))
    checkpoint.encoder.to(device()).eval()
    return Model(checkpoint=checkpoint, head=head.to(device()).eval(), job=job, target=target)
