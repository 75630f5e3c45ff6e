"""Small files to read, and the cut of real benchmark files where it is at hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from xtreme_eval.data.folder import ReleaseFolder

REAL_SLICE = Path(__file__).parents[3] / "shared" / "data" / "real-slice"

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file below the test's own folder and return its path."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


@pytest.fixture(scope="session")
def real_slice() -> ReleaseFolder:
    """Real benchmark files."""
    if not REAL_SLICE.is_dir():
        pytest.skip(f"no real benchmark files at {REAL_SLICE}")
    return ReleaseFolder(REAL_SLICE)
