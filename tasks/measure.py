"""Step: measure checkpoints beyond their scores."""

from collections.abc import Mapping
from typing import Any

from prefect import task

from tasks.caching import BY_CONTENT
from tasks.interrupts import stoppable
from tasks.leases import leases
from tasks.progress import reporter
from xtreme_eval.experiment.jobs import Location, MeasureJob
from xtreme_eval.store.manifest import reference
from xtreme_eval.store.open import open_store


@task(task_run_name="{job.title}", cache_policy=BY_CONTENT, persist_result=True, result_serializer="json")
def measure_checkpoints(job: MeasureJob, location: Location, handed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Measure once; every later call, anywhere, returns the same result's reference."""
    from xtreme_eval.measures.run import run_measurement

    store = open_store(location.store, expected=handed)
    with stoppable(), reporter(job, location) as report:
        return reference(run_measurement(job, location, store, report, leases(location.store, store))).model_dump()
