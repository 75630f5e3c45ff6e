"""Retrieval from every layer of an encoder: one pass through the model, one score a layer."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.errors import SpecificationError
from xtreme_eval.evaluation.environment import device
from xtreme_eval.evaluation.language import evaluate_language
from xtreme_eval.evaluation.model import Model, load_model
from xtreme_eval.evaluation.predict import TOKENS
from xtreme_eval.experiment.jobs import EvaluateJob, Location
from xtreme_eval.kinds.batching import by_tokens, collate, lengths_of
from xtreme_eval.kinds.kind import Feature, FloatArray, Layered, Prediction
from xtreme_eval.scores.record import Score
from xtreme_eval.store.protocol import Store
from xtreme_eval.suite import registry
from xtreme_eval.suite.task import TargetTask

if TYPE_CHECKING:
    from xtreme_eval.models.checkpoint import Checkpoint


@dataclass(frozen=True, kw_only=True)
class LayerScore:
    """A score of vectors from one hidden state, 0 the embeddings; `declared` where it is the one that the task's score is from."""

    layer: int
    declared: bool
    score: Score


def sweep_layers(job: EvaluateJob, location: Location, store: Store, report: Callable[[int, int, float], None]) -> list[LayerScore]:
    """Score an evaluation of a retrieval target once for each layer; nothing is stored.

    The declared layer's rows are those of the evaluation itself. A layer must be chosen on dev, never on test.

    Raises:
        SpecificationError: the target is not scored from vectors of a layer.
        XtremeEvalError: data, checkpoint or store cannot be used.
    """
    target = registry.target(job.target)
    if not isinstance(target.kind, Layered):
        raise SpecificationError([f"{target.name} is not scored from the vectors of one layer: choose tatoeba or bucc"])
    model, data = load_model(job, store), ReleaseFolder(Path(location.data))
    blocks = model.checkpoint.encoder.blocks
    declared = target.kind.hidden_layer(blocks)
    found: list[LayerScore] = []
    for done, language in enumerate(job.languages, start=1):
        with _all_layers(model) as layered:
            for layer in range(blocks + 1):
                one = replace(layered, layer=layer)
                rows = [row for *_, scored in evaluate_language(job, target, language, one, data) for row in scored]
                found += [LayerScore(layer=layer, declared=layer == declared, score=row) for row in rows]
        report(done, len(job.languages), 0.0)
    return found


@contextmanager
def _all_layers(model: Model) -> Iterator[_LayeredModel]:
    """The model with a folder for its vectors, which are larger than memory for mining's pools; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="xtreme-eval-layers-") as folder:
        yield _LayeredModel(checkpoint=model.checkpoint, head=model.head, job=model.job, target=model.target, folder=folder)


@dataclass(frozen=True, kw_only=True)
class _LayeredModel(Model):
    """A model that embeds each set of sentences once, in all layers, and predicts from one of them."""

    folder: str
    layer: int = 0

    def decode(self, target: TargetTask, records: Sequence[Any]) -> list[Prediction]:
        """Predictions from the chosen layer's vectors."""
        features = target.kind.features(records, self.checkpoint.tokenizer, self.job.lengths)
        path = Path(self.folder) / f"{len(features)}-{abs(hash(tuple(records)))}.npy"
        if not path.exists():
            _embed(path, self.checkpoint, target, features, self.head)
        vectors = np.load(path, mmap_mode="r")[self.layer]
        return target.kind.decode(records, features, list(vectors))


def _embed(path: Path, checkpoint: Checkpoint, target: TargetTask, features: Sequence[Feature], head: Any) -> None:
    """Write vectors of shape (layers, sentences, hidden): pooled hidden states, in the batches of an ordinary evaluation."""
    import torch

    assert isinstance(target.kind, Layered)
    encoder = checkpoint.encoder
    shape = (encoder.blocks + 1, len(features), encoder.hidden_size)
    vectors: FloatArray = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=shape)
    with torch.inference_mode():
        for indices in by_tokens(lengths_of(features), TOKENS):
            batch = collate([features[index] for index in indices], int(checkpoint.tokenizer.pad_token_id), device())
            mask = target.kind.pooled(batch.ids, batch.mask, checkpoint.tokenizer)
            for layer, hidden in enumerate(encoder.hidden_states(batch.ids, batch.mask)):
                vectors[layer, indices] = head(hidden, mask).float().cpu().numpy()
