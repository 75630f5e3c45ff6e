"""An artifact, an empty store, and a disk that need not be waited for."""

import os

import pytest

from tests.store.made import artifact, root, store

__all__ = ["artifact", "quick_sync", "root", "store"]


@pytest.fixture
def quick_sync(monkeypatch):
    """A flush that can fail, or be killed, as a real one can, but does not wait: what a dead process wrote is there anyway."""
    monkeypatch.setattr(os, "fsync", os.fstat)
