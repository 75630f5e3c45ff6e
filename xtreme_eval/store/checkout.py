"""A committed artifact as a folder with its own file names, for libraries that read folders."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xtreme_eval.store.protocol import Manifest, Store


@contextmanager
def checked_out(store: Store, manifest: Manifest) -> Iterator[Path]:
    """A temporary folder of links to the artifact's verified files; it is gone when the block ends.

    Raises:
        CorruptArtifactError: a file is damaged.
    """
    with tempfile.TemporaryDirectory(prefix="xtreme-eval-") as folder:
        for name in manifest.files:
            (Path(folder) / name).symlink_to(store.open_file(manifest, name).resolve())
        yield Path(folder)
