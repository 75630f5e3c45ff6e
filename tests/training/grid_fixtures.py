"""One thread, as in a worker, a small grid that has run, and no waiting for the disk."""

import os

import pytest
import torch

from tests.training.small_grid import Grid, finished


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """More threads wait for each other longer than these models compute."""
    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def quick_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here cuts the power."""
    monkeypatch.setattr(os, "fsync", os.fstat)


@pytest.fixture(scope="session")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Grid:
    """The small grid's data, store and plans; nobody may write into its folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)
        return finished(tmp_path_factory.getbasetemp() / "small-grid")
