"""Step: train one stage."""

from collections.abc import Mapping
from typing import Any

from prefect import task

from tasks.caching import BY_CONTENT
from tasks.interrupts import stoppable
from tasks.leases import leases
from tasks.progress import reporter
from xtreme_eval.experiment.jobs import Location, TrainJob
from xtreme_eval.store.manifest import reference
from xtreme_eval.store.open import open_store


@task(task_run_name="{job.title}", cache_policy=BY_CONTENT, persist_result=True, result_serializer="json")
def train_stage(job: TrainJob, location: Location, handed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Train one stage once; every later call, anywhere, returns the same checkpoint's reference.

    `handed` holds, by key, the hash of the manifest of what it starts from, as that step has returned it: another is refused.
    """
    from xtreme_eval.training.stage import run_training

    store = open_store(location.store, expected=handed)
    with stoppable() as stop, reporter(job, location) as report:
        return reference(run_training(job, location, store, report, stop, leases(location.store, store))).model_dump()
