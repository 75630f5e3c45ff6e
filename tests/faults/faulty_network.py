"""A whole grid keeps its artifacts behind a network that spoils one request in five; its table must be that of a quiet one."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests import miniature
from tests.faults.drill import Drill
from tests.faults.scene import Scene
from tests.services.proxy import FAULTS, FaultyProxy
from xtreme_eval.evaluation.run import run_evaluation
from xtreme_eval.experiment.jobs import EvaluateJob, TrainJob
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.reports.write import write_report
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.store.protocol import Store
from xtreme_eval.store.retention import is_dropped
from xtreme_eval.studies.catalog import Catalog
from xtreme_eval.studies.report import study_report
from xtreme_eval.studies.request import GridRequest
from xtreme_eval.studies.results import collect
from xtreme_eval.training.stage import run_training

ROOT = Path(__file__).parents[2]
TABLES = ("score_table.csv", "score_table.md", "scores.parquet")
_RUNS = 10  # of the same command: a request that fails for a minute ends a grid, which then goes on


def one_round(scene: Scene, number: int) -> Counter[str]:
    """A few steps of the miniature grid in one process, then all of it as a user runs it, then the sample study's."""
    return (_steps, _miniature, _sample)[number % 3](scene, number)


def _steps(scene: Scene, number: int) -> Counter[str]:
    """Two trainings and two evaluations, one after the other."""
    folder, prefix = scene.folder / f"network-{number}", f"drills/network-{number}"
    miniature.write_data(folder / "data")
    miniature.make_known()
    asked = miniature.request(folder / "data", folder).model_copy(
        update={"recipes": ("baseline",), "targets": ("tydiqa", "tatoeba")}
    )
    _tables_of(asked, DirectoryStore(folder / "store"), folder / "quiet" / "miniature")
    with FaultyProxy(scene.ceph.address, seed=number) as proxy, pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", proxy.address)
        _tables_of(asked, scene.store(prefix), folder / "faulty" / "miniature")
    return _compared(scene, folder, "miniature", prefix) + Counter({"small grids": 1}) + _met(proxy)


def _tables_of(asked: GridRequest, store: Store, folder: Path) -> None:
    """Run the steps here, and write their tables."""
    plan, known = make_plan(asked.chosen(), Catalog(asked.location)), asked.location
    for step in plan.steps.values():
        if isinstance(step.job, TrainJob):
            run_training(step.job, known, store, lambda *_: None)
        elif isinstance(step.job, EvaluateJob):
            run_evaluation(step.job, known, store, lambda *_: None)
    write_report(study_report(collect(plan, store, {}), known), folder)


def _miniature(scene: Scene, number: int) -> Counter[str]:
    return _grid(scene, number, "miniature")


def _sample(scene: Scene, number: int) -> Counter[str]:
    return _grid(scene, number, "sample")


def _grid(scene: Scene, number: int, sort: str) -> Counter[str]:
    """A whole study through Prefect, in processes of its own."""
    folder, prefix, counts = scene.folder / f"network-{number}", f"drills/network-{number}", Counter[str]()
    words = ["-m", "flows", "--study", "sample"]
    if sort == "miniature":
        miniature.write_data(folder / "data")
        words = ["-m", "tests.miniature", "--study", "miniature", "--data", str(folder / "data")]
    counts["runs that failed on a quiet network"] += _run([*words, "--out", str(folder / "quiet")], {})
    with FaultyProxy(scene.ceph.address, seed=number) as proxy:
        environment = {"AWS_ENDPOINT_URL": proxy.address, "XTREME_EVAL_CACHE": str(folder / "cache")}
        command = [*words, "--out", str(folder / "faulty"), "--store", f"s3://{scene.bucket}/{prefix}"]
        counts["runs"] += next((run for run in range(1, _RUNS + 1) if _run(command, environment) == 0), _RUNS + 1)
    counts["grids that did not finish"] += counts["runs"] > _RUNS
    return counts + _compared(scene, folder, sort, prefix) + Counter({f"{sort} grids": 1}) + _met(proxy)


def _met(proxy: FaultyProxy) -> Counter[str]:
    return Counter({name: proxy.counts[name] for name in ("requests", *FAULTS)})


def _compared(scene: Scene, folder: Path, sort: str, prefix: str) -> Counter[str]:
    """The tables of both sides, and every byte that was stored."""
    counts = Counter[str]()
    quiet, faulty = (
        [(folder / side / sort / name).read_bytes() if (folder / side / sort / name).exists() else None for name in TABLES]
        for side in ("quiet", "faulty")
    )
    counts["tables that differ"] += sum(one is None or one != other for one, other in zip(quiet, faulty, strict=True))
    store = scene.store(prefix)
    for key in tuple(store.keys()):
        manifest = store.find(key)
        if manifest is not None and is_dropped(store, manifest):
            counts["artifacts whose weights were dropped"] += 1
            continue
        counts["artifacts"] += 1
        counts["damaged artifacts"] += manifest is None or any(store.damages(manifest))
    return counts


def _run(words: list[str], environment: dict[str, str]) -> int:
    """Run the command as a user does, on a Prefect of its own; what it says goes to the end of a log."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    log = Path(words[words.index("--out") + 1]).with_suffix(".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as output:
        return subprocess.run(
            [sys.executable, *words, "--workers", "2"],
            cwd=ROOT,
            env=outside | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode


DRILL = Drill(
    name="faulty-network",
    promise="A grid on a network that spoils one request in five ends with the same tables, byte for byte",
    goals={"small grids": 1, "miniature grids": 1, "sample grids": 1},
    never=("tables that differ", "damaged artifacts", "grids that did not finish", "runs that failed on a quiet network"),
    round=one_round,
)
