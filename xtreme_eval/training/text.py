"""The text a tiny base is made from: every language's lines, cleaned, in equal amounts."""

import hashlib
import json
from pathlib import Path

from xtreme_eval.data.cleaning import clean_lines
from xtreme_eval.data.text_file import lines
from xtreme_eval.errors import DataError, MissingFileError
from xtreme_eval.experiment.base import TinyBase
from xtreme_eval.key import content_key

VOCABULARY = "vocabulary.json"


def text_files(folder: Path) -> list[Path]:
    """Every .txt file of the folder, by name; the name's stem is the language.

    Raises:
        MissingFileError: there is none.
    """
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise MissingFileError(folder, "there is no .txt file in it", "Name a folder with a file of running text a language.")
    return files


def text_fingerprint(base: TinyBase, data: Path, text: Path) -> str:
    """sha256 over everything a tiny base reads: the text files, and the vocabulary list where it is declared."""
    files = [*text_files(text), *([data / VOCABULARY] if base.vocabulary == "listed" else [])]
    return content_key({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files})


def balanced_lines(folder: Path) -> list[str]:
    """Lines of all languages; a smaller language is repeated until it has as many characters as the largest.

    Raises:
        MissingFileError: there is no text.
        DataError: no file has a line that is worth reading.
    """
    cleaned = {path.stem: clean_lines(lines(path), path.stem) for path in text_files(folder)}
    largest = max(sum(map(len, mine)) for mine in cleaned.values())
    if not largest:
        raise DataError(folder, "no line of its text has four letters", "Name a folder with running text, a .txt file a language.")
    return [line for mine in cleaned.values() for line in _repeated(mine, largest)]


def listed_pieces(data: Path) -> list[tuple[str, float]]:
    """The listed vocabulary without its special tokens: (piece, score).

    Raises:
        DataError: the file is not a JSON list of [piece, score].
    """
    path = data / VOCABULARY
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        pieces = [(str(piece), float(score)) for piece, score in content]
    except (OSError, ValueError, TypeError) as error:
        raise DataError(path, f"not a list of [piece, score] ({error})", "Make the sample world again.") from error
    return [(piece, score) for piece, score in pieces if not (piece.startswith("<") and piece.endswith(">") and len(piece) > 2)]


def _repeated(mine: list[str], characters: int) -> list[str]:
    found: list[str] = []
    total = 0
    while mine and total < characters:
        found.append(mine[len(found) % len(mine)])
        total += len(found[-1])
    return found
