"""Whether a stored file is what its manifest says, hashing each unchanged file once per process."""

import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from xtreme_eval.store.protocol import StoredFile

Clock = Callable[[], int]

# File systems stamp changes in ticks (a few ms on ext4, up to 2 s elsewhere): within one, a change leaves the stamp as it is.
_TICK = 2_000_000_000  # ns


class Signature(NamedTuple):
    """What changes whenever a file's bytes do; times in ns."""

    device: int
    inode: int
    size: int
    modified: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class Damage:
    """What is wrong with a stored file, and which file was looked at (None: there is none)."""

    problem: str
    seen: Signature | None


_hashes: dict[Signature, str] = {}


def signature(path: Path) -> Signature | None:
    """The signature of the file at `path`, or None where nothing is."""
    try:
        return _signature(path.stat())
    except FileNotFoundError:
        return None


def damage(path: Path, expected: StoredFile, clock: Clock) -> Damage | None:
    """None if the file at `path` has the size and the hash that are expected.

    Args:
        path: the blob.
        expected: what the manifest says.
        clock: ns since the epoch, as the file system stamps its files.
    """
    try:
        with path.open("rb") as file:
            seen = _signature(os.fstat(file.fileno()))
            digest = _sha256(file, seen, clock)
    except (FileNotFoundError, NotADirectoryError):
        return Damage(problem="it is missing", seen=None)
    except IsADirectoryError:
        return Damage(problem="it is a folder", seen=None)
    if (seen.size, digest) == (expected.size, expected.sha256):
        return None
    problem = f"it has {seen.size} bytes with sha256 {digest}, its manifest says {expected.size} bytes with {expected.sha256}"
    return Damage(problem=problem, seen=seen)


def remove_if_unchanged(path: Path, seen: Signature | None) -> None:
    """Remove the file that was looked at, unless another one has taken its place since."""
    if seen is not None and signature(path) == seen:
        path.unlink()


def _sha256(file: io.BufferedReader, seen: Signature, clock: Clock) -> str:
    known = _hashes.get(seen)
    if known is not None:
        return known
    started = clock()
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    settled = started - max(seen.modified, seen.changed) > _TICK
    if settled and _signature(os.fstat(file.fileno())) == seen:
        _hashes[seen] = digest
    return digest


def _signature(status: os.stat_result) -> Signature:
    return Signature(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
