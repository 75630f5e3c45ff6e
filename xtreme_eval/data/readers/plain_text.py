"""Running text, one record a line: what masked language models are trained on."""

from collections.abc import Sequence
from pathlib import Path

from xtreme_eval.data.records import Record, TextRecord
from xtreme_eval.data.text_file import lines


def plain_text(paths: Sequence[Path]) -> list[Record]:
    """Every line that is not blank, blanks at its ends taken off.

    Raises:
        MissingFileError, DataError: the file is missing, empty or not UTF-8.
    """
    (path,) = paths
    return [TextRecord(text=line.strip()) for line in lines(path) if line.strip()]
