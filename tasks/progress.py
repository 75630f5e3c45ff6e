"""How far a running step is, in a small file that whoever watches the grid can read."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypedDict

from xtreme_eval.experiment.jobs import Job, Location

INTERVAL = 0.5
"""Seconds between two writes."""


class Progressed(TypedDict):
    """What a running step reports: steps done and in all, recent loss (0 where there is none), seconds since its beginning."""

    title: str
    done: int
    steps: int
    loss: float
    seconds: float


@contextmanager
def reporter(job: Job, location: Location) -> Iterator[Callable[[int, int, float], None]]:
    """A function that takes (steps done, steps in all, loss) and keeps the step's file up to date; the file ends with the step."""
    path = Path(location.progress) / f"{job.key[:16]}.json"
    started, last = time.monotonic(), 0.0

    def report(done: int, steps: int, loss: float) -> None:
        nonlocal last
        if time.monotonic() - last >= INTERVAL:
            last = time.monotonic()
            with suppress(OSError):  # a full disk must not stop the step for the sake of this
                _write(path, Progressed(title=job.title, done=done, steps=steps, loss=loss, seconds=last - started))

    try:
        yield report
    finally:
        with suppress(OSError):
            path.unlink()


def running(folder: Path) -> list[Progressed]:
    """What every running step last reported."""
    found = []
    for path in sorted(folder.glob("*.json")):
        with suppress(OSError, ValueError):  # the step may have ended in between
            found.append(json.loads(path.read_text()))
    return found


def _write(path: Path, content: Progressed) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(json.dumps(content))
    unfinished.replace(path)
