"""Which lease a step is made under: the Prefect server's, where a lasting server keeps its leases on a disk; else the store's."""

from dataclasses import dataclass
from functools import cache

from httpx import HTTPError, HTTPStatusError
from prefect.client.orchestration import get_client

from tasks.server import named_server
from tasks.server_leases import ServerLeases, unreachable
from xtreme_eval.store.lease import Leases, StoreLeases
from xtreme_eval.store.protocol import Store

IN_MEMORY = "prefect.server.concurrency.lease_storage.memory"
"""Prefect 3.8's default: a server that restarts forgets its leases but not that their slots are taken, which then are for ever."""
LASTING = "prefect.server.concurrency.lease_storage.filesystem"
"""Keeps them below the server's PREFECT_HOME."""
INSTEAD = f"the store's own are used. Start it with PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE={LASTING}"


@dataclass(frozen=True)
class Choice:
    """Whose leases hold, and what a person should know of it ('' where all is well)."""

    server: bool
    advice: str = ""


def leases(address: str, store: Store) -> Leases:
    """The leases of the steps that are kept in `store`, which people call `address`.

    Raises:
        UnreachableError: the server that the settings name does not answer.
    """
    return ServerLeases(address) if choice(named_server()).server else StoreLeases(store)


@cache
def choice(server: str) -> Choice:
    """The one place that decides; every process that uses the same server decides the same.

    Args:
        server: as `named_server` tells it.

    Raises:
        UnreachableError: it does not answer.
    """
    if not server:
        return Choice(server=False)
    try:
        with get_client(sync_client=True) as client:
            kept = client.request("GET", "/admin/settings").json()["server"]["concurrency"]["lease_storage"]
    except (HTTPStatusError, KeyError, ValueError):
        return Choice(server=False, advice=f"the Prefect server at {server} does not tell how it keeps leases: {INSTEAD}")
    except HTTPError as error:
        raise unreachable(error) from error
    if kept == IN_MEMORY:
        return Choice(server=False, advice=f"the Prefect server at {server} would lose leases in a restart: {INSTEAD}")
    return Choice(server=True)
