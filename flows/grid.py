"""Hand the plan's ready steps to worker processes, the most urgent first, until all are done or have failed."""

import time
from collections.abc import Mapping
from concurrent.futures.process import BrokenProcessPool
from queue import Empty, SimpleQueue
from typing import Any

from prefect.exceptions import TerminationSignal
from prefect.futures import PrefectFuture

from flows.board import Board
from flows.handed import Handed
from flows.ready import Ready
from flows.shared import AGAIN, Now, SharedStore, wait
from flows.steps import step_task
from tasks.interrupts import end_soon, end_workers, no_interrupts, stop_workers
from xtreme_eval.errors import CorruptArtifactError, DroppedError, StoreError, TakenError, XtremeEvalError
from xtreme_eval.experiment.jobs import Location
from xtreme_eval.experiment.order import Schedule, schedule
from xtreme_eval.experiment.plan import Step

Future = PrefectFuture[dict[str, Any]]
Ended = tuple[str, Future]
HOPELESS = (BrokenProcessPool, StoreError)
"""After these every later step would fail as well, after hours of work."""


def run_grid(grid: Ready, workers: int, board: Board) -> Mapping[str, str]:
    """Run every needed step on at most `workers` processes at once; return the reason of each that failed, by key.

    A step is handed over only when it can start, so that no worker waits for another step. One that a worker of another grid is
    at is put aside, and looked at again later.
    """
    state, ended = schedule(grid.plan, grid.present, grid.costs, grid.passing), SimpleQueue[Ended]()
    shared, looked, handed = SharedStore(grid), time.monotonic(), Handed()
    try:
        while state.waiting or state.running:
            if time.monotonic() - looked >= AGAIN:
                state.try_again()
                looked = time.monotonic()
            while len(state.running) < workers and (step := state.start()):
                if _is_ours(step, shared.look(step), state, board):
                    _submit(step, grid.location, handed, ended)
            try:
                key, future = ended.get(timeout=AGAIN if state.has_aside else None) if state.running else _nothing(state)
            except Empty:
                continue
            error, step = _error(future), grid.plan.steps[key]
            if isinstance(error, TakenError):
                state.put_aside(key)
                board.elsewhere(step)
                continue
            if error and not isinstance(error, BrokenProcessPool) and shared.look(step) is Now.DONE:
                error = None  # another grid has made it meanwhile, and perhaps dropped the weights that it was being made from
            reason = _reason(error)
            state.fail(key, reason) if error else state.finish(key)
            board.ended(step, reason)
            if isinstance(error, HOPELESS) and not isinstance(error, CorruptArtifactError | DroppedError):
                state.give_up(reason)
            if not error:
                handed.take(future.state)
                shared.drop_weights(key, state.done)
    except TerminationSignal:  # SIGTERM: the machine is about to be taken away
        stop_workers()
        end_soon()
        raise
    except BaseException:  # Ctrl-C above all: else Prefect waits until the running steps are done
        end_workers()
        raise
    return state.failed


def _is_ours(step: Step, now: Now, state: Schedule, board: Board) -> bool:
    """Whether a step that has been started is to be handed over; else it is put aside or over."""
    if now is Now.TAKEN:
        state.put_aside(step.key)
        board.elsewhere(step)
        return False
    board.started(step)
    if now is Now.DONE:
        state.finish(step.key)
        board.ended(step, "")
    return now is Now.FREE


def _nothing(state: Schedule) -> Ended:
    """Nothing runs here.

    Raises:
        Empty: always, after a while where steps were put aside.
    """
    if state.has_aside:
        wait()
    raise Empty


def _submit(step: Step, location: Location, handed: Handed, ended: SimpleQueue[Ended]) -> None:
    with no_interrupts():
        future = step_task(step.job, location).submit(step.job, location, handed.to(step))
    future.add_done_callback(lambda done: ended.put((step.key, done)))


def _error(future: Future) -> Exception | None:
    """What the step failed of; it must not stop the others."""
    try:
        future.result()
    except Exception as error:
        return error
    return None


def _reason(error: Exception | None) -> str:
    """Why a step failed, "" if it did not. An error that is not the user's keeps its type in the reason."""
    if error is None:
        return ""
    if isinstance(error, BrokenProcessPool):
        return "a worker process was killed, most often for want of memory. Run the same command again, with fewer --workers"
    return str(error) if isinstance(error, XtremeEvalError) else f"{type(error).__name__}: {' '.join(str(error).split())}"
