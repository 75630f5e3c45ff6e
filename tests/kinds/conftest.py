"""One tokenizer and one encoder, in evaluation mode, for all tests of kinds."""

import pytest
import torch

from tests.kinds import made


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """More threads wait for each other longer than these models compute."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def tokenizer():
    return made.tokenizer()


@pytest.fixture(scope="session")
def checkpoint():
    found = made.checkpoint()
    found.encoder.eval()
    return found
