"""The cut of real benchmark files, where it is at hand."""

from pathlib import Path

import pytest

from xtreme_eval.data.folder import ReleaseFolder

REAL_SLICE = Path(__file__).parents[3] / "shared" / "data" / "real-slice"


@pytest.fixture(scope="session")
def real_slice() -> ReleaseFolder:
    """Real benchmark files."""
    if not REAL_SLICE.is_dir():
        pytest.skip(f"no real benchmark files at {REAL_SLICE}")
    return ReleaseFolder(REAL_SLICE)
