"""Grids that share a store: each stage is trained once, and a step that another one is at is waited for."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from flows import shared
from tests import miniature
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.reports.write import FILES
from xtreme_eval.store.lease import held
from xtreme_eval.store.open import open_store
from xtreme_eval.studies.catalog import Catalog

ROOT = Path(__file__).parents[2]

COUNTED = """
import os, sys
from tests import miniature
from xtreme_eval.training import stage
from xtreme_eval.evaluation import run
def counted(work):
    def once(job, *others):
        with open(os.environ["MADE"], "a") as file:
            file.write(job.title + "\\n")
        return work(job, *others)
    return once
stage._committed, run._evaluated = counted(stage._committed), counted(run._evaluated)
from flows import shared
shared.AGAIN = 0.5
from xtreme_eval.studies.request import GridRequest
miniature.make_known()
from tasks.server import prefect_server
with prefect_server():
    failures = miniature.run_in_a_thread(GridRequest.model_validate_json(sys.argv[1]))
print(failures)
sys.exit(bool(failures))
"""


def test_a_step_that_another_worker_is_at_is_waited_for_while_others_go_on(copied, monkeypatch, capfd):
    monkeypatch.setattr(shared, "AGAIN", 0.2)
    monkeypatch.setattr("flows.grid.AGAIN", 0.2)
    store = open_store(copied.location.store)
    steps = {step.job.title: step for step in make_plan(copied.chosen(), Catalog(copied.location)).steps.values()}
    lost = ("train xnli · seed 1", "evaluate baseline → xnli · seed 1", "evaluate mnli → xnli · seed 1")
    for title in lost:
        store.open_file(store.find(steps[title].key), next(iter(store.find(steps[title].key).files))).unlink()
        store.repair(steps[title].key)
    ended = threading.Event()

    def other():
        with held(store, steps[lost[0]].key):
            limit = time.monotonic() + 60
            while not store.verified(steps[lost[2]].key) and time.monotonic() < limit:
                time.sleep(0.1)
            ended.set()

    worker = threading.Thread(target=other)
    worker.start()
    while not list(store.objects("v1/leases/")):
        time.sleep(0.01)
    assert miniature.run_in_a_thread(copied) == {}
    worker.join()
    assert ended.is_set()
    assert all(store.verified(steps[title].key) for title in lost)
    assert "train xnli · seed 1: another worker is at it" in capfd.readouterr().err


@pytest.mark.parametrize("whose", ["store", "server"])
def test_two_grids_at_once_train_and_evaluate_each_step_once(whose, finished, miniature_data, tmp_path, request):
    """Although each drops the weights that it has evaluated. Under the store's leases, and under those of a common server."""
    api = {"PREFECT_API_URL": request.getfixturevalue("lasting_prefect").address} if whose == "server" else {}
    asked = [
        miniature.request(miniature_data, tmp_path / name, keep_weights=False).model_copy(
            update={"store": f"file:{tmp_path / 'store'}"}
        )
        for name in ("one", "two")
    ]
    made = tmp_path / "made"
    environment = os.environ | api | {"MADE": str(made)}
    homes = [tmp_path / f"home {number}" for number in range(2)]
    for home in homes:
        home.mkdir()
    grids = [
        subprocess.Popen(
            [sys.executable, "-c", COUNTED, one.model_dump_json()],
            cwd=ROOT,
            env=environment | {"PREFECT_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for one, home in zip(asked, homes, strict=True)
    ]
    said = [grid.communicate(timeout=400)[0] for grid in grids]
    assert [grid.returncode for grid in grids] == [0, 0], said
    titles = made.read_text().splitlines()
    assert sorted(titles) == sorted(set(titles))
    assert len(titles) == len(make_plan(asked[0].chosen(), Catalog(asked[0].location)).steps)
    under_the_store = (tmp_path / "store" / "v1" / "leases").exists()
    assert under_the_store == (whose == "store")
    for one in asked:
        assert {name: (one.folder / name).read_bytes() for name in FILES} == {
            name: (finished.folder / name).read_bytes() for name in FILES
        }
