"""Size of a retrieval index: the vectors of a pool in fewer bits, and what that costs in score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.errors import SpecificationError
from xtreme_eval.evaluation.language import evaluate_language
from xtreme_eval.evaluation.pool import read_pool
from xtreme_eval.experiment.jobs import Location, MeasureJob
from xtreme_eval.kinds.kind import FloatArray
from xtreme_eval.measures.subject_model import subject_columns, subject_model
from xtreme_eval.store.protocol import Store
from xtreme_eval.suite import registry

if TYPE_CHECKING:
    import pandas as pd

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Index:
    """Vectors as a search reads them, shape (candidates, hidden), and the bytes that they are kept in."""

    vectors: FloatArray
    bytes: int


def measure(job: MeasureJob, location: Location, store: Store, report: Callable[[int, int, float], None]) -> pd.DataFrame:
    """Every subject's index in every format, searched exactly.

    Settings: `max_length` and `stride` of the target.

    Returns:
        Columns recipe, target, seed, format, candidates, dimensions, bytes, language, metric, value (0 to 100), hole.

    Raises:
        SpecificationError: the target searches no pool.
    """
    import pandas as pd

    rows, data = [], ReleaseFolder(Path(location.data))
    for done, measured in enumerate(job.checkpoints, start=1):
        target = registry.target(measured.subject.target)
        if target.pool is None:
            raise SpecificationError([f"{target.name} has no pool, so it has no index: measure lareqa or mewslix"])
        model = subject_model(job, measured, store).over(target, read_pool(data, target.name, job.benchmark))
        assert model.vectors is not None
        for name, kept in FORMATS.items():
            index = kept(model.vectors)
            shape = {"candidates": len(index.vectors), "dimensions": index.vectors.shape[1], "bytes": index.bytes}
            searched = replace(model, vectors=index.vectors)
            for language in model.job.languages:
                for split, _, scores in evaluate_language(model.job, target, language, searched, data):
                    rows += [
                        {**subject_columns(measured), "format": name, **shape, "language": language}
                        | {"metric": score.metric, "value": score.value, "hole": score.hole}
                        for score in scores
                        if split == "test" and score.primary
                    ]
        report(done, len(job.checkpoints), 0.0)
    return pd.DataFrame(rows)


def as_float32(vectors: FloatArray) -> Index:
    """As the model makes them: 4 bytes a number."""
    return Index(vectors=vectors, bytes=vectors.nbytes)


def as_float16(vectors: FloatArray) -> Index:
    """Half precision: 2 bytes a number."""
    kept = vectors.astype(np.float16)
    return Index(vectors=kept.astype(np.float32), bytes=kept.nbytes)


def as_int8(vectors: FloatArray) -> Index:
    """One byte a number, and a scale in single precision for each vector, whose largest number becomes 127."""
    scales = np.abs(vectors).max(axis=1, keepdims=True).astype(np.float32) / 127
    kept = np.rint(vectors / np.where(scales == 0, 1, scales)).astype(np.int8)
    return Index(vectors=kept.astype(np.float32) * scales, bytes=kept.nbytes + scales.nbytes)


FORMATS: Mapping[str, Callable[[FloatArray], Index]] = {"float32": as_float32, "float16": as_float16, "int8": as_int8}
"""By name, how an index is kept."""


def index_scores(frame: pd.DataFrame) -> pd.DataFrame:
    """A row for each subject and format: its shape, bytes and task score (`value`, the mean over languages)."""
    keys = ["recipe", "target", "seed", "format", "candidates", "dimensions", "bytes"]
    return frame[frame["hole"] == ""].groupby(keys, sort=False)["value"].mean().reset_index()
