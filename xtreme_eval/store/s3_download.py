"""Bring an object's bytes here: ranges in parallel, a few ahead, hashed and written in order as they arrive.

boto3's own transfers write ranges as they come, which leaves the hashing for afterwards; asked to write in order, those of
s3transfer 0.19 stop for ever on files of more than ten ranges.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import IO

from xtreme_eval.store.protocol import StoredFile, StoredObject
from xtreme_eval.store.s3_objects import READS, Bucket, cut_short, whole_body

Received = Callable[[int], None]

PART = 16 << 20  # bytes of a range
_AHEAD = 8  # ranges that are asked for before the first one is written: 128 MiB of memory


def download(bucket: Bucket, found: StoredObject, file: IO[bytes] | None, received: Received) -> StoredFile:
    """Read an object in full; returns what has arrived.

    Args:
        bucket: where it lies.
        found: the object as it was looked at; if it is replaced meanwhile, what arrives is neither.
        file: takes the bytes; None keeps them nowhere.
        received: is told each number of bytes that have arrived.

    Raises:
        StoreError: a range is cut short each time.
    """
    digest, size = hashlib.sha256(), 0
    for content in _in_order(bucket, found):
        digest.update(content)
        size += len(content)
        if file is not None:
            file.write(content)
        received(len(content))
    return StoredFile(sha256=digest.hexdigest(), size=size)


def _in_order(bucket: Bucket, found: StoredObject) -> Iterator[bytes]:
    """The object's ranges, one after another, each asked for long before its turn."""
    starts = iter(range(0, found.size, PART))
    receivers = ThreadPoolExecutor(_AHEAD, thread_name_prefix="download")

    def ask(start: int) -> "Future[bytes]":
        return receivers.submit(_range, bucket, found.name, start, min(PART, found.size - start))

    try:
        asked = deque(map(ask, islice(starts, _AHEAD)))
        while asked:
            content = asked.popleft().result()
            asked.extend(map(ask, islice(starts, 1)))
            yield content
    finally:
        receivers.shutdown(cancel_futures=True)


def _range(bucket: Bucket, name: str, start: int, size: int) -> bytes:
    """Some bytes of an object, asked for again when they are cut on their way."""
    wanted = f"bytes={start}-{start + size - 1}"
    for _ in range(READS):
        answer = bucket.client.get_object(**bucket.named(name), Range=wanted)
        if (content := whole_body(answer, size)) is not None:
            return content
    raise cut_short(bucket, name)
