"""Hand the plan's ready steps to worker processes, the most urgent first, until all are done or have failed."""

from collections.abc import Collection, Mapping
from queue import SimpleQueue

from prefect.futures import PrefectFuture

from flows.board import Board
from tasks.caching import honest
from tasks.evaluate_target import evaluate_target
from tasks.interrupts import end_workers, no_interrupts
from tasks.train_stage import train_stage
from xtreme_eval.errors import XtremeEvalError
from xtreme_eval.experiment.jobs import Location, TrainJob
from xtreme_eval.experiment.order import schedule
from xtreme_eval.experiment.plan import Plan, Step
from xtreme_eval.studies.planning import step_costs

Ended = tuple[str, PrefectFuture[object]]


def run_grid(plan: Plan, present: Collection[str], location: Location, workers: int, board: Board) -> Mapping[str, str]:
    """Run every needed step on at most `workers` processes at once; return the reason of each that failed, by key.

    A step is handed over only when it can start, so that no worker waits for another step.
    """
    state, ended = schedule(plan, present, step_costs(plan, location)), SimpleQueue[Ended]()
    try:
        while state.waiting or state.running:
            while len(state.running) < workers and (step := state.start()):
                board.started(step)
                _submit(step, location, ended)
            key, future = ended.get()
            reason = _failure(future)
            state.fail(key, reason) if reason else state.finish(key)
            board.ended(plan.steps[key], reason)
    except BaseException:  # Ctrl-C above all: else Prefect waits until the running steps are done
        end_workers()
        raise
    return state.failed


def _submit(step: Step, location: Location, ended: SimpleQueue[Ended]) -> None:
    task = train_stage if isinstance(step.job, TrainJob) else evaluate_target
    with no_interrupts():
        future = honest(task, step.job, location).submit(step.job, location)
    future.add_done_callback(lambda done: ended.put((step.key, done)))


def _failure(future: PrefectFuture[object]) -> str:
    """Why the step failed, "" if it did not. An error that is not the user's keeps its type in the reason."""
    try:
        future.result()
    except XtremeEvalError as error:
        return str(error)
    except Exception as error:  # one failing step must not stop the others; the reason is reported
        return f"{type(error).__name__}: {error}"
    return ""
