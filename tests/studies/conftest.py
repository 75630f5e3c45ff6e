"""One thread, as in a worker, and a small grid that has run."""

import pytest
import torch

from tests.training.small_grid import finished


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """More threads wait for each other longer than these models compute."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def grid(tmp_path_factory):
    return finished(tmp_path_factory.getbasetemp() / "small-grid")
