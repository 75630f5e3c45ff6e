"""One embedded Prefect for all tests, with the product's own settings, and the miniature study's data."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.server import EMBEDDED
from tasks.settings import embedded_prefect
from tests import miniature
from tests.services.prefect import lasting_prefect
from tests.services.servers import ceph_bucket, ceph_server
from tests.services.summary import pytest_collection_finish, pytest_terminal_summary
from xtreme_eval.studies.request import GridRequest

__all__ = ["ceph_bucket", "ceph_server", "lasting_prefect", "pytest_collection_finish", "pytest_terminal_summary"]

HOME = tempfile.TemporaryDirectory(prefix="xtreme-eval-tests-")
os.environ["PREFECT_HOME"] = HOME.name
os.environ["PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW"] = "ignore"  # tests call single steps outside of flows
embedded_prefect(Path(HOME.name))  # here, since a test module may import Prefect as soon as it is collected


@pytest.fixture(scope="session")
def prefect_api() -> Iterator[None]:
    """A server for the flows and tasks that are run in this process."""
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        os.environ[EMBEDDED] = PREFECT_API_URL.value()
        yield


@pytest.fixture(scope="session")
def miniature_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the miniature study, which is now among the known ones; nobody may write into it."""
    folder = tmp_path_factory.mktemp("miniature") / "data"
    miniature.write_data(folder)
    miniature.make_known()
    return folder


@pytest.fixture(scope="session")
def finished(prefect_api: None, miniature_data: Path, tmp_path_factory: pytest.TempPathFactory) -> GridRequest:
    """The miniature grid, run undisturbed; nobody may write into its folders."""
    request = miniature.request(miniature_data, tmp_path_factory.mktemp("finished"))
    assert miniature.run_in_a_thread(request) == {}
    return request


@pytest.fixture
def copied(finished: GridRequest, tmp_path: Path) -> GridRequest:
    """A copy of the finished grid, with data of its own, to be damaged and run again."""
    shutil.copytree(finished.out, tmp_path / "out")
    shutil.copytree(str(finished.data), tmp_path / "data")
    return miniature.request(tmp_path / "data", tmp_path / "out")
