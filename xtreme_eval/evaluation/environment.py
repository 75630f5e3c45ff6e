"""Where a training runs: its device and library versions, recorded with the result and never part of a key."""

import platform
from importlib.metadata import version

PACKAGES = ("torch", "transformers", "tokenizers", "numpy", "safetensors")


def device() -> str:
    """'cuda' where torch sees a GPU, else 'cpu'."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that compute."""
    return {"python": platform.python_version(), **{package: version(package) for package in PACKAGES}}
