"""Whether a blob in a bucket is what its name says, and what readers tell each other about those that are not.

A reader that has downloaded a blob twice and got other bytes than its hash each time leaves an empty object under `v1/damaged/`,
named after the hash and the object it saw. Nothing is removed on a reader's word: a repair reads the blob again first.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

from xtreme_eval.errors import StoreError
from xtreme_eval.store.layout import blob_name
from xtreme_eval.store.protocol import Manifest, StoredFile, StoredObject
from xtreme_eval.store.s3_client import explained
from xtreme_eval.store.s3_download import download
from xtreme_eval.store.s3_objects import Bucket, listed, look, remove, write

DAMAGED = "v1/damaged"

_LOG = logging.getLogger(__name__)
_LOOKERS = 8
_READS = 2
_MISSING = "is missing"


class Problem(NamedTuple):
    """What is wrong with a blob, and what is there in its place (None: nothing)."""

    stored: StoredFile
    text: str
    found: StoredObject | None


def known_problems(bucket: Bucket, manifest: Manifest) -> Iterator[Problem]:
    """The blobs that are missing, have another size, or were reported; nothing is downloaded."""
    files = list(dict.fromkeys(manifest.files.values()))
    if not files:
        return
    reported = {found.name for found in listed(bucket, f"{DAMAGED}/")}
    with ThreadPoolExecutor(_LOOKERS) as lookers:
        there = list(lookers.map(lambda stored: look(bucket, blob_name(stored.sha256)), files))
    for stored, found in zip(files, there, strict=True):
        if found is None:
            yield Problem(stored, _MISSING, None)
        elif found.size != stored.size:
            yield Problem(stored, _other_size(found, stored), found)
        elif _report_name(stored, found) in reported:
            yield Problem(stored, "has other bytes than its manifest says, as a reader has reported", found)


def read_through(bucket: Bucket, stored: StoredFile, received: Callable[[int], None], into: Path | None = None) -> str:
    """Read a blob in full, again if it arrives wrong; what is wrong with it, or ''. Proven damage is reported.

    Args:
        bucket: where it lies.
        stored: its hash and size.
        received: is told each number of bytes that have arrived.
        into: the file that gets the bytes; None keeps them nowhere.
    """
    blob = blob_name(stored.sha256)
    for left in reversed(range(_READS)):
        found = look(bucket, blob)
        if found is None:
            return _MISSING
        if found.size != stored.size:
            return _other_size(found, stored)
        with nullcontext() if into is None else into.open("wb") as file:
            arrived = download(bucket, found, file, received)
        if arrived == stored:
            return ""
        if not left:
            _report(bucket, stored, found)
    return f"has {arrived.size} bytes with sha256 {arrived.sha256}, its manifest says {stored.size} bytes with {stored.sha256}"


def proven(bucket: Bucket, problem: Problem, received: Callable[[int], None]) -> bool:
    """Whether a blob is damaged for certain; a report that proves wrong is withdrawn.

    To look for an object cannot tell a missing bucket from a missing object: what is missing must be missing in a list too.
    """
    stored = problem.stored
    found = read_through(bucket, stored, received)
    if found == _MISSING:
        return next(listed(bucket, blob_name(stored.sha256)), None) is None
    if not found:
        withdraw(bucket, reports(bucket, stored))
    return bool(found)


def reports(bucket: Bucket, stored: StoredFile) -> list[StoredObject]:
    """What readers have reported of this blob, now or before it was replaced."""
    return list(listed(bucket, f"{DAMAGED}/{stored.sha256}-"))


def withdraw(bucket: Bucket, found: list[StoredObject]) -> None:
    """Remove reports of damage that is no more."""
    for each in found:
        remove(bucket, each)


def _report(bucket: Bucket, stored: StoredFile, found: StoredObject) -> None:
    """Tell all readers of damage; one who may not write tells nobody."""
    try:
        with explained(bucket.address.place, "report damage"):
            write(bucket, _report_name(stored, found), b"")
    except StoreError as error:
        _LOG.warning("%s", error)


def _report_name(stored: StoredFile, found: StoredObject) -> str:
    """It holds for this very object, not for one that takes its place."""
    return f"{DAMAGED}/{stored.sha256}-{hashlib.sha256(found.version.encode()).hexdigest()[:16]}"


def _other_size(found: StoredObject, stored: StoredFile) -> str:
    return f"has {found.size} bytes, its manifest says {stored.size} bytes with sha256 {stored.sha256}"
