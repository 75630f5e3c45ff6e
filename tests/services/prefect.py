"""A Prefect server as a group of people runs one: its database and its leases outlive its processes. On loopback."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks.server import _guard

LASTING = "prefect.server.concurrency.lease_storage.filesystem"
PATIENCE = 180  # seconds until it answers on a busy machine


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@dataclass(kw_only=True)
class PrefectServer:
    """A server in a folder of its own; SQLite, unless `database` names another one.

    Attributes:
        sweep: seconds after which it looks for leases that are over; Prefect's default is 15.
        lasting: whether it keeps leases on the disk.
    """

    folder: Path
    database: str = ""
    sweep: float = 15.0
    lasting: bool = True
    port: int = field(default_factory=free_port)

    @property
    def address(self) -> str:
        """What PREFECT_API_URL is to be."""
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def leases(self) -> Path:
        """The folder with a file for each lease."""
        return self.folder / "concurrency_leases"

    def start(self) -> None:
        """Start it, or start it again on what is left; returns when it answers."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        settings = {
            "PREFECT_HOME": str(self.folder),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS": str(self.sweep),
        }
        settings |= {"PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": LASTING} if self.lasting else {}
        settings |= {"PREFECT_API_DATABASE_CONNECTION_URL": self.database} if self.database else {}
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "server.log").open("a") as log:
            command = ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(self.port)]
            self._process = subprocess.Popen(
                [sys.executable, *command], env=outside | settings, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        _guard(self._process.pid)  # ends it even where this process is killed
        limit = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"Prefect's server does not start: {(self.folder / 'server.log').read_text()[-2000:]}")
            time.sleep(0.2)

    def let_time_pass(self) -> None:
        """Make every lease that is held now one whose holder was last heard of a minute and more ago."""
        past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
        for path in (path for path in self.leases.glob("*-*.json")):
            _replaced(path, {**json.loads(path.read_text()), "expiration": past})
        index = self.leases / "expirations.json"
        _replaced(index, dict.fromkeys(json.loads(index.read_text()), past))

    def kill(self) -> None:
        """Kill -9 every process of it."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _replaced(path: Path, content: dict[str, object]) -> None:
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps(content))
    unfinished.replace(path)


@contextmanager
def prefect_on_disk(folder: Path, *, database: str = "", sweep: float = 15.0, lasting: bool = True) -> Iterator[PrefectServer]:
    """A new server; ended in the end."""
    server = PrefectServer(folder=folder, database=database, sweep=sweep, lasting=lasting)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture(scope="session")
def lasting_prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """A server that keeps its leases on the disk, and looks every second for those that are over."""
    with prefect_on_disk(tmp_path_factory.mktemp("prefect"), sweep=1.0) as server:
        yield server
