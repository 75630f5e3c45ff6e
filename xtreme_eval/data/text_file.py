"""A text file as a benchmark ships it: UTF-8, lines that end in LF or CR LF, and a clear error where it is not."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xtreme_eval.errors import DataError, MissingFileError

NOT_CUT_SHORT = "Fetch the file again, or take it out of the archive again: it may have been cut short"


def text(path: Path) -> str:
    """The file's characters, without a byte order mark.

    Raises:
        MissingFileError: there is no such file.
        DataError: the file cannot be read, is empty or is not UTF-8 (the message has the line).
    """
    with _named(path):
        raw = path.read_bytes()
    if not raw.strip():
        raise _empty(path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, error, raw.count(b"\n", 0, error.start) + 1) from None


def lines(path: Path) -> list[str]:
    """The lines without their ends; blank lines at the end of the file are left out, others are kept.

    Raises:
        MissingFileError, DataError: as `text`.
    """
    return [line for _, line in numbered_lines(path)]


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """As `lines`, each with its number from 1, one at a time.

    Only LF and CR LF end a line: characters such as U+2028 and U+0085 occur inside sentences of real files.

    Raises:
        MissingFileError, DataError: as `text`.
    """
    number = last = 0
    with _named(path), path.open("rb") as stream:
        for number, raw in enumerate(stream, start=1):
            line = _decoded(raw if number > 1 else raw.removeprefix(codecs.BOM_UTF8), path, number)
            if line:
                yield from ((blank, "") for blank in range(last + 1, number))
                yield number, line
                last = number
    if not last:
        raise _empty(path)


def _decoded(raw: bytes, path: Path, number: int) -> str:
    try:
        return raw.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, error, number) from None


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise MissingFileError(path, "there is no such file", "Put the file there, or name another data folder.") from None
    except OSError as error:
        raise DataError(path, f"the file cannot be read: {error.strerror}", "Check its permissions and the disk.") from None


def _empty(path: Path) -> DataError:
    return DataError(path, "the file is empty", f"{NOT_CUT_SHORT}.")


def _not_utf8(path: Path, error: UnicodeDecodeError, line: int) -> DataError:
    problem = f"byte 0x{error.object[error.start]:02x} is not valid UTF-8"
    return DataError(path, problem, "Save the file as UTF-8, or fetch it again.", line=line)
