"""What similarity is measured on: some of a task's English training examples, the same ones for the same seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.data.records import TextRecord
from xtreme_eval.data.running_text import balanced_text
from xtreme_eval.errors import SpecificationError
from xtreme_eval.experiment.jobs import Location
from xtreme_eval.suite.trainable import trainable

ENGLISH = "en"


def english_sample(task: str, location: Location, examples: int, seed: int) -> list[Any]:
    """Examples drawn without replacement from a task's English training files, in a random order; all where there are no more.

    Tasks with the same training files (XQuAD and MLQA) have the same sample.

    Raises:
        MissingFileError: the data folder lacks the task's files.
        SpecificationError: the task has no English training set.
    """
    records = _english(task, location)
    if not records:
        raise SpecificationError([f"{task} has no English training examples to be measured: leave it out of the measurement"])
    order = np.random.default_rng(seed).permutation(len(records))
    return [records[index] for index in order[:examples]]


def _english(task: str, location: Location) -> list[Any]:
    found, data = trainable(task), ReleaseFolder(Path(location.data))
    if found.train.running_text:
        return [TextRecord(text=line) for line in balanced_text(Path(location.text)).get(ENGLISH, [])]
    readings = [files for files, language in data.readings(found.train) if language == ENGLISH]
    return [record for files in readings for record in data.records(files, ENGLISH)]
