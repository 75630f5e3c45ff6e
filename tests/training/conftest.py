"""One thread, as in a worker."""

import pytest
import torch


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """More threads wait for each other longer than these models compute."""
    torch.set_num_threads(1)
