"""What was trained: a row for each checkpoint, with how its training went and how it ended on English dev."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from xtreme_eval.store.protocol import Manifest

TRAININGS = "trainings.csv"
COLUMNS = (
    *("training", "task", "metric", "dev score", "constant answer", "dev examples", "collapsed"),
    *("steps", "best step", "examples", "tokens computed", "tokens real", "seconds", "device", "checkpoint"),
)


def write_trainings(path: Path, trainings: Sequence[Manifest]) -> Path:
    """Write one row for each training and each task of its mixture as CSV."""
    rows = [row for manifest in trainings for row in _rows(manifest)]
    pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    return path


def _rows(manifest: Manifest) -> Iterator[dict[str, Any]]:
    meta = manifest.meta
    for verdict in meta["dev"] or [{}]:
        yield {
            "training": meta["title"],
            "task": verdict.get("task"),
            "metric": verdict.get("metric"),
            "dev score": verdict.get("score"),
            "constant answer": verdict.get("constant"),
            "dev examples": verdict.get("examples"),
            "collapsed": verdict.get("collapsed"),
            "steps": meta["steps"],
            "best step": meta["best_step"],
            "examples": meta["examples"],
            "tokens computed": meta["tokens_computed"],
            "tokens real": meta["tokens_real"],
            "seconds": meta["seconds"],
            "device": meta["device"],
            "checkpoint": manifest.key,
        }
