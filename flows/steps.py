"""A plan's steps as Prefect tasks."""

from collections.abc import Iterable
from typing import Any

from prefect import Task

from tasks.caching import honest
from tasks.evaluate_target import evaluate_target
from tasks.train_stage import train_stage
from xtreme_eval.experiment.jobs import EvaluateJob, Location, TrainJob
from xtreme_eval.experiment.plan import Step


def step_task(job: TrainJob | EvaluateJob, location: Location) -> Task[..., dict[str, Any]]:
    """The task that makes what `job` asks for, to be called with `job` and `location`; cached while its artifact is whole."""
    return honest(train_stage if isinstance(job, TrainJob) else evaluate_target, job, location)


def run_here(steps: Iterable[Step], location: Location) -> list[dict[str, Any]]:
    """Run steps one after the other in this process; the reference of each one's artifact."""
    return [step_task(step.job, location)(step.job, location) for step in steps]
