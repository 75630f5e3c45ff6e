"""Snapshots of a training at intervals of time, written beside it, and where the next run takes it up again."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any, Protocol

from numpy.typing import NDArray

from xtreme_eval.evaluation.environment import PACKAGES, versions
from xtreme_eval.store.snapshots import Snapshot, SnapshotFile, Write
from xtreme_eval.store.snapshots import Snapshots as Place
from xtreme_eval.training.progress import Modules, Progress
from xtreme_eval.training.snapshot import BEST, State, Tensors, captured, live_tensors, restore, room_for
from xtreme_eval.training.stop import Stop

GRACE = 25.0
"""Seconds from a request to stop in which a last snapshot may be begun and ended; machines are taken away after 30."""

SHARE = 0.02
"""Of a training's time, at most this much may go into copying its state; else the interval is stretched."""

_LOG = logging.getLogger(__name__)


class Snapshots(Protocol):
    """What the training loop knows of them."""

    def resume(self, now: Progress, modules: Modules, plan: str) -> None:
        """Bring a training that has not begun to where an earlier run of the same plan was; leave it where there was none."""
        ...

    def whole(self) -> AbstractContextManager[None]:
        """The state changes within, and is whole before and after; at the end it may be copied.

        Raises:
            Stopped: at the end, where the training was asked to stop.
        """
        ...


class NoSnapshots:
    """For trainings that nobody will want to take up again."""

    def resume(self, now: Progress, modules: Modules, plan: str) -> None:
        """Nothing to resume from."""

    def whole(self) -> AbstractContextManager[None]:
        """Nothing is copied."""
        return nullcontext()


class TimedSnapshots:
    """Snapshots of one training.

    A failing snapshot is a warning and no error: the training goes on.

    Args:
        place: where the store keeps them.
        interval: seconds from one to the next; one that is still being written is waited for.
        stop: by which the training is asked to stop.
        clock: seconds.
    """

    def __init__(self, place: Place, *, interval: float, stop: Stop, clock: Callable[[], float] = time.monotonic) -> None:
        self._place, self._interval, self._stop, self._clock = place, interval, stop, clock
        self._training: tuple[Progress, Modules] | None = None
        self._made: dict[str, str] = {}
        self._writing: threading.Thread | None = None
        self._latest: Snapshot | None = None
        self._last, self._took, self._held_up = clock(), 0.0, 0.0
        self._room: dict[str, Tensors] = {}

    def resume(self, now: Progress, modules: Modules, plan: str) -> None:
        """From the newest snapshot that is whole and of this plan, these library versions and this sort of device."""
        with self._stop.held():
            self._made = _made(plan, modules)
            self._latest = self._restored(now, modules)
            with _no_error("snapshots that are of no use stay"):
                self._place.forget_after(self._latest.number) if self._latest else self._place.forget()
            self._training, self._last = (now, modules), self._clock()

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Copy the state at the end if it is time, and write it in another thread."""
        with self._stop.held():
            yield
            elapsed = self._clock() - self._last
            if self._is_writing():
                return
            if elapsed >= max(self._interval, self._held_up / SHARE):
                self._begin()
            elif elapsed >= self._interval / 2 and self._writing is None:
                self._make_room()

    def keep_last(self) -> None:
        """Keep the state of a training that was stopped, if there is time."""
        if self._training is None:
            return
        self._wait()
        now, modules = self._training
        known = self._latest.number if self._latest else 0
        left = GRACE - (time.monotonic() - (self._stop.asked_at or time.monotonic()))
        if now.done > known and self._took < left:
            with _no_error("no snapshot is made"):
                self._write(self._captured(now, modules))

    def forget(self) -> None:
        """The training is committed: what is being written is waited for, and everything is removed."""
        self._wait()
        with _no_error("snapshots of a training that is committed stay"):
            self._place.forget()

    def _restored(self, now: Progress, modules: Modules) -> Snapshot | None:
        from safetensors import SafetensorError

        for snapshot, files in self._place.newest_first():
            before = snapshot.facts.get("made", {})
            if differing := [
                f"{name} was {before.get(name)}, is {value}" for name, value in self._made.items() if before.get(name) != value
            ]:
                reason = ", ".join(differing)
                _LOG.warning("a training starts anew, its snapshot after %d steps is not used: %s", snapshot.number, reason)
                return None
            try:
                restore(now, modules, snapshot.number, files, snapshot.facts)
            except SafetensorError as error:
                _LOG.warning("the snapshot after %d steps is not used: %s", snapshot.number, error)
            else:
                return snapshot
        return None

    def _make_room(self) -> None:
        """In another thread, before the first copy: it takes the system far longer to hand out gigabytes than to copy them."""
        assert self._training is not None
        live = live_tensors(*self._training)

        def make() -> None:
            with _no_error("the first snapshot holds the training up for longer"):
                self._room = room_for(live)

        self._writing = threading.Thread(target=make, name="snapshot")
        self._writing.start()

    def _begin(self) -> None:
        assert self._training is not None
        with _no_error("no snapshot is made"):
            self._last = started = self._clock()
            state = self._captured(*self._training)
            self._last = self._clock()
            self._held_up = self._last - started
            self._writing = threading.Thread(target=self._write, args=(state,), name="snapshot")
            self._writing.start()

    def _captured(self, now: Progress, modules: Modules) -> State:
        """A copy of the state in the room of the one before, which has been written."""
        state = captured(now, modules, self._room)
        self._room = {part: tensors for part, tensors in state.tensors.items() if part != BEST}
        return state

    def _write(self, state: State) -> None:
        began = time.monotonic()
        with _no_error("no snapshot is made"):
            facts = {**state.facts, "made": self._made}
            self._latest = self._place.keep(state.done, {part: self._file(state, part) for part in state.tensors}, facts)
        self._took = time.monotonic() - began

    def _file(self, state: State, part: str) -> Write | SnapshotFile:
        """What writes a part, or the file of the latest snapshot where the best weights are still the same."""
        from safetensors.torch import save_file

        latest = self._latest
        if part == BEST and latest and latest.facts["run"]["best_step"] == state.facts["run"]["best_step"]:
            return latest.files[BEST]
        return partial(save_file, state.tensors[part])

    def _is_writing(self) -> bool:
        return self._writing is not None and self._writing.is_alive()

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.join()


@contextmanager
def _no_error(what: str) -> Iterator[None]:
    """A snapshot is for the sake of the training: where it fails, the training goes on."""
    try:
        yield
    except Exception as error:
        _LOG.warning("%s: %s", what, error)


def _made(plan: str, modules: Modules) -> dict[str, str]:
    """What must be the same when a training goes on: else it would end as no undisturbed one does.

    Not the program's revision, as it is in no key either: a change of what a step does raises the format of snapshots.
    """
    libraries = {name: version for name, version in versions().items() if name in PACKAGES}
    return {"plan": plan, "device": next(modules[0].parameters()).device.type, **libraries}


def plan_of(order: Sequence[int], lengths: Sequence[NDArray[Any]], modules: Modules) -> str:
    """The hash of what a training goes through: its order of tasks, the length of every example, the shape of every weight."""
    shapes = [[name, list(weight.shape), str(weight.dtype)] for module in modules for name, weight in module.state_dict().items()]
    digest = hashlib.sha256(json.dumps([list(order), shapes]).encode())
    for of_task in lengths:
        digest.update(of_task.tobytes())
    return digest.hexdigest()
