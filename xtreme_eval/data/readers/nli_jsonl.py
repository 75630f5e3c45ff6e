"""Sentence pairs as MultiNLI 1.0 and SNLI 1.0 ship them in JSON lines."""

from collections.abc import Sequence
from pathlib import Path

from xtreme_eval.data.files import Reader
from xtreme_eval.data.readers.headed_tsv import NO_CONSENSUS
from xtreme_eval.data.readers.json_lines import json_lines
from xtreme_eval.data.readers.pair_tsv import known_label
from xtreme_eval.data.records import PairRecord, Record


def nli_jsonl(*labels: str) -> Reader:
    """A reader of one file; pairs whose annotators do not agree (`gold_label` "-") are left out, as the releases advise."""

    def read(paths: Sequence[Path]) -> list[Record]:
        (path,) = paths
        labelled = ((row, row.text("gold_label")) for row in json_lines(path, "gold_label"))
        return [
            PairRecord(
                first=row.text("sentence1"),
                second=row.text("sentence2"),
                label=known_label(label, labels, {}, path, row.number),
            )
            for row, label in labelled
            if label != NO_CONSENSUS
        ]

    return read
