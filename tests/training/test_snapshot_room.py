"""Memory for the first copy of a training's state is there before it is due: it is made in another thread, once."""

import pytest
import torch

from tests.training.interrupted import Training
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.training import resume
from xtreme_eval.training.resume import TimedSnapshots
from xtreme_eval.training.stop import Stop

INTERVAL = 100.0


class Watched(TimedSnapshots):
    """A second passes at each look at the clock; what is made or begun is waited for, and noted."""

    def __init__(self, place, interval):
        self.now, self.made, self.copied = 0.0, [], []
        super().__init__(place, interval=interval, stop=Stop(), clock=self.look)

    def look(self):
        self.now += 10.0
        return self.now

    def _make_room(self):
        super()._make_room()
        self._wait()
        self.made.append(self._room)

    def _captured(self, now, modules):
        self.copied.append(super()._captured(now, modules).tensors)
        return super()._captured(now, modules)


@pytest.fixture
def training(tmp_path):
    return Training(store=DirectoryStore(tmp_path / "store"))


def test_it_is_made_at_half_the_first_interval_and_used_for_every_copy(training):
    kept = Watched(training.place, INTERVAL)
    training.run(kept)
    (room,) = kept.made
    assert kept.copied
    for part in ("weights", "optimizer-exp_avg", "optimizer-exp_avg_sq"):
        assert room[part]
        for tensors in kept.copied:  # a head that had not been trained then has states of the optimizer later
            assert all(tensors[part][name] is tensor for name, tensor in room[part].items())


def test_a_training_that_ends_before_has_none_made(training):
    kept = Watched(training.place, 1e6)
    training.run(kept)
    assert (kept.made, kept.copied) == ([], [])


def test_where_there_is_no_memory_for_it_the_first_snapshot_is_made_all_the_same(training, monkeypatch, caplog):
    def full(live):
        raise MemoryError

    monkeypatch.setattr(resume, "room_for", full)
    kept = Watched(training.place, INTERVAL)
    training.run(kept)
    assert len(kept.made) == 1
    assert kept.copied
    assert "the first snapshot holds the training up for longer" in caplog.text


def test_room_is_memory_of_the_same_shapes_and_sorts_on_the_host():
    live = {"weights": {"a": torch.ones(3, 2, dtype=torch.bfloat16).t(), "b": torch.tensor(1.0)}}
    found = resume.room_for(live)["weights"]
    assert {name: (tuple(tensor.shape), tensor.dtype, tensor.is_contiguous()) for name, tensor in found.items()} == {
        "a": ((2, 3), torch.bfloat16, True),
        "b": ((), torch.float32, True),
    }
