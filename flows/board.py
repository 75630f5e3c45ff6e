"""What a person sees while a grid runs: a live board on a terminal, plain lines elsewhere."""

import threading
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from types import TracebackType

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text

from tasks.progress import running
from xtreme_eval.experiment.jobs import Location
from xtreme_eval.experiment.order import needed
from xtreme_eval.experiment.plan import Plan, Step

QUIET_SECONDS = 30
"""Without a terminal: seconds between two lines about the running steps."""


class Board:
    """Shows the plan's progress between `with` and its end.

    Args:
        plan: the study's steps.
        present: keys that need not run.
        costs: what each step costs, in any unit.
        location: where running steps report their progress.
        console: where to show it (standard error).
    """

    def __init__(
        self, plan: Plan, present: Collection[str], costs: Mapping[str, float], location: Location, console: Console | None = None
    ) -> None:
        self._costs = {step.key: costs[step.key] for step in needed(plan, present)}
        self._total, self._done, self._worked = len(self._costs), 0, 0.0
        self._folder, self._console = Path(location.progress), console or Console(stderr=True, highlight=False)
        self._began: dict[str, float] = {}
        self._started, self._stop = time.monotonic(), threading.Event()
        self._live = Live(get_renderable=self._picture, console=self._console, refresh_per_second=2, transient=True)
        self._thread = threading.Thread(target=self._lines, daemon=True)

    def __enter__(self) -> "Board":
        for stale in self._folder.glob("*.json"):
            stale.unlink(missing_ok=True)
        self._live.start() if self._console.is_terminal else self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        if self._console.is_terminal:
            self._live.stop()

    def started(self, step: Step) -> None:
        """A step was handed to a worker."""
        self._began[step.key] = time.monotonic()

    def ended(self, step: Step, failure: str) -> None:
        """A step ended; `failure` is "" or the reason."""
        self._done, self._worked = self._done + 1, self._worked + self._costs[step.key]
        seconds = time.monotonic() - self._began.pop(step.key)
        verdict = f"FAILED: {failure}" if failure else f"{seconds:.0f} s"
        self._console.print(f"[{self._done}/{self._total}] {step.job.title}: {verdict}", markup=False, soft_wrap=True)

    def _left(self) -> str:
        """Time left, from what the steps that ended cost and how long they took."""
        if not self._worked:
            return ""
        seconds = (time.monotonic() - self._started) / self._worked * (sum(self._costs.values()) - self._worked)
        return f" · about {seconds / 60:.0f} min left" if seconds >= 90 else f" · about {seconds:.0f} s left"

    def _picture(self) -> Group:
        bars = Progress(TextColumn("  {task.description}"), BarColumn(bar_width=24), TextColumn("{task.fields[note]}"))
        for step in running(self._folder):
            bars.add_task(str(step["title"]), total=int(step["steps"]), completed=int(step["done"]), note=_note(step))
        return Group(Text(f"{self._done} of {self._total} steps{self._left()}"), bars)

    def _lines(self) -> None:
        while not self._stop.wait(QUIET_SECONDS):
            for step in running(self._folder):
                self._console.print(
                    f"  {step['title']}: {step['done']}/{step['steps']}, {_note(step)}", markup=False, soft_wrap=True
                )
            self._console.print(f"  {self._done} of {self._total} steps{self._left()}", markup=False)


def _note(step: dict[str, float | str]) -> str:
    """Loss and time left of a running step."""
    done, steps, seconds = float(step["done"]), float(step["steps"]), float(step["seconds"])
    left = f"{seconds / done * (steps - done):.0f} s left" if done else ""
    return f"loss {float(step['loss']):.3f} · {left}" if float(step["loss"]) else left
