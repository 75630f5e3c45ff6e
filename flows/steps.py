"""A plan's steps as Prefect tasks."""

from collections.abc import Iterable
from typing import Any

from prefect import Task

from flows.handed import Handed
from flows.ready import Ready
from flows.shared import Now, SharedStore, wait
from tasks.caching import honest
from tasks.evaluate_target import evaluate_target
from tasks.measure import measure_checkpoints
from tasks.train_stage import train_stage
from xtreme_eval.errors import StoreError, TakenError
from xtreme_eval.experiment.jobs import EvaluateJob, Job, Location, MeasureJob, TrainJob
from xtreme_eval.experiment.plan import Step
from xtreme_eval.store.manifest import reference
from xtreme_eval.store.open import open_store

MAKERS: dict[type[Job], Task[..., dict[str, Any]]] = {
    TrainJob: train_stage,
    EvaluateJob: evaluate_target,
    MeasureJob: measure_checkpoints,
}


def step_task(job: Job, location: Location) -> Task[..., dict[str, Any]]:
    """The task that makes what `job` asks for, to be called with `job`, `location` and what is handed on to it.

    It is cached while its artifact is whole.
    """
    return honest(MAKERS[type(job)], job, location)


def run_here(steps: Iterable[Step], grid: Ready, *, skip_finished: bool = True) -> None:
    """Run steps one after the other in this process; what another worker is at is waited for.

    `skip_finished` leaves out trainings whose results are all there, though their own weights may be gone.
    """
    shared, done, handed = SharedStore(grid, skip_finished=skip_finished), set[str](), Handed()
    for step in steps:
        while (now := shared.look(step)) is Now.TAKEN or (now is Now.FREE and not _run(step, grid.location, handed)):
            wait()
        done.add(step.key)
        shared.drop_weights(step.key, done)


def made(step: Step, grid: Ready) -> dict[str, Any]:
    """The reference of what a step has made.

    Raises:
        StoreError: it is not in the store.
    """
    found = open_store(grid.location.store).find(step.key)
    if found is None:
        raise StoreError(f"{grid.location.store} has lost what {step.job.title} has just made. Run the same again")
    return reference(found).model_dump()


def _run(step: Step, location: Location, handed: Handed) -> bool:
    """Whether it is done; else another worker was faster to begin it."""
    try:
        ended: Any = step_task(step.job, location)(step.job, location, handed.to(step), return_state=True)
        ended.result()  # or what it failed of
    except TakenError:
        return False
    handed.take(ended)
    return True
