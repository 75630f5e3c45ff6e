"""Trainings are killed -9 at random steps, again and again; they end with the very files of an undisturbed one.

What each kill has cost is measured: the next process says which step it goes on from, and when that step was taken is known.
"""

import os
import random
import signal
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.faults.drill import Drill
from tests.faults.scene import Scene
from tests.faults.told_training import NEVER, Trainer
from tests.training.small_grid import Grid, finished
from xtreme_eval.store.protocol import StoredFile

STEPS, KILLS, INTERVAL = 400, 5, 0.5
"""Of one training; seconds from one snapshot to the next."""


def one_round(scene: Scene, number: int) -> Counter[str]:
    """One training, killed five times on its way."""
    chance, counts = random.Random(number), Counter[str]()
    grid, expected = _undisturbed(scene.folder / "trainings")
    trainer = Trainer(grid, scene.folder / "trainings" / str(number), steps=STEPS, interval=INTERVAL)
    killed = None
    for at_step in [*sorted(chance.sample(range(1, STEPS), KILLS)), None]:
        story = trainer.train(at_step and signal.SIGKILL, at_step=at_step or 0, after=chance.random() / 10)
        if killed is not None and story.resumed is not None:
            lost = killed.lost(story.resumed)
            counts["steps lost"] += killed.reached - story.resumed
            counts["milliseconds lost"] += round(1000 * lost)
            counts["kills that cost more than an interval"] += lost > killed.due(story.resumed, INTERVAL)
            counts["kills after which a snapshot was used"] += story.resumed > 0
        killed = story if story.status == -signal.SIGKILL else None
        counts["kills"] += killed is not None
        counts["kills while a snapshot was being written"] += killed is not None and not story.begun.keys() <= story.kept.keys()
    counts["trainings that could not go on"] += story.status != 0
    counts["trainings"] += 1
    committed = trainer.committed
    counts["other files"] += committed is None or committed.files != expected
    return counts


@cache
def _undisturbed(folder: Path) -> tuple[Grid, dict[str, StoredFile]]:
    """The grid that holds the parent of all trainings, and the files that each of them must end with."""
    import torch

    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)
        grid = finished(folder / "grid")
    return grid, Trainer(grid, folder / "undisturbed", steps=STEPS, interval=NEVER).here().files


DRILL = Drill(
    name="killed-trainings",
    promise="A training that is killed at any step loses an interval at most, and ends with the same bytes",
    goals={"kills": 100},
    never=("other files", "trainings that could not go on", "kills that cost more than an interval"),
    round=one_round,
    served=False,
)
