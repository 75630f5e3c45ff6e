"""Text similarity: how near the English training texts of two tasks lie to each other as vectors of a model.

An example's vector is the mean of its last hidden states over all sub-tokens of its sequences, and a task's is the mean of its
examples' (TextEmb of Vu et al. 2020, arXiv 2005.00770); what an example's sequences are, its kind says. Beside the cosine of
two centroids stands the negative energy distance of the two clouds of vectors (Szekely and Rizzo 2013), a squared MMD without a
bandwidth to be chosen (Sejdinovic et al. 2013, arXiv 1207.6076), here without bias, so that it may be slightly above 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from xtreme_eval.evaluation.environment import device
from xtreme_eval.evaluation.parent import checkpoint_of
from xtreme_eval.evaluation.predict import outputs
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.experiment.jobs import Location, MeasureJob
from xtreme_eval.kinds.kind import FloatArray, Kind, fitted
from xtreme_eval.measures.english_sample import english_sample
from xtreme_eval.measures.pairs import pair_frame
from xtreme_eval.measures.registry import Report
from xtreme_eval.store.protocol import Store
from xtreme_eval.suite.trainable import trainable

if TYPE_CHECKING:
    import pandas as pd

    from xtreme_eval.models.checkpoint import Checkpoint

VERSION = 1
CENTROID, DISTRIBUTION = "text centroids", "text distributions"


def measure(job: MeasureJob, location: Location, store: Store, report: Report) -> pd.DataFrame:
    """Every two of the job's tasks under each of its checkpoints, as `pair_frame` has them.

    Settings: `examples` a task, `max_length` in sub-tokens, `seed` of the sample.
    """
    import pandas as pd

    settings = dict(job.settings)
    examples, seed = int(settings["examples"]), int(settings["seed"])
    lengths = Lengths(max_length=int(settings["max_length"]))
    samples = {task: english_sample(task, location, examples, seed) for task in job.tasks}
    frames = []
    for measured in job.checkpoints:
        checkpoint = checkpoint_of(measured.checkpoint, measured.base, store)
        checkpoint.encoder.to(device()).eval()
        vectors: dict[str, FloatArray] = {}
        for task, records in samples.items():
            vectors[task] = example_vectors(checkpoint, trainable(task).kind, records, lengths)
            report(len(vectors), len(samples), 0.0)
        frames.append(pair_frame(measured, vectors, {task: len(sample) for task, sample in samples.items()}, compared))
    return pd.concat(frames, ignore_index=True)


def example_vectors(checkpoint: Checkpoint, kind: Kind, records: Sequence[Any], lengths: Lengths) -> FloatArray:
    """One vector an example, shape (examples, hidden); of several sequences, choices or windows, it is their mean."""
    from xtreme_eval.models.heads import Pooling

    features = fitted(kind, records).features(records, checkpoint.tokenizer, lengths)
    pooled = outputs(checkpoint, kind, Pooling("mean"), features, device())
    sums = np.zeros((len(records), checkpoint.encoder.hidden_size), np.float64)
    counts = np.zeros(len(records))
    for feature, array in zip(features, pooled, strict=True):
        sums[feature.record] += array.reshape(len(feature.sequences), -1).sum(0)
        counts[feature.record] += len(feature.sequences)
    seen = counts > 0
    vectors: FloatArray = (sums[seen] / counts[seen, None]).astype(np.float32)
    return vectors


def compared(one: FloatArray, other: FloatArray) -> Mapping[str, float]:
    """Cosine of the centroids, -1 to 1, and the negative energy distance; vectors of shape (examples, hidden)."""
    first, second = one.mean(0, dtype=np.float64), other.mean(0, dtype=np.float64)
    cosine = float(first @ second / (np.linalg.norm(first) * np.linalg.norm(second)))
    return {CENTROID: cosine, DISTRIBUTION: -energy_distance(one, other)}


def energy_distance(one: FloatArray, other: FloatArray) -> float:
    """Twice the mean distance between the clouds less the mean distance within each; its expectation is 0 for equal ones."""
    from scipy.spatial.distance import cdist, pdist

    between = float(cdist(one, other).mean())
    return 2 * between - sum(float(pdist(cloud).mean()) if len(cloud) > 1 else 0.0 for cloud in (one, other))
