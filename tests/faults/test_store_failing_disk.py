"""A disk that is full, read-only or broken: a clear error, nothing half-written, and the same commit works later."""

import errno
import os
import re
import resource
import signal
from pathlib import Path

import pytest

from tests.faults.injected import Calls
from xtreme_eval.errors import StoreError
from xtreme_eval.store import disk
from xtreme_eval.store.directory import DirectoryStore

SAYS = {
    errno.ENOSPC: "The disk is full: free space there, or choose another store folder",
    errno.EDQUOT: "The disk is full",
    errno.EROFS: "The folder is not writable",
    errno.EACCES: "The folder is not writable",
    errno.EIO: "The disk or its connection fails",
    errno.EOPNOTSUPP: "Choose a folder on a local disk",
}


def is_absent_or_whole(store, key):
    manifest = store.find(key)
    return manifest is None or store.verified(key)


@pytest.mark.parametrize("code", SAYS, ids=errno.errorcode.get)
def test_a_failing_call_says_which_store_what_failed_and_what_to_do(store, root, artifact, monkeypatch, code):
    def fail(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StoreError, match=re.escape(str(root)) + f".*cannot commit k1: {os.strerror(code)}.*{SAYS[code]}"):
        store.commit("k1", "checkpoint", artifact, {})


def test_a_device_without_space_leaves_nothing_behind(store, root, artifact, monkeypatch):
    store.commit("k0", "checkpoint", {}, {})
    before = sorted(root.rglob("*"))
    full = Path("/dev/full")  # the kernel's own full device
    monkeypatch.setattr(disk, "open_new", lambda _: full.open("wb"))
    with pytest.raises(StoreError, match=r"No space left on device.*The disk is full"):
        store.commit("k1", "checkpoint", artifact, {})
    monkeypatch.undo()
    assert sorted(root.rglob("*")) == before
    assert store.commit("k1", "checkpoint", artifact, {}) == store.find("k1")


def test_a_limit_on_file_size_stops_a_commit_in_the_middle_and_leaves_nothing_behind(store, root, tmp_path):
    big = tmp_path / "big.json"
    big.write_text("[" + " " * 3 * disk.PIECE + "]")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (disk.PIECE + 1, limits[1]))
    try:
        with pytest.raises(StoreError, match="File too large"):
            store.commit("k1", "checkpoint", {"big.json": big}, {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert not [path for path in root.rglob("*") if path.is_file()]
    store.commit("k1", "checkpoint", {"big.json": big}, {})
    assert store.verified("k1")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO], ids=errno.errorcode.get)
def test_whichever_call_fails_the_artifact_is_absent_or_whole_and_the_next_commit_succeeds(tmp_path, artifact, code, quick_sync):
    with Calls() as undisturbed:
        DirectoryStore(tmp_path / "undisturbed").commit("k1", "checkpoint", artifact, {})
    assert undisturbed.count > 40
    failures = 0
    for number in range(undisturbed.count):
        store = DirectoryStore(tmp_path / str(number))
        try:
            with Calls(fail_at=number, error=OSError(code, os.strerror(code))):
                store.commit("k1", "checkpoint", artifact, {})
        except StoreError:
            failures += 1
        assert is_absent_or_whole(store, "k1"), number
        manifest = store.commit("k1", "checkpoint", artifact, {})
        assert store.verified("k1"), number
        assert manifest.files.keys() == artifact.keys()
    assert failures > undisturbed.count / 2


@pytest.mark.parametrize("place", ["", "v1", "v1/commits", "v1/tmp", "v1/blobs", "v1/commits/k1", "v1/lock/x"])
def test_a_file_in_a_folders_place_is_named(store, root, artifact, place):
    in_the_way = root / place
    in_the_way.parent.mkdir(parents=True, exist_ok=True)
    if place == "v1/lock/x":
        in_the_way = in_the_way.parent
    else:
        in_the_way.write_text("")
    with pytest.raises(StoreError, match=re.escape(str(in_the_way))) as refused:
        store.commit("k1", "checkpoint", artifact, {})
    assert "move it away" in str(refused.value)


def test_a_file_in_the_stores_place_is_also_named_when_reading(store, root):
    root.write_text("")
    for read in (store.find, store.verified, lambda _: list(store.keys())):
        with pytest.raises(StoreError, match=f"{re.escape(str(root))}.*A file is in a folder's place"):
            read("k1")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(store, root, artifact):
    root.mkdir(mode=0o500)
    with pytest.raises(StoreError, match=f"{re.escape(str(root))}.*not writable"):
        store.commit("k1", "checkpoint", artifact, {})


def test_a_parent_that_cannot_exist_is_named(artifact):
    store = DirectoryStore("/proc/nowhere/store")
    with pytest.raises(StoreError, match="/proc/nowhere/store: cannot commit k1"):
        store.commit("k1", "checkpoint", artifact, {})
