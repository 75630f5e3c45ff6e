"""Running text, a file a language: what tiny bases and masked language models are made from, every language equally often."""

from collections.abc import Collection
from pathlib import Path
from unicodedata import name

from xtreme_eval.data.cleaning import clean_lines
from xtreme_eval.data.file_hash import file_hash
from xtreme_eval.data.text_file import lines
from xtreme_eval.errors import DataError, MissingFileError


def text_files(folder: Path) -> list[Path]:
    """Every .txt file of the folder, by name; the name's stem is the language.

    Raises:
        MissingFileError: there is none.
    """
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise MissingFileError(folder, "there is no .txt file in it", "Name a folder with a file of running text a language.")
    return files


def text_hashes(folder: Path) -> dict[str, str]:
    """sha256 of each file by its name: part of the key of whatever is trained on the text.

    Raises:
        MissingFileError: there is none.
    """
    return {path.name: file_hash(path) for path in text_files(folder)}


def balanced_text(folder: Path) -> dict[str, list[str]]:
    """Each language's lines, cleaned; a smaller language is repeated until it has as many characters as the largest.

    Raises:
        MissingFileError: there is no text.
        DataError: a file cannot be read, or none has a line that is worth reading.
    """
    cleaned = {path.stem: clean_lines(lines(path), path.stem) for path in text_files(folder)}
    largest = max(sum(map(len, mine)) for mine in cleaned.values())
    if not largest:
        raise DataError(folder, "no line of its text has four letters", "Name a folder with running text, a .txt file a language.")
    return {language: _repeated(mine, largest) for language, mine in cleaned.items()}


def balanced_lines(folder: Path, *, unread: Collection[str] = ()) -> list[str]:
    """The lines of `balanced_text`, one language after the other, without those that have a letter of an `unread` script.

    Args:
        unread: scripts as Unicode names their characters: "Greek".

    Raises:
        MissingFileError: there is no text.
        DataError: a file cannot be read, or none has a line that is worth reading.
    """
    found = [line for mine in balanced_text(folder).values() for line in mine]
    names = tuple(script.upper() for script in unread)
    letters = {letter for letter in set().union(*found) if names and name(letter, "").startswith(names)}
    return [line for line in found if letters.isdisjoint(line)]


def _repeated(mine: list[str], characters: int) -> list[str]:
    found: list[str] = []
    total = 0
    while mine and total < characters:
        found.append(mine[len(found) % len(mine)])
        total += len(found[-1])
    return found
