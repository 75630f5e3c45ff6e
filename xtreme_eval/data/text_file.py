"""A text file as a benchmark ships it: UTF-8, lines that end in LF or CR LF, and a clear error where it is not."""

from pathlib import Path

from xtreme_eval.errors import DataError, MissingFileError

NOT_CUT_SHORT = "Fetch the file again, or take it out of the archive again: it may have been cut short"


def text(path: Path) -> str:
    """The file's characters, without a byte order mark.

    Raises:
        MissingFileError: there is no such file.
        DataError: the file cannot be read, is empty or is not UTF-8 (the message has the line).
    """
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise MissingFileError(path, "there is no such file", "Put the file there, or name another data folder.") from None
    except OSError as error:
        raise DataError(path, f"the file cannot be read: {error.strerror}", "Check its permissions and the disk.") from None
    if not raw.strip():
        raise DataError(path, "the file is empty", f"{NOT_CUT_SHORT}.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = f"byte 0x{raw[error.start]:02x} is not valid UTF-8"
        raise DataError(path, problem, "Save the file as UTF-8, or fetch it again.", line=line) from None


def lines(path: Path) -> list[str]:
    """The lines without their ends; blank lines at the end of the file are left out, others are kept.

    Only LF and CR LF end a line: characters such as U+2028 and U+0085 occur inside sentences of real files.

    Raises:
        MissingFileError, DataError: as `text`.
    """
    rows = [line.removesuffix("\r") for line in text(path).split("\n")]
    while rows and not rows[-1]:
        rows.pop()
    return rows
