"""What may enter a store: safetensors, JSON, Parquet and plain text under safe names, judged by name and by first bytes.

A pickle runs code when it is opened, so none is ever stored, whatever it is called.
"""

import re
from collections.abc import Callable
from pathlib import Path

from xtreme_eval.errors import StoreError

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,127}\Z")
_KIND = re.compile(r"[a-z][a-z-]{0,31}\Z")
_SAFETENSORS_HEADER = 100_000_000  # bytes; the limit of the safetensors format itself


def checked_kind(kind: str) -> str:
    """Return `kind` ("checkpoint", "evaluation") if it is one lower-case word.

    Raises:
        StoreError: it is not.
    """
    if not _KIND.match(kind):
        raise StoreError(f"{kind!r} cannot be a kind of artifact: use a lower-case word such as 'checkpoint' or 'evaluation'")
    return kind


def checked_file_name(name: str) -> str:
    """Return `name` if an artifact may have a file of this name.

    Raises:
        StoreError: characters other than a-z, 0-9, '.', '_', '-', a '..', over 128 characters, or a suffix that is not allowed.
    """
    if not _NAME.match(name) or ".." in name:
        raise StoreError(f"{name!r} cannot be a stored file's name: use a-z, 0-9, '.', '_' and '-', at most 128 of them")
    if Path(name).suffix not in _LOOKS_RIGHT:
        raise StoreError(
            f"{name!r} cannot be stored: only {', '.join(_LOOKS_RIGHT)} files can. Save weights as safetensors, never as a pickle"
        )
    return name


def check_format(name: str, path: Path) -> None:
    """Refuse a file whose bytes are not of the format that its name claims (a pickle or zip under another name).

    Args:
        name: as it is called in the artifact; decides the format.
        path: where its bytes are now.

    Raises:
        StoreError: the bytes do not look like that format.
    """
    suffix = Path(name).suffix
    if not _LOOKS_RIGHT[suffix](path):
        raise StoreError(f"{name!r} cannot be stored: its first bytes are not those of a {suffix} file. Save it in that format")


def _is_safetensors(path: Path) -> bool:
    """A little-endian header length in 8 bytes, then a JSON object (format of the safetensors library)."""
    with path.open("rb") as file:
        start = file.read(9)
    length = int.from_bytes(start[:8], "little")
    return start[8:] == b"{" and length <= min(_SAFETENSORS_HEADER, path.stat().st_size - 8)


def _is_parquet(path: Path) -> bool:
    """'PAR1' at both ends (Apache Parquet file format)."""
    if path.stat().st_size < 12:
        return False
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(-4, 2)
        return start == file.read() == b"PAR1"


def _is_json(path: Path) -> bool:
    """An object or an array: no pickle of any protocol starts so."""
    with path.open("rb") as file:
        return file.read(1024).lstrip()[:1] in (b"{", b"[")


def _is_text(path: Path) -> bool:
    """No NUL, no zip, no binary pickle (protocols 2 and up start with byte 0x80, which cannot start UTF-8)."""
    with path.open("rb") as file:
        start = file.read(1024)
    return b"\0" not in start and not start.startswith((b"\x80", b"PK\x03\x04"))


_LOOKS_RIGHT: dict[str, Callable[[Path], bool]] = {
    ".safetensors": _is_safetensors,
    ".json": _is_json,
    ".parquet": _is_parquet,
    ".md": _is_text,
    ".txt": _is_text,
}
