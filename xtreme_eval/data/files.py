"""Where the records of one split lie in a release folder, and how to read them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from xtreme_eval.data.records import Record

Reader = Callable[[Sequence[Path]], list[Record]]
Part = Literal["all", "train", "held-out"]


@dataclass(frozen=True, kw_only=True)
class Files:
    """One split of one task in a release folder.

    `layouts` are alternatives in order of preference: the first whose files all exist is read. Each layout is the tuple of
    files that are read together (one for most; three for BUCC: foreign, English, gold). `{language}` and `{iso3}` stand for
    the language's codes.

    Attributes:
        read: reads the files of one layout, in its order.
        part: "train" / "held-out" cut one file into two parts that share no passage, for tasks that ship no dev set;
            "all" reads everything.
        alternatives: the same split as other releases ship it, where the format differs too; tried after `layouts`.
    """

    layouts: tuple[tuple[str, ...], ...]
    read: Reader
    part: Part = "all"
    alternatives: tuple["Files", ...] = ()
