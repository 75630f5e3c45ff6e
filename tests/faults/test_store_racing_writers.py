"""Many writers of one key: one wins, all others get the winner's manifest."""

import json
import os

import pytest

from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.store.manifest import reference

WRITERS, ROUNDS = 8, 8


def race(work):
    """Run `work(writer)` in one process per writer, all let go at once; returns their results in the writers' order."""
    wait, let_go = os.pipe()
    answers = []
    for writer in range(WRITERS):
        out, into = os.pipe()
        if os.fork() == 0:
            try:
                os.close(let_go)
                os.read(wait, 1)  # ends when the last copy of its other end is closed
                os.write(into, json.dumps(work(writer)).encode())
            finally:
                os._exit(0)
        os.close(into)
        answers.append(out)
    os.close(wait)
    os.close(let_go)
    results = []
    for out in answers:
        with os.fdopen(out, "rb") as pipe:
            results.append(json.loads(pipe.read() or b"null"))
    for _ in answers:
        os.wait()
    return results


@pytest.fixture
def bodies(tmp_path):
    folder = tmp_path / "bodies"
    folder.mkdir()
    for writer in range(WRITERS):
        (folder / f"{writer}.json").write_text(json.dumps([writer] * 5000))
    return folder


def committed(root, key, bodies, writer):
    manifest = DirectoryStore(root).commit(key, "checkpoint", {"body.json": bodies / f"{writer}.json"}, {"writer": writer})
    return reference(manifest).manifest_sha256


def test_of_eight_racing_writers_exactly_one_wins_in_every_round(root, bodies):
    for number in range(ROUNDS):
        key = f"round-{number}"
        answers = race(lambda writer, key=key: committed(root, key, bodies, writer))
        store = DirectoryStore(root)
        manifest = store.find(key)
        assert set(answers) == {reference(manifest).manifest_sha256}
        body = json.loads(store.open_file(manifest, "body.json").read_text())
        assert body == [manifest.meta["writer"]] * 5000
    assert len(list((root / "v1/blobs/sha256").glob("*/*"))) > 1  # several came as far as the manifest: they did race


def test_racing_writers_of_equal_bytes_leave_one_blob_and_no_temporary_file(root, bodies, quick_sync):
    for number in range(ROUNDS):
        race(lambda writer, number=number: committed(root, f"{number}-{writer}", bodies, number % WRITERS))
    assert len(list((root / "v1/blobs/sha256").glob("*/*"))) == WRITERS
    assert not list((root / "v1/tmp").iterdir())
    assert len(list(DirectoryStore(root).keys())) == ROUNDS * WRITERS


def test_racing_replacements_of_a_damaged_artifact_end_with_one_that_is_whole(root, bodies, quick_sync):
    store = DirectoryStore(root)
    for number in range(ROUNDS):
        key = f"round-{number}"
        committed(root, key, bodies, 0)
        store.open_file(store.find(key), "body.json").write_bytes(b"[")
        answers = race(lambda writer, key=key: committed(root, key, bodies, writer))
        assert store.verified(key)
        assert set(answers) == {reference(store.find(key)).manifest_sha256}
