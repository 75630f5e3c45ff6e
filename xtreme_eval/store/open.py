"""From the name of a store to the store."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from xtreme_eval.errors import StoreError, UnknownNameError
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.store.protocol import Store
from xtreme_eval.store.s3 import S3Store
from xtreme_eval.store.s3_address import S3Address
from xtreme_eval.store.settings import cache_of

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?=//)|(file|s3):", re.IGNORECASE)


def open_store(url: str, environment: Mapping[str, str] = os.environ, *, expected: Mapping[str, str] | None = None) -> Store:
    """The store that people call `url`: 's3://bucket/prefix', 'file:out/store', 'file:///data/store', or a plain path.

    A path is taken as it is written: nothing is percent-decoded, only a leading '~' is expanded.

    Args:
        url: the name.
        environment: where the folder and the bound of the local cache of a bucket are set (see `settings`).
        expected: for keys that were handed on, the sha256 of the manifest that they stand for: another one is an error.

    Raises:
        UnknownNameError, StoreError: as `checked_url`.
    """
    place = _parsed(url)
    if isinstance(place, Path):
        return DirectoryStore(place, expected=expected)
    return S3Store(place, cache_of(environment), expected=expected)


def checked_url(url: str) -> str:
    """`url`, if a store may be called so; nothing is opened.

    Raises:
        UnknownNameError: there is no such sort of store.
        StoreError: the name has no path or no bucket, a control character, or what may be a credential. It is not repeated
            where it may hold one.
    """
    _parsed(url)
    return url


def _parsed(url: str) -> Path | S3Address:
    match = _SCHEME.match(url)
    scheme = (match[1] or match[2]).lower() if match else "file"
    if scheme == "s3":
        return S3Address.parse(url)
    if scheme != "file":
        raise UnknownNameError("sort of store", scheme, ("file", "s3"))  # without the rest: it may hold a password
    path = url[match.end() :] if match else url
    if path.startswith("//") and match:
        host, slash, rest = path[2:].partition("/")
        if host not in {"", "localhost"}:
            raise StoreError("a file:// address may not name a machine. Write file:PATH, or file:/// and an absolute path")
        path = slash + rest
    if not path or any(ord(character) < 32 or ord(character) == 127 for character in path):
        raise StoreError(f"{url!r} names no folder. Write file:PATH, or a plain path")
    return Path(path).expanduser()
