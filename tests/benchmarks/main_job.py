"""The main job from outside: `make table` from nothing, the same command again, and a bare embedded Prefect flow beside it."""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.watched import watch

BARE = """
import sys
from pathlib import Path
from tasks.settings import embedded_prefect
embedded_prefect(Path(sys.argv[1]))
from prefect import flow
@flow(name="bare")
def bare() -> int:
    return 1
bare()
"""
AGAIN = """
import sys
from flows.__main__ import App
try:
    App(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
print("torch imported:", "torch" in sys.modules)
"""
REPEATS = 3


def main_job() -> dict[str, Any]:
    """Seconds and GiB of the first run; seconds of the second one and of a bare flow, alternating, as medians."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--study", "sample", "--out", f"{folder}/out"]
        first = watch([sys.executable, "-m", "flows", *options])
        print(f"first run: {first.seconds:.0f} s, {first.peak_gib:.2f} GiB", file=sys.stderr)
        again, bare = [], []
        for _ in range(REPEATS):
            again.append(watch([sys.executable, "-c", AGAIN, *options]))
            bare.append(watch([sys.executable, "-c", BARE, f"{folder}/out/prefect"]).seconds)
        assert all("torch imported: False" in run.output for run in again), "the second run imported torch"
        plan = json.loads(subprocess.check_output([Path(sys.executable).with_name("xtreme-eval"), "plan", "--json", *options]))
        written = sum(
            json.loads(path.read_text())["kind"] == "checkpoint"
            for path in Path(folder, "out/store/v1/commits").glob("*/manifest.json")
        )
    second, flow = statistics.median(run.seconds for run in again), statistics.median(bare)
    return {
        "make table, everything computed: seconds (goal 300)": round(first.seconds, 1),
        "make table, everything computed: peak GiB of all processes (goal 4)": round(first.peak_gib, 2),
        "the same command again: seconds": round(second, 1),
        "a bare embedded Prefect flow: seconds": round(flow, 1),
        "the same command again minus the bare flow: seconds (goal 15)": round(second - flow, 1),
        "trainings in the plan": plan["trainings"]["distinct"],
        "trainings if every cell trained alone": plan["trainings"]["if every cell trained alone"],
        "checkpoints written (goal: as in the plan)": written,
    }
