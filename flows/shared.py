"""One store, several grids: what others are at, what they have done meanwhile, and which weights nobody needs any more."""

import logging
import time
from collections.abc import Collection
from enum import Enum

from flows.ready import Ready
from tasks.leases import leases
from xtreme_eval.errors import StoreError, UnreachableError
from xtreme_eval.experiment.jobs import TrainJob
from xtreme_eval.experiment.order import results_behind
from xtreme_eval.experiment.plan import Step
from xtreme_eval.experiment.retention import waiting_for
from xtreme_eval.store.open import open_store
from xtreme_eval.store.retention import Retention, was_dropped

AGAIN = 5.0
"""Seconds after which a step that another worker is at is looked at again."""

_LOG = logging.getLogger(__name__)


class Now(Enum):
    """How things are with a step that could start."""

    FREE = "free"
    TAKEN = "another worker is at it"
    DONE = "there is nothing to do any more"


class SharedStore:
    """A grid's view of its store while others work on it too.

    Args:
        grid: what is run.
        skip_finished: a training whose results are all there has nothing to do, though its own weights may be gone.
    """

    def __init__(self, grid: Ready, *, skip_finished: bool = True) -> None:
        self._store, self._grid = open_store(grid.location.store), grid
        self._leases = leases(grid.location.store, self._store)
        self._behind = results_behind(grid.plan) if skip_finished else {}
        self._waited_for = waiting_for(grid.passing)
        self._retention = Retention(self._store)

    def look(self, step: Step) -> Now:
        """Whether a step that could start is still to be made here. Whatever cannot be told is left to the worker to find out."""
        try:
            return self._look(step)
        except (StoreError, UnreachableError) as error:
            _LOG.warning("%s: %s", step.job.title, error)
            return Now.FREE

    def drop_weights(self, result: str, done: Collection[str]) -> None:
        """After an evaluation or measurement: drop the weights that only this and others that are done have been waiting for."""
        for training in self._waited_for.get(result, ()):
            if all(key in done or key in self._grid.present for key in self._grid.passing[training]):
                self._drop(training)

    def _drop(self, training: str) -> None:
        try:
            self._retention.drop(training)
        except StoreError as error:
            _LOG.warning("%s: its weights stay: %s", self._grid.plan.steps[training].job.title, error)

    def _look(self, step: Step) -> Now:
        if not isinstance(step.job, TrainJob):
            return Now.DONE if self._store.verified(step.key) else self._free(step.key)
        behind = self._behind.get(step.key)
        if behind and all(self._store.verified(result) for result in behind):
            return Now.DONE
        if self._store.verified(step.key):
            return Now.FREE
        if (now := self._free(step.key)) is Now.FREE and was_dropped(self._store, step.key):
            self._store.repair(step.key)
        return now

    def _free(self, key: str) -> Now:
        return Now.TAKEN if self._leases.taken(key) else Now.FREE


def wait() -> None:
    """Until it is worth while to look again."""
    time.sleep(AGAIN)
