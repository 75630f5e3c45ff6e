"""Step: evaluate one checkpoint on one target in all languages."""

from collections.abc import Mapping
from typing import Any

from prefect import task

from tasks.caching import BY_CONTENT
from tasks.interrupts import stoppable
from tasks.leases import leases
from tasks.progress import reporter
from xtreme_eval.experiment.jobs import EvaluateJob, Location
from xtreme_eval.store.manifest import reference
from xtreme_eval.store.open import open_store


@task(task_run_name="{job.title}", cache_policy=BY_CONTENT, persist_result=True, result_serializer="json")
def evaluate_target(job: EvaluateJob, location: Location, handed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Evaluate once; every later call, anywhere, returns the same scores' reference."""
    from xtreme_eval.evaluation.run import run_evaluation

    store = open_store(location.store, expected=handed)
    with stoppable(), reporter(job, location) as report:
        return reference(run_evaluation(job, location, store, report, leases(location.store, store))).model_dump()
