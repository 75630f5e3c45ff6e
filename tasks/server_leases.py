"""Leases of a Prefect server: each step has a global concurrency limit of one, whose slot ends with its holder.

Nobody waits for a slot: who does not get it at once goes on with something else. The limit of a step that is committed is deleted.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass
from uuid import UUID

from httpx import HTTPError, HTTPStatusError, codes
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound

from tasks.server import named_server
from xtreme_eval.errors import TakenError, UnreachableError
from xtreme_eval.key import content_key
from xtreme_eval.store.lease import refusal

TERM = 60.0
"""Seconds for which a slot is held since it was renewed last: the least that Prefect allows. The server looks every 15 s."""
RENEWAL = 15.0
"""Seconds after which its holder renews it; a server may be away for three times as long."""
PATIENCE = 10.0
"""Seconds for one request."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class ServerLeases:
    """Leases of the steps that are kept in one store, by the server that the settings name.

    Args:
        store: its address; a step of the same key in another store is another step.
    """

    store: str

    def name(self, key: str) -> str:
        """Of the step's limit."""
        return f"xtreme-eval-{content_key({'step': key, 'store': self.store})}"

    def taken(self, key: str) -> bool:
        """Whether the slot is taken.

        Raises:
            UnreachableError: the server does not answer.
        """
        try:
            with _client() as client:
                found = client.read_global_concurrency_limit_by_name(self.name(key))
        except ObjectNotFound:
            return False
        except HTTPError as error:
            raise unreachable(error) from error
        return found.active_slots >= found.limit

    @contextmanager
    def held(self, key: str) -> Iterator[None]:
        """Take the slot if it is free, and renew it in another thread.

        Raises:
            TakenError: another worker has it.
            UnreachableError: the server does not answer.
        """
        slot, done = _Slot(self.name(key), key), threading.Event()
        renewer = threading.Thread(target=copy_context().run, args=(slot.keep, done), name="lease", daemon=True)
        renewer.start()
        try:
            yield
            slot.close()
        finally:
            done.set()
            renewer.join(PATIENCE)
            slot.give_back()


class _Slot:
    """The slot of one step; it is taken when this is made."""

    def __init__(self, name: str, key: str) -> None:
        self._name, self._key = name, key
        try:
            self._lease = self._taken()
        except HTTPError as error:
            raise unreachable(error) from error

    def keep(self, done: threading.Event) -> None:
        """Renew it at intervals until `done`, or until another worker has it."""
        while not done.wait(RENEWAL):
            try:
                self._renew()
            except TakenError:
                _LOG.warning("the lease of %s is lost: another worker may make the same. What is committed is right", self._key)
                return
            except HTTPError as error:
                _LOG.warning("the lease of %s is not renewed: %s", self._key, error)

    def close(self) -> None:
        """The step is committed: nobody needs its limit any more."""
        with suppress(ObjectNotFound, HTTPError), _client() as client:  # one that stays is free
            client.delete_global_concurrency_limit_by_name(self._name)

    def give_back(self) -> None:
        """Let others have it."""
        with suppress(HTTPError), _client() as client:  # it ends by itself
            client.release_concurrency_slots_with_lease(self._lease)

    def _renew(self) -> None:
        try:
            with _client() as client:
                client.renew_concurrency_lease(self._lease, TERM)
        except HTTPStatusError as error:
            if error.response.status_code != codes.GONE:
                raise
            self._lease = self._taken()  # the server was away for longer than the term

    def _taken(self) -> UUID:
        with _client() as client:
            with suppress(ObjectAlreadyExists):  # two may create it at once
                client.upsert_global_concurrency_limit_by_name(self._name, 1)
            try:
                granted = client.increment_concurrency_slots_with_lease([self._name], 1, "concurrency", TERM).json()
            except HTTPStatusError as error:
                if error.response.status_code == codes.LOCKED:
                    raise refusal(self._key) from None
                raise
        if not granted["limits"]:  # whoever has just committed the step has deleted it
            raise refusal(self._key)
        return UUID(granted["lease_id"])


def unreachable(error: HTTPError) -> UnreachableError:
    """What is raised where the server does not answer as it should."""
    return UnreachableError(f"the Prefect server at {named_server()}, which gives out leases, fails: {error}. Run the same again")


def _client() -> SyncPrefectClient:
    return get_client(httpx_settings={"timeout": PATIENCE}, sync_client=True)
