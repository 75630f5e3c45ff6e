"""An artifact and an empty store on a disk that need not be waited for."""

import os

import pytest

from tests.store.made import artifact, root, store

__all__ = ["artifact", "quick_sync", "root", "store"]


@pytest.fixture(autouse=True)
def quick_sync(monkeypatch):
    """One test checks what is flushed and when; no test here cuts the power."""
    monkeypatch.setattr(os, "fsync", os.fstat)
