"""Make one measurement of committed checkpoints, and commit what it found."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from xtreme_eval.errors import DroppedError
from xtreme_eval.evaluation.environment import device, versions
from xtreme_eval.experiment.jobs import Location, MeasureJob
from xtreme_eval.measures.registry import Report, measure_named
from xtreme_eval.store.lease import Leases, StoreLeases
from xtreme_eval.store.protocol import Manifest, Store
from xtreme_eval.suite.own_tasks import make_known

if TYPE_CHECKING:
    import pandas as pd

MEASUREMENT = "measurement.parquet"
"""The name of the result among the artifact's files."""


def run_measurement(job: MeasureJob, location: Location, store: Store, report: Report, leases: Leases | None = None) -> Manifest:
    """Measure what `job` asks for and commit it under its key; a key that is committed already is returned as it is.

    `leases` says who else is at it; the store's own do where none are given.

    Raises:
        TakenError: another worker measures it now.
        UnknownNameError: there is no such measure.
        XtremeEvalError: data, checkpoints or store cannot be used.
    """
    if found := _found(job, store):
        return found
    with (leases or StoreLeases(store)).held(job.key):
        return _found(job, store) or _measured(job, location, store, report)  # another worker may have been faster


def _found(job: MeasureJob, store: Store) -> Manifest | None:
    return store.find(job.key) if store.verified(job.key) else None


def _measured(job: MeasureJob, location: Location, store: Store, report: Report) -> Manifest:
    store.repair(job.key)
    make_known(location.tasks)
    measure, started = measure_named(job.measure), time.monotonic()
    try:
        frame = measure.measure(job, location, store, report)
    except DroppedError:  # another grid may just have made the same, and have dropped the weights
        if found := _found(job, store):
            return found
        raise
    return _commit(job, frame, measure.VERSION, round(time.monotonic() - started, 3), store)


def _commit(job: MeasureJob, frame: pd.DataFrame, version: int, seconds: float, store: Store) -> Manifest:
    meta = {
        "title": job.title,
        "job": job.model_dump(mode="json"),
        "data": job.data,
        "parents": list(dict.fromkeys(of.checkpoint for of in job.checkpoints if of.checkpoint)),
        "version": version,
        "rows": len(frame),
        "seconds": seconds,
        "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "device": device(),
        "versions": versions(),
    }
    with tempfile.TemporaryDirectory(prefix="xtreme-eval-") as folder:
        path = Path(folder) / MEASUREMENT
        frame.to_parquet(path, index=False)
        return store.commit(job.key, "measurement", {MEASUREMENT: path}, meta)
