"""A small artifact in the formats of real ones, and an empty store."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from xtreme_eval.store.directory import DirectoryStore


@pytest.fixture
def artifact(tmp_path):
    folder = tmp_path / "made"
    folder.mkdir()
    save_file({"weight": np.arange(12, dtype=np.float32)}, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({"layers": 2}))
    return {path.name: path for path in sorted(folder.iterdir())}


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(root) -> DirectoryStore:
    return DirectoryStore(root)
