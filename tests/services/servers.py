"""S3 servers for tests: moto's, in this process; and a Ceph object store, where its packages are installed."""

import logging
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

CEPH = Path(__file__).with_name("ceph.sh")
REQUIRED = "CEPH_REQUIRED"
"""Set where tests on Ceph must run: a server that is not there then fails them instead of skipping them."""
_TOOLS = ("ceph-mon", "ceph-osd", "ceph-mgr", "radosgw", "ceph", "curl")


class NoServerError(Exception):
    """A server cannot be had here; says why."""


@dataclass(frozen=True, kw_only=True)
class Ceph:
    """A cluster that was started in a folder of its own; its buckets have no versions."""

    folder: Path
    address: str

    def kill(self) -> None:
        """Kill -9 every process of it."""
        self._run("kill")

    def start(self) -> None:
        """Start it again on what is left; returns when it answers."""
        self._run("start")

    def admin(self, *words: str) -> None:
        """Have radosgw-admin do something, which the gateway heeds at once."""
        done = subprocess.run(
            ["radosgw-admin", "-c", self.folder / "ceph.conf", *words], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"radosgw-admin {' '.join(words)}: {done.stderr.strip()}")

    def _run(self, command: str) -> None:
        port = self.address.rpartition(":")[2]
        done = subprocess.run([CEPH, command, self.folder], env=_environment(port), capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoServerError(f"ceph.sh {command} fails: {done.stderr.strip()}")


@contextmanager
def ceph(folder: Path) -> Iterator[Ceph]:
    """A new cluster on a free port, or on CEPH_PORT; ended in the end.

    Raises:
        NoServerError: it is not installed, or does not start.
    """
    if missing := [tool for tool in _TOOLS if not shutil.which(tool)]:
        raise NoServerError(f"Ceph is not installed ({', '.join(missing)} missing): run tests/services/ceph.sh install")
    cluster = Ceph(folder=folder, address=f"http://127.0.0.1:{os.environ.get('CEPH_PORT') or _free_port()}")
    try:
        cluster.start()
        yield cluster
    finally:
        subprocess.run([CEPH, "stop", folder], check=False)


@pytest.fixture(scope="session")
def moto_server() -> Iterator[str]:
    """The address of a server in this process; what it stores is gone with it."""
    server = pytest.importorskip("moto.server", reason="moto is not installed").ThreadedMotoServer(
        ip_address="127.0.0.1", port=0, verbose=False
    )
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture(scope="session")
def ceph_server(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Ceph]:
    """A Ceph object store on loopback; what depends on it is skipped with the reason where there is none."""
    with ExitStack() as until_the_end:
        try:
            started = until_the_end.enter_context(ceph(tmp_path_factory.mktemp("ceph")))
        except NoServerError as error:
            pytestconfig.stash[STATE] = f"not started: {error}"
            (pytest.fail if os.environ.get(REQUIRED) else pytest.skip)(f"a real S3 server is missing: {error}")
        version = subprocess.run(["radosgw", "--version"], capture_output=True, text=True, check=False).stdout
        pytestconfig.stash[STATE] = " ".join(version.split()[:3]) + ", started by tests/services/ceph.sh"
        yield started


STATE = pytest.StashKey[str]()
"""What is to be told of the real server at the end of a test run."""


@pytest.fixture
def ceph_bucket(ceph_server: Ceph, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a bucket on Ceph, which boto3's settings now point to."""
    reach(monkeypatch, ceph_server.address)
    return make_bucket("tests")


def make_bucket(name: str) -> str:
    """Create a bucket, unless it is there, on the server that the environment names."""
    from xtreme_eval.store.s3_client import s3_client

    with suppress(s3_client().exceptions.BucketAlreadyOwnedByYou):
        s3_client().create_bucket(Bucket=name)
    return name


def reach(environment: pytest.MonkeyPatch, address: str) -> None:
    """Set what boto3 needs to talk to a server of this file."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        environment.delenv(name)
    settings = {"ACCESS_KEY_ID": "testkey", "SECRET_ACCESS_KEY": "testsecret", "DEFAULT_REGION": "us-east-1"}
    for name, value in (settings | {"ENDPOINT_URL": address, "EC2_METADATA_DISABLED": "true"}).items():
        environment.setenv(f"AWS_{name}", value)
    environment.setenv("AWS_CONFIG_FILE", os.devnull)
    environment.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)


def _environment(port: str) -> dict[str, str]:
    return os.environ | {"CEPH_PORT": port}


def _free_port() -> int:
    """A port that is free, as the two below it are, which the monitor takes."""
    for port in range(19702, 29700, 3):
        with ExitStack() as held, suppress(OSError):
            for each in (port, port - 1, port - 2):
                held.enter_context(socket.socket()).bind(("127.0.0.1", each))
            return port
    raise NoServerError("no three ports in a row are free")
