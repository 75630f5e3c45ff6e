"""Hand the plan's ready steps to worker processes, the most urgent first, until all are done or have failed."""

from collections.abc import Mapping
from concurrent.futures.process import BrokenProcessPool
from queue import SimpleQueue
from typing import Any

from prefect.futures import PrefectFuture

from flows.board import Board
from flows.ready import Ready
from flows.steps import step_task
from tasks.interrupts import end_workers, no_interrupts
from xtreme_eval.errors import XtremeEvalError
from xtreme_eval.experiment.jobs import Location
from xtreme_eval.experiment.order import schedule
from xtreme_eval.experiment.plan import Step

KILLED = "a worker process was killed, most often for want of memory. Run the same command again, with fewer --workers"
Future = PrefectFuture[dict[str, Any]]
Ended = tuple[str, Future]


def run_grid(grid: Ready, workers: int, board: Board) -> Mapping[str, str]:
    """Run every needed step on at most `workers` processes at once; return the reason of each that failed, by key.

    A step is handed over only when it can start, so that no worker waits for another step.
    """
    state, ended = schedule(grid.plan, grid.present, grid.costs), SimpleQueue[Ended]()
    try:
        while state.waiting or state.running:
            while len(state.running) < workers and (step := state.start()):
                board.started(step)
                _submit(step, grid.location, ended)
            key, future = ended.get()
            reason = _failure(future)
            state.fail(key, reason) if reason else state.finish(key)
            board.ended(grid.plan.steps[key], reason)
    except BaseException:  # Ctrl-C above all: else Prefect waits until the running steps are done
        end_workers()
        raise
    return state.failed


def _submit(step: Step, location: Location, ended: SimpleQueue[Ended]) -> None:
    with no_interrupts():
        future = step_task(step.job, location).submit(step.job, location)
    future.add_done_callback(lambda done: ended.put((step.key, done)))


def _failure(future: Future) -> str:
    """Why the step failed, "" if it did not. An error that is not the user's keeps its type in the reason."""
    try:
        future.result()
    except XtremeEvalError as error:
        return str(error)
    except BrokenProcessPool:
        return KILLED
    except Exception as error:  # one failing step must not stop the others; the reason is reported
        return f"{type(error).__name__}: {' '.join(str(error).split())}"
    return ""
