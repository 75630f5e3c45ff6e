"""Trainings in processes that are killed, or told to end, at any moment: afterwards nothing differs, and little was lost."""

import os
import random
import signal
from itertools import pairwise

import pytest
import torch

from tests.faults.told_training import NEVER, Trainer
from tests.training.small_grid import finished

STEPS, OFTEN = 60, 0.0006
INTERVAL = 0.3  # seconds
APART = dict.fromkeys(("seconds", "finished", "resumed"))


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    """The small grid, run: its base is the parent of what is trained here."""
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)
        return finished(tmp_path_factory.getbasetemp() / "small-grid")


@pytest.fixture(scope="module")
def undisturbed(grid, tmp_path_factory):
    return Trainer(grid, tmp_path_factory.mktemp("undisturbed"), steps=STEPS, interval=NEVER).here()


def test_a_training_that_is_killed_at_random_moments_ends_with_the_same_files(grid, undisturbed, tmp_path, quick_sync):
    chance, resumed = random.Random(4), []
    for number in range(3):
        trainer = Trainer(grid, tmp_path / str(number), steps=STEPS, interval=OFTEN)
        newest = []  # at each kill
        for at_step in sorted(chance.sample(range(1, STEPS - 10), 3)):
            assert trainer.train(signal.SIGKILL, at_step=at_step, after=chance.random() / 50).status == -signal.SIGKILL
            assert trainer.committed is None
            newest += trainer.snapshots[:1]
        assert trainer.train().status == 0
        assert trainer.committed.files == undisturbed.files
        assert {**trainer.committed.meta, **APART} == {**undisturbed.meta, **APART}
        assert trainer.committed.meta["resumed"][-1:] == newest[-1:]
        assert set(trainer.committed.meta["resumed"]) <= set(newest)  # a run that made no snapshot leaves no trace
        assert trainer.snapshots == []
        resumed += newest
    assert resumed


def test_a_kill_costs_no_more_than_an_interval(grid, tmp_path, quick_sync):
    trainer, went_on = Trainer(grid, tmp_path / "store", steps=1000, interval=INTERVAL), []
    stories = [trainer.train(signal.SIGKILL, at_step=at_step) for at_step in (100, 200, 300)]
    for killed, after in pairwise(stories):
        assert killed.lost(after.resumed) <= killed.due(after.resumed, INTERVAL)
        went_on.append(after.resumed)
    assert any(went_on)


def test_one_that_is_told_to_end_keeps_its_last_step_gives_back_its_lease_and_ends_by_the_signal(
    grid, undisturbed, tmp_path, quick_sync
):
    trainer = Trainer(grid, tmp_path / "store", steps=STEPS, interval=NEVER)
    for at_step in (10, 35):
        told = trainer.train(signal.SIGTERM, at_step=at_step)
        assert told.status == -signal.SIGTERM
        assert trainer.snapshots[0] >= told.reached >= at_step
        assert list(trainer.store.objects("v1/leases/")) == []
    assert trainer.train().status == 0
    assert trainer.committed.files == undisturbed.files
    assert len(trainer.committed.meta["resumed"]) == 2
    assert trainer.snapshots == []
