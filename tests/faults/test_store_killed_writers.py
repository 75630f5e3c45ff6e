"""A writer that dies between any two file-system calls leaves its artifact absent or whole."""

import os
import signal

import pytest

from tests.faults.injected import Calls
from xtreme_eval.store import disk
from xtreme_eval.store.directory import DirectoryStore


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def killed_before_call(number, work):
    """Do `work` in a child that is killed just before its file-system call `number`; returns whether it was."""
    child = os.fork()
    if child == 0:
        try:
            with Calls(act_at=number, act=die):
                work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def points(work):
    """How many file-system calls an undisturbed run makes."""
    with Calls() as calls:
        work()
    return calls.count


@pytest.fixture
def artifact(artifact, monkeypatch, quick_sync):
    monkeypatch.setattr(disk, "PIECE", 50)  # bytes: every file takes several writes
    return artifact


def test_a_new_artifact_is_absent_or_whole_whenever_its_writer_is_killed(tmp_path, artifact):
    calls = points(lambda: DirectoryStore(tmp_path / "undisturbed").commit("k1", "checkpoint", artifact, {}))
    absent = whole = 0
    for number in range(calls):
        store = DirectoryStore(tmp_path / str(number))
        assert killed_before_call(number, lambda store=store: store.commit("k1", "checkpoint", artifact, {}))
        if store.find("k1") is None:
            absent += 1
        else:
            assert store.verified("k1"), f"torn by a kill before call {number} of {calls}"
            whole += 1
        assert list(store.keys()) == ["k1"] * store.verified("k1")
        store.commit("k1", "checkpoint", artifact, {})
        assert store.verified("k1"), number
    assert absent > 40  # the manifest comes last
    assert whole > 3


def test_a_repair_that_is_killed_anywhere_never_makes_a_damaged_artifact_look_whole(tmp_path, artifact):
    def damaged(name):
        store = DirectoryStore(tmp_path / name)
        manifest = store.commit("k1", "checkpoint", artifact, {})
        store.open_file(manifest, "config.json").write_bytes(b"{")
        return store

    undisturbed = damaged("undisturbed")
    for number in range(points(lambda: undisturbed.repair("k1"))):
        store = damaged(str(number))
        assert killed_before_call(number, lambda store=store: store.repair("k1"))
        assert not store.verified("k1"), number
        store.commit("k1", "checkpoint", artifact, {})
        assert store.verified("k1"), number


def test_a_replacement_of_a_damaged_artifact_that_is_killed_anywhere_can_be_done_again(tmp_path, artifact):
    def damaged(name):
        store = DirectoryStore(tmp_path / name)
        manifest = store.commit("k1", "checkpoint", artifact, {})
        other = store.commit("k2", "checkpoint", {"config.json": artifact["config.json"]}, {})
        store.open_file(manifest, "model.safetensors").write_bytes(b"{")
        return store, other

    undisturbed, _ = damaged("undisturbed")
    for number in range(points(lambda: undisturbed.commit("k1", "checkpoint", artifact, {}))):
        store, other = damaged(str(number))
        assert killed_before_call(number, lambda store=store: store.commit("k1", "checkpoint", artifact, {}))
        assert store.verified("k2")
        assert store.find("k2") == other
        store.commit("k1", "checkpoint", artifact, {})
        assert store.verified("k1"), number
