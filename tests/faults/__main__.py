"""`make faults`: every drill, or those that are named, until each has been done often enough; what is done is not done again.

Finished rounds and the report are in out/faults/; remove that folder to begin anew. A drill that fails of an error does not stop
the others; what it failed of is in out/faults/NAME.error, and it is tried again next time.
"""

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.faults.drill import Drill, go_on
from tests.faults.drills import DRILLS
from tests.faults.report import write_report
from tests.faults.scene import Scene
from tests.services.servers import Ceph, NoServerError, ceph, make_bucket, reach

FOLDER = Path("out/faults")


def main(words: Sequence[str]) -> int:
    """Do what is missing; 1 if a promise was broken or a drill could not be done."""
    asked = _parser().parse_args(words)
    if unknown := set(asked.drills) - set(DRILLS):
        sys.exit(f"no drill is named {', '.join(sorted(unknown))}. Known: {', '.join(DRILLS)}")
    drills = {name: drill.limited(asked.count) for name, drill in DRILLS.items() if not asked.drills or name in asked.drills}
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _scene(any(drill.served for drill in drills.values())) as scene:
        for drill in drills.values():
            _tried(drill, scene)
            write_report(DRILLS | drills, FOLDER)
    report = write_report(DRILLS | drills, FOLDER)
    print((FOLDER / "report.md").read_text())
    states = {name: report["drills"][name]["state"] for name in drills}
    if wrong := {name: state for name, state in states.items() if state != "kept"}:
        print("Not as promised: " + ", ".join(f"{name} ({state})" for name, state in wrong.items()), flush=True)
    return int(bool(wrong))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("drills", nargs="*", metavar="DRILL", help=f"of {', '.join(DRILLS)}. Default: all")
    parser.add_argument("--count", type=int, help="at most so many of each. Default: as many as it takes to believe the promises")
    return parser


def _tried(drill: Drill, scene: Scene) -> None:
    """Go on with a drill; an error is noted."""
    noted = FOLDER / f"{drill.name}.error"
    noted.unlink(missing_ok=True)
    started = time.monotonic()
    try:
        go_on(drill, scene, FOLDER / f"{drill.name}.jsonl", lambda line: print(f"{_clock(started)} {line}", flush=True))
    except Exception as error:
        noted.write_text(traceback.format_exc())
        print(f"{drill.name}: FAILED of {type(error).__name__}: {error}; see {noted}", flush=True)
        if drill.served:  # whatever it has left behind
            scene.ceph.kill()
            scene.ceph.start()


@contextmanager
def _scene(served: bool) -> Iterator[Scene]:
    """A scene with a new server, where one is needed."""
    with ExitStack() as until_the_end:
        work = Path(until_the_end.enter_context(tempfile.TemporaryDirectory(dir=FOLDER, prefix="work-"))).absolute()
        if not served:
            yield Scene(ceph=Ceph(folder=work, address=""), bucket="", folder=work, full=True)
            return
        server = until_the_end.enter_context(ceph(work / "ceph"))
        reach(until_the_end.enter_context(pytest.MonkeyPatch.context()), server.address)
        yield Scene(ceph=server, bucket=make_bucket("drills"), folder=work, full=True)


def _clock(started: float) -> str:
    minutes, seconds = divmod(int(time.monotonic() - started), 60)
    return f"[{minutes}:{seconds:02}]"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except NoServerError as error:
        sys.exit(str(error))
