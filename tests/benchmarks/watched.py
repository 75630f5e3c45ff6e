"""Run a command and watch it from outside: wall time, and the memory of all its processes together."""

import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import psutil

INTERVAL = 0.2


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What one run took."""

    seconds: float
    peak_gib: float
    output: str


def watch(command: Sequence[str]) -> Watched:
    """Run `command` to its end; memory is the peak of the summed proportional (shared pages once) or resident set sizes."""
    started, peak = time.monotonic(), 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        root = psutil.Process(process.pid)
        while process.poll() is None:
            with suppress(psutil.Error):
                peak = max(peak, sum(_memory(one) for one in [root, *root.children(recursive=True)]))
            time.sleep(INTERVAL)
        seconds, output = time.monotonic() - started, process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}:\n{output[-2000:]}")
    return Watched(seconds=seconds, peak_gib=peak / 2**30, output=output)


def _memory(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        full = process.memory_full_info()
        return int(getattr(full, "pss", full.rss))
    return 0
