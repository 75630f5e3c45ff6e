"""A lease: a step is made by one worker at a time, and by the next one when that worker dies. Here: of the store.

It is an object under a number that is claimed if absent, so that one of several claimants has it. Its holder claims the next
number at intervals; a lease that is older than its term, by the store's own dates, or whose process has ended on this machine,
is over, and whoever claims the next number has it. It saves work, no more: whoever loses it goes on, and the commit decides.
"""

import json
import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from xtreme_eval.errors import StoreError, TakenError
from xtreme_eval.store.layout import LEASES, lease_name
from xtreme_eval.store.process import ended_here, this_process
from xtreme_eval.store.protocol import Store, StoredObject

TERM = 90.0
"""Seconds for which a lease holds."""
RENEWAL = 20.0
"""Seconds after which its holder renews it."""

_LOG = logging.getLogger(__name__)


class Leases(Protocol):
    """Who is at which step, for as many workers as ask the same place."""

    def taken(self, key: str) -> bool:
        """Whether a worker is at the step now that will be committed under `key`."""
        ...

    def held(self, key: str) -> AbstractContextManager[None]:
        """Hold the lease of `key` within.

        What ends without an error has been committed, and needs no lease any more.

        Raises:
            TakenError: another worker holds it.
            XtremeEvalError: the place cannot be asked.
        """
        ...


@dataclass(frozen=True)
class StoreLeases:
    """Leases of the store itself, which ask for no server."""

    store: Store

    def taken(self, key: str) -> bool:
        """By the numbered objects that are there."""
        return taken(self.store, key)

    def held(self, key: str) -> AbstractContextManager[None]:
        """By numbered objects."""
        return held(self.store, key)


class _Lease(NamedTuple):
    number: int
    object: StoredObject


def refusal(key: str) -> TakenError:
    """What is raised where another worker holds the lease of `key`."""
    return TakenError(f"{key} is being made by another worker. Wait for it, or run the same later")


def taken(store: Store, key: str, *, term: float = TERM) -> bool:
    """Whether a worker is at `key` now."""
    newest = _newest(store, key)
    return newest is not None and not _over(store, newest, term)


@contextmanager
def held(store: Store, key: str, *, term: float = TERM, renewal: float = RENEWAL) -> Iterator[None]:
    """Hold the lease of `key` within, and renew it in another thread.

    Raises:
        TakenError: another worker holds it.
        StoreError: the store cannot be read or written.
    """
    number, done = _acquired(store, key, term), threading.Event()
    renewer = _Renewer(store, key, number, renewal, done)
    renewer.start()
    try:
        yield
    finally:
        done.set()
        renewer.join()
        with suppress(StoreError):  # it ends by itself
            _remove(store, key, upto=renewer.number)


class _Renewer(threading.Thread):
    """Claims the next number at intervals, until it is done or the lease is lost."""

    def __init__(self, store: Store, key: str, number: int, interval: float, done: threading.Event) -> None:
        super().__init__(name="lease", daemon=True)
        self._store, self._key, self.number, self._interval, self._done = store, key, number, interval, done

    def run(self) -> None:
        while not self._done.wait(self._interval):
            try:
                newest = _newest(self._store, self._key)
                if newest is None or newest.number != self.number or not _claimed(self._store, self._key, self.number + 1):
                    _LOG.warning(
                        "the lease of %s is lost: another worker may train the same. What is committed is right", self._key
                    )
                    self.number = 0
                    return
                self.number += 1
                _remove(self._store, self._key, upto=self.number - 1)
            except StoreError as error:
                _LOG.warning("the lease of %s is not renewed: %s", self._key, error)


def _acquired(store: Store, key: str, term: float) -> int:
    newest = _newest(store, key)
    number = newest.number + 1 if newest else 1
    if (newest and not _over(store, newest, term)) or not _claimed(store, key, number):
        raise refusal(key)
    _remove(store, key, upto=number - 1)
    return number


def _claimed(store: Store, key: str, number: int) -> bool:
    content = {"holder": uuid.uuid4().hex, **this_process()}
    return store.claim(lease_name(key, number), json.dumps(content).encode())


def _newest(store: Store, key: str) -> _Lease | None:
    return max(_all(store, key), default=None, key=lambda lease: lease.number)


def _all(store: Store, key: str) -> list[_Lease]:
    found = [(each.name.rpartition("/")[2], each) for each in store.objects(f"{LEASES}/{key}/")]
    return [_Lease(int(number), each) for number, each in found if number.isdecimal()]


def _over(store: Store, lease: _Lease, term: float) -> bool:
    if store.now() - lease.object.modified > term:
        return True
    content = store.note(lease.object.name)
    if content is None:  # its holder has just given it back
        return True
    try:
        return ended_here(json.loads(content))
    except (ValueError, TypeError):
        return False


def _remove(store: Store, key: str, *, upto: int) -> None:
    for lease in _all(store, key):
        if lease.number <= upto:
            store.discard(lease.object)
