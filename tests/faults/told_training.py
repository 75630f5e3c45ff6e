"""A training in a forked process that tells of every step and snapshot, until it ends, or is killed or told to end."""

import os
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from tasks.interrupts import stoppable
from tests.training.small_grid import STEPS, Grid, location, silent
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.store.protocol import Manifest
from xtreme_eval.training import stage
from xtreme_eval.training.progress import Modules, Progress
from xtreme_eval.training.resume import SHARE, TimedSnapshots
from xtreme_eval.training.snapshot import State

NEVER = 1e9  # seconds
MIXTURE, BASE = "train mnli+squad1 · seed 1", "base tiny-small"
_MESSAGE = struct.Struct("<cqd")
_RESUMED, _STEP, _BEGUN, _KEPT = b"r", b"s", b"b", b"k"
Tell = Callable[[bytes, int], None]


@dataclass(kw_only=True)
class Story:
    """What one process has told, by step, in seconds of the machine's clock; and how it ended.

    Attributes:
        resumed: the step that it went on from; None if it did not come that far.
        steps: when each was taken, the one that was resumed from included.
        begun: when each snapshot was begun, before anything was copied.
        kept: when each had been written.
        ended: when the signal was sent.
        status: of the process, as subprocess has it.
    """

    resumed: int | None = None
    steps: dict[int, float] = field(default_factory=dict)
    begun: dict[int, float] = field(default_factory=dict)
    kept: dict[int, float] = field(default_factory=dict)
    ended: float = 0.0
    status: int = 0

    @property
    def reached(self) -> int:
        """The last step."""
        return max(self.steps, default=0)

    def hear(self, kind: bytes, step: int, at: float) -> None:
        """One message."""
        if kind == _RESUMED:
            self.resumed = step
        {_RESUMED: self.steps, _STEP: self.steps, _BEGUN: self.begun, _KEPT: self.kept}[kind].setdefault(step, at)

    def lost(self, step: int) -> float:
        """Seconds of work that are done again where the next process goes on from `step`."""
        return self.ended - self.begun.get(step, self.steps.get(step, self.ended)) if self.steps else 0.0

    def due(self, step: int, interval: float) -> float:
        """At most so many seconds may be lost: an interval, the step or snapshot that ends first, and the one being written."""
        times = [*sorted(self.steps.values()), self.ended]
        longest = max((after - before for before, after in pairwise(times)), default=0.0)
        copying = max((self.steps.get(each, at) - at for each, at in self.begun.items()), default=0.0)
        writing = self.kept.get(step, 0.0) - self.begun.get(step, 0.0)
        unfinished = max((self.ended - at for each, at in self.begun.items() if each not in self.kept), default=0.0)
        return max(interval, copying / SHARE, writing) + longest + unfinished


class Trainer:
    """Trains a mixture of two kinds again and again in a store of its own, which has the parent and nothing else.

    Args:
        grid: a small grid that has run.
        folder: of the store.
        steps: of the training.
        interval: seconds from one snapshot to the next.
    """

    def __init__(self, grid: Grid, folder: Path, *, steps: int, interval: float) -> None:
        job, parent = grid.job(MIXTURE), grid.manifests[BASE]
        hyper = STEPS.model_copy(update={"steps": steps, "selections": 3})
        self._job: Any = job.model_copy(update={"key": "long", "stage": job.stage.model_copy(update={"hyper": hyper})})
        self._place = location(grid.data).model_copy(update={"snapshot_minutes": interval / 60})
        self.store = DirectoryStore(folder)
        files = {name: grid.store.open_file(parent, name) for name in parent.files}
        self.store.commit(parent.key, parent.kind, files, parent.meta)

    def here(self) -> Manifest:
        """Train in this process, to the end."""
        return stage.run_training(self._job, self._place, self.store, silent)

    def train(self, number: int | None = None, *, at_step: int = 0, after: float = 0.0) -> Story:
        """Train in a child, which gets the signal of this number that many seconds after it has taken a step, or none."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            self._train(lambda kind, step: _tell(writing, kind, step))
        os.close(writing)
        story = Story()
        with os.fdopen(reading, "rb") as pipe:
            for kind, step, at in _messages(pipe):
                story.hear(kind, step, at)
                if number is not None and kind == _STEP and step >= at_step:
                    time.sleep(after)
                    story.ended = time.monotonic()
                    os.kill(child, number)
                    number = None
        story.status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return story

    def _train(self, tell: Tell) -> None:
        status = 1
        try:
            stage.TimedSnapshots = partial(_Telling, tell)  # type: ignore[misc, assignment]
            with stoppable() as stop:
                stage.run_training(self._job, self._place, self.store, silent, stop)
            status = 0
        finally:
            os._exit(status)

    @property
    def snapshots(self) -> list[int]:
        """The whole ones, newest first."""
        return [snapshot.number for snapshot, _ in self.store.snapshots("long").newest_first()]

    @property
    def committed(self) -> Manifest | None:
        """What the training has ended with."""
        return self.store.find("long")


class _Telling(TimedSnapshots):
    """Snapshots that tell."""

    def __init__(self, tell: Tell, *others: Any, **named: Any) -> None:
        super().__init__(*others, **named)
        self._tell = tell

    def resume(self, now: Progress, modules: Modules, plan: str) -> None:
        super().resume(now, modules, plan)
        self._tell(_RESUMED, now.done)

    @contextmanager
    def whole(self) -> Iterator[None]:
        with super().whole():
            yield
        assert self._training is not None
        self._tell(_STEP, self._training[0].done)

    def _begin(self) -> None:
        assert self._training is not None
        self._tell(_BEGUN, self._training[0].done)
        super()._begin()

    def _write(self, state: State) -> None:
        super()._write(state)
        self._tell(_KEPT, state.done)


def _tell(into: int, kind: bytes, step: int) -> None:
    os.write(into, _MESSAGE.pack(kind, step, time.monotonic()))


def _messages(pipe: Any) -> Iterator[tuple[bytes, int, float]]:
    while len(message := pipe.read(_MESSAGE.size)) == _MESSAGE.size:
        yield _MESSAGE.unpack(message)
