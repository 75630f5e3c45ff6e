"""Flow `transfer-grid`: from a study to its score table, training only what the store lacks."""

from prefect import flow
from prefect.task_runners import ProcessPoolTaskRunner

from flows.board import Board
from flows.grid import run_grid
from flows.ready import ready
from flows.score_table import score_table
from tasks.worker import warm_up
from xtreme_eval.studies.request import GridRequest

ONE_PROCESS = ProcessPoolTaskRunner(max_workers=1, initializer=warm_up)
"""Whoever runs the flow gives it a runner with as many processes as it has workers; threads would share their random numbers."""


@flow(name="transfer-grid", flow_run_name="{request.study}", persist_result=False, task_runner=ONE_PROCESS)  # type: ignore[arg-type]
def transfer_grid(request: GridRequest, workers: int = 1) -> dict[str, str]:
    """Run a study: plan, train, evaluate, tabulate. Returns the reason of every step that failed, by title.

    Kill it at any time and run it again: only what is missing runs, and the table is the same.
    """
    grid = ready(request)
    with Board(grid.plan, grid.present, grid.costs, grid.location) as board:
        failures = run_grid(grid, workers, board)
    score_table(request, failures)
    return {grid.plan.steps[key].job.title: reason for key, reason in failures.items()}
