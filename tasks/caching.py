"""Prefect's cache, made honest: its record of a step counts only while the step's artifact is in the store and verifies."""

from typing import Any

from prefect import Task
from prefect.cache_policies import CacheKeyFnPolicy
from prefect.context import TaskRunContext

from xtreme_eval.experiment.jobs import Job, Location
from xtreme_eval.key import content_key
from xtreme_eval.store.open import open_store


def _by_content(_context: TaskRunContext, parameters: dict[str, Any]) -> str:
    return content_key({"step": parameters["job"].key, "store": parameters["location"].store})


BY_CONTENT = CacheKeyFnPolicy(cache_key_fn=_by_content)
"""The step's content address in its store: equal work anywhere is one record."""


def honest(step: Task[..., Any], job: Job, location: Location) -> Task[..., Any]:
    """The step, told to run in spite of Prefect's record if its artifact is missing or damaged."""
    return step.with_options(refresh_cache=not open_store(location.store).verified(job.key))
