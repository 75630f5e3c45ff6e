"""From the name of a store to the store."""

import re
from pathlib import Path

from xtreme_eval.errors import StoreError, UnknownNameError
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.store.protocol import Store

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?=//)|(file|s3):", re.IGNORECASE)


def open_store(url: str) -> Store:
    """The store that people call `url`: 'file:out/store', 'file:///data/store', or a plain path.

    The path is taken as it is written: nothing is percent-decoded, only a leading '~' is expanded.

    Raises:
        UnknownNameError: there is no such sort of store.
        StoreError: the name has no path, or a control character, or asks for a sort that this version lacks.
    """
    match = _SCHEME.match(url)
    scheme = (match[1] or match[2]).lower() if match else "file"
    if scheme == "s3":
        raise StoreError("s3:// stores are not supported by this version. Use a folder, local or mounted: file:PATH")
    if scheme != "file":
        raise UnknownNameError("sort of store", scheme, ("file",))  # without the rest: it may hold a password
    path = url[match.end() :] if match else url
    if path.startswith("//") and match:
        host, slash, rest = path[2:].partition("/")
        if host not in {"", "localhost"}:
            raise StoreError("a file:// address may not name a machine. Write file:PATH, or file:/// and an absolute path")
        path = slash + rest
    if not path or any(ord(character) < 32 or ord(character) == 127 for character in path):
        raise StoreError(f"{url!r} names no folder. Write file:PATH, or a plain path")
    return DirectoryStore(Path(path).expanduser())
