"""A grid is stopped in every way there is, and run again: nothing is lost, nothing is left behind, the table is the same."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from tasks.progress import running
from tasks.server_leases import ServerLeases
from tests import miniature
from xtreme_eval.store.open import open_store

ROOT = Path(__file__).parents[2]
PATIENCE = 180  # seconds, for what takes ten on an idle machine
AGAIN = """
import sys
from flows.__main__ import App
from tests import miniature
miniature.make_known()
App(sys.argv[1:], standalone_mode=False)
print("torch was imported:", "torch" in sys.modules)
"""

LONG = """
import sys
from flows.__main__ import App
from tests import miniature
from xtreme_eval.experiment.stage import single
from xtreme_eval.experiment.study import StudyTarget
from xtreme_eval.studies.registry import studies
miniature.make_known()
long = single("xnli", miniature.STEPS.model_copy(update={"steps": 10**5}))
only = (StudyTarget(name="xnli", stages=(long,), trained=True, lengths=miniature.STEPS.lengths),)
studies()["miniature"] = miniature.STUDY.model_copy(update={"targets": only, "recipes": miniature.STUDY.recipes[:1]})
App(sys.argv[1:])
"""


def until(what):
    """What is there within PATIENCE."""
    limit = time.monotonic() + PATIENCE
    while not (found := what()) and time.monotonic() < limit:
        time.sleep(0.05)
    assert found
    return found


@dataclass
class Grid:
    """One command, started again and again on the same folders."""

    request: object
    home: Path
    api: str
    output: str = ""
    family: list[psutil.Process] = field(default_factory=list)

    def start(self, *, embedded=False, program=("-m", "tests.miniature")):
        """Run the command as a process group of its own; `embedded` with a server of its own, else with that of the tests."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        environment |= {"HOME": str(self.home)} | ({} if embedded else {"PREFECT_API_URL": self.api})
        words = ("--study", self.request.study, "--data", self.request.data, "--out", self.request.out, "--workers", "1")
        return subprocess.Popen(
            [sys.executable, *program, *words],
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    @property
    def committed(self):
        """The keys in the store."""
        try:
            return {path.name for path in (Path(self.request.out) / "store" / "v1" / "commits").iterdir()}
        except FileNotFoundError:
            return set()

    def when_committed(self, count, process):
        """Wait for that many artifacts, and note the family."""
        limit = time.monotonic() + PATIENCE
        while len(self.committed) < count:
            assert process.poll() is None, process.stdout.read()
            assert time.monotonic() < limit, f"{len(self.committed)} of {count} artifacts after {PATIENCE} s"
            time.sleep(0.02)
        self.family = psutil.Process(process.pid).children(recursive=True)
        return process

    def ended(self, process):
        """Wait for the end; exit status and seconds that it took."""
        started = time.monotonic()
        self.output, _ = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in self.output
        return process.returncode, time.monotonic() - started

    def left_behind(self):
        """Processes of the family that are still there after a while."""
        _, alive = psutil.wait_procs(self.family, timeout=20)
        return [process.cmdline() for process in alive if process.status() != psutil.STATUS_ZOMBIE]

    @property
    def ran(self):
        """How many steps the last output tells of."""
        return sum(line.startswith("[") for line in self.output.splitlines())


@pytest.fixture(scope="module")
def grid(prefect_api, miniature_data, tmp_path_factory):
    from prefect.settings import PREFECT_API_URL

    folder = tmp_path_factory.mktemp("killed")
    (folder / "home").mkdir()
    return Grid(miniature.request(miniature_data, folder / "out"), folder / "home", PREFECT_API_URL.value())


# The tests below are one story, in this order.


def test_nothing_outlives_a_grid_that_is_killed_alone(grid):
    process = grid.when_committed(2, grid.start(embedded=True))
    assert any("uvicorn" in " ".join(relative.cmdline()) for relative in grid.family)
    assert any("spawn_main" in " ".join(relative.cmdline()) for relative in grid.family)
    process.kill()
    assert grid.ended(process)[0] == -signal.SIGKILL
    assert grid.left_behind() == []


def test_an_interrupt_ends_the_grid_within_seconds_and_in_one_line(grid):
    before = len(grid.committed)
    process = grid.when_committed(before + 2, grid.start())
    os.killpg(process.pid, signal.SIGINT)
    status, seconds = grid.ended(process)
    assert status == 130
    assert seconds < 20
    assert grid.output.splitlines()[-1] == "Stopped. Run the same command again: only what is missing will run."
    assert grid.left_behind() == []


def test_a_grid_that_is_told_to_end_ends_as_quickly_and_says_so_too(grid):
    before = len(grid.committed)
    process = grid.when_committed(before + 2, grid.start())
    os.killpg(process.pid, signal.SIGTERM)
    status, seconds = grid.ended(process)
    assert status == 143
    assert seconds < 20
    assert grid.output.splitlines()[-1] == "Stopped. Run the same command again: only what is missing will run."
    assert grid.left_behind() == []


def test_a_worker_that_is_killed_ends_the_grid_with_a_reason(grid):
    before = len(grid.committed)
    process = grid.when_committed(before + 2, grid.start())
    (worker,) = [relative for relative in grid.family if "spawn_main" in " ".join(relative.cmdline())]
    worker.kill()
    assert grid.ended(process)[0] == 1
    assert "Failed: a worker process was killed, most often for want of memory." in grid.output
    assert "score_table.md" in grid.output


def test_after_all_that_only_what_is_missing_runs_and_the_table_is_that_of_an_undisturbed_run(grid, finished):
    missing = 12 - len(grid.committed)
    assert 0 < missing < 12
    assert grid.ended(grid.start())[0] == 0
    assert grid.ran == missing
    for name in ("score_table.csv", "score_table.md", "scores.parquet"):
        assert (grid.request.folder / name).read_bytes() == (finished.folder / name).read_bytes()


def test_a_finished_grid_needs_no_torch_and_no_worker_and_writes_nothing_outside_its_folder(grid, finished):
    process = grid.start(embedded=True, program=("-c", AGAIN))
    assert grid.ended(process)[0] == 0
    assert "Cached: 12 steps. Nothing is to be run." in grid.output
    assert grid.ran == 0
    assert grid.output.splitlines()[-1] == "torch was imported: False"
    assert (grid.request.folder / "score_table.csv").read_bytes() == (finished.folder / "score_table.csv").read_bytes()
    assert not (grid.home / ".prefect").exists()
    assert (Path(grid.request.out) / "prefect" / "prefect.db").is_file()


def test_a_training_of_a_grid_that_is_told_to_end_keeps_its_state_and_gives_back_the_servers_lease(
    miniature_data, lasting_prefect, tmp_path
):
    grid = Grid(miniature.request(miniature_data, tmp_path / "out"), tmp_path, lasting_prefect.address)
    process = grid.start(program=("-c", LONG))
    training = until(lambda: next((each for each in running(Path(grid.request.location.progress)) if each["steps"] == 10**5), None))
    store = open_store(grid.request.location.store)
    with temporary_settings({PREFECT_API_URL: lasting_prefect.address}), get_client(sync_client=True) as client:
        slots = {limit.name: limit.active_slots for limit in client.read_global_concurrency_limits(limit=100)}
        os.killpg(process.pid, signal.SIGTERM)
        status, seconds = grid.ended(process)
        given_back = {limit.name: limit.active_slots for limit in client.read_global_concurrency_limits(limit=100)}
    assert status == 143
    assert seconds < 30
    (key,) = [path.name for path in (Path(grid.request.out) / "store" / "v1" / "snapshots").iterdir()]
    snapshot, _ = next(store.snapshots(key).newest_first())
    assert snapshot.number >= training["done"]
    name = ServerLeases(grid.request.location.store).name(key)
    assert (slots[name], given_back[name]) == (1, 0)
