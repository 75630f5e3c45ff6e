"""Step: read all files of a plan before anything is trained on them."""

from typing import Any

from prefect import task
from prefect.cache_policies import CacheKeyFnPolicy
from prefect.context import TaskRunContext

from xtreme_eval.experiment.jobs import Job, Location
from xtreme_eval.key import content_key
from xtreme_eval.studies import preflight


def _by_files(_context: TaskRunContext, parameters: dict[str, Any]) -> str:
    """The steps' keys hold the files' fingerprints; the folders are in what is said about the files."""
    keys, place = sorted(job.key for job in parameters["jobs"]), parameters["location"]
    return content_key({"step": "check data", "version": preflight.VERSION, "keys": keys, "data": place.data, "text": place.text})


@task(
    task_run_name="check the data",
    cache_policy=CacheKeyFnPolicy(cache_key_fn=_by_files),
    persist_result=True,
    result_serializer="json",
)
def check_data(jobs: list[Job], location: Location) -> list[str]:
    """Refuse broken files; return why others leave holes."""
    return preflight.check_data(jobs, location)
