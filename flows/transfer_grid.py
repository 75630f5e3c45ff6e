"""Flow `transfer-grid`: from a study to its score table, training only what the store lacks."""

from prefect import flow

from flows.board import Board
from flows.grid import run_grid
from flows.score_table import score_table
from tasks.prepare_data import prepare_sample_world
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.store.open import open_store
from xtreme_eval.studies.catalog import Catalog
from xtreme_eval.studies.planning import present_keys
from xtreme_eval.studies.request import GridRequest


@flow(name="transfer-grid", flow_run_name="{request.study}", persist_result=False)
def transfer_grid(request: GridRequest, workers: int = 1) -> dict[str, str]:
    """Run a study: plan, train, evaluate, tabulate. Returns the reason of every step that failed, by title.

    Kill it at any time and run it again: only what is missing runs, and the table is the same.
    """
    study, location = request.chosen(), request.location
    if request.data is None and study.world is not None:
        prepare_sample_world(study.world, location)
    plan = make_plan(study, Catalog(location))
    present = present_keys(plan, open_store(location.store))
    with Board(plan, present, location) as board:
        failures = run_grid(plan, present, location, workers, board)
    score_table(request, failures)
    return {plan.steps[key].job.title: reason for key, reason in failures.items()}
