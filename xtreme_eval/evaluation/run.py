"""Score one checkpoint on one target in every language, and commit predictions and scores."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.errors import DroppedError
from xtreme_eval.evaluation.environment import device, versions
from xtreme_eval.evaluation.language import evaluate_language
from xtreme_eval.evaluation.model import Model, load_model
from xtreme_eval.evaluation.pool import read_pool
from xtreme_eval.experiment.jobs import EvaluateJob, Location
from xtreme_eval.kinds.kind import Layered
from xtreme_eval.scores.frame import write_scores
from xtreme_eval.scores.record import Score
from xtreme_eval.store.lease import Leases, StoreLeases
from xtreme_eval.store.protocol import Manifest, Store
from xtreme_eval.suite.task import TargetTask

Report = Callable[[int, int, float], None]


def run_evaluation(job: EvaluateJob, location: Location, store: Store, report: Report, leases: Leases | None = None) -> Manifest:
    """Evaluate what `job` asks for and commit it under its key; a key that is committed already is returned as it is.

    A language whose files are absent, label-free, constant or blank becomes a hole with its reason; files that are there but
    broken are errors. `leases` says who else is at it; the store's own do where none are given.

    Raises:
        TakenError: another worker evaluates it now.
        XtremeEvalError: data, checkpoint or store cannot be used.
    """
    if found := _found(job, store):
        return found
    with (leases or StoreLeases(store)).held(job.key):
        return _found(job, store) or _evaluated(job, location, store, report)  # another worker may have been faster


def _found(job: EvaluateJob, store: Store) -> Manifest | None:
    return store.find(job.key) if store.verified(job.key) else None


def _evaluated(job: EvaluateJob, location: Location, store: Store, report: Report) -> Manifest:
    store.repair(job.key)
    started = time.monotonic()
    try:
        model = load_model(job, store)
    except DroppedError:  # another grid may just have made the same, and have dropped the weights
        if found := _found(job, store):
            return found
        raise
    target, data = model.target, ReleaseFolder(Path(location.data))
    if target.pool is not None:
        model = model.over(target, read_pool(data, target.name, job.benchmark))
    scores: list[Score] = []
    predictions: list[dict[str, Any]] = []
    for done, language in enumerate(job.languages, start=1):
        for split, predicted, rows in evaluate_language(job, target, language, model, data):
            scores += rows
            predictions += [
                {"language": language, "split": split, "record": position, "prediction": json.dumps(prediction, ensure_ascii=False)}
                for position, prediction in enumerate(predicted)
            ]
        report(done, len(job.languages), 0.0)
    how = {"data": _fingerprints(job, target, data), **_embedding(target, model), "seconds": round(time.monotonic() - started, 3)}
    return _commit(job, scores, predictions, how, store)


def _commit(
    job: EvaluateJob, scores: Sequence[Score], predictions: Sequence[Mapping[str, Any]], how: Mapping[str, Any], store: Store
) -> Manifest:
    import pyarrow as pa
    from pyarrow import parquet

    meta = {
        "title": job.title,
        "parent": job.checkpoint,
        "job": job.model_dump(mode="json"),
        "training": _training(job, store),
        **how,
        "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "device": device(),
        "versions": versions(),
    }
    schema = pa.schema({"language": pa.string(), "split": pa.string(), "record": pa.int64(), "prediction": pa.string()})
    with tempfile.TemporaryDirectory(prefix="xtreme-eval-") as folder:
        files = {name: Path(folder) / name for name in ("scores.parquet", "predictions.parquet")}
        write_scores(files["scores.parquet"], scores)
        parquet.write_table(pa.Table.from_pylist(list(predictions), schema=schema), files["predictions.parquet"])
        return store.commit(job.key, "evaluation", files, meta)


def _embedding(target: TargetTask, model: Model) -> dict[str, Any]:
    """How records became predictions: the kind, the layer that was read, and what was searched."""
    kind, pool = target.kind, model.pool
    layer = {"layer": kind.hidden_layer(model.checkpoint.encoder.blocks)} if isinstance(kind, Layered) else {}
    searched = {"pool": {"candidates": len(pool.candidates), "missing": list(pool.missing)}} if pool else {}
    return {"kind": dict(kind.identity()), **layer, **searched}


def _fingerprints(job: EvaluateJob, target: TargetTask, data: ReleaseFolder) -> dict[str, dict[str, str]]:
    """Of the files that were scored, by language and split; what is not there has none."""
    splits = target.evaluation.items()
    return {
        language: {split: data.fingerprint(files, language) for split, files in splits if data.has(files, language)}
        for language in job.languages
    }


def _training(job: EvaluateJob, store: Store) -> dict[str, Any]:
    """How the checkpoint's training ended, kept here so that tables outlive checkpoints; a ready-made base had none."""
    manifest = store.find(job.checkpoint) if job.checkpoint else None
    return {name: manifest.meta[name] for name in ("dev", "collapsed")} if manifest else {"dev": [], "collapsed": False}
