"""`xtreme-eval store` on a small store in a folder, as people use it."""

import json
import os
import re

import numpy as np
import pytest
from safetensors.numpy import save_file
from typer.testing import CliRunner

from xtreme_eval.cli.app import App
from xtreme_eval.errors import StoreError
from xtreme_eval.store.directory import DirectoryStore

VERDICT = {"task": "squad1", "metric": "f1", "score": 51.5, "constant": 13.25, "collapsed": False}
FACTS = {
    "title": "train squad1 · seed 1",
    "job": {
        "seed": 1,
        "parent": "a1b2",
        "base": {"name": "tiny"},
        "stage": {"hyper": {"learning_rate": 1e-5, "steps": None}, "mixture": [{"task": "squad1", "weight": 1.0}]},
    },
    "dev": [VERDICT],
    "seconds": 1.5,
    "device": "cpu",
    "versions": {"torch": "2.13.0", "git": "0" * 40},
}


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A checkpoint, and its evaluation."""
    monkeypatch.chdir(tmp_path)
    opened = DirectoryStore(tmp_path / "out/store")
    save_file({"w": np.zeros(500, dtype=np.float32)}, tmp_path / "w.safetensors")
    (tmp_path / "s.json").write_text("[1]")
    opened.commit("c0ffee11", "checkpoint", {"model.safetensors": tmp_path / "w.safetensors"}, FACTS)
    opened.commit(
        "beef0011", "evaluation", {"s.json": tmp_path / "s.json"}, {"title": "evaluate", "job": {"checkpoint": "c0ffee11"}}
    )
    return opened


def run(*words):
    result = CliRunner().invoke(App, ["store", *words], catch_exceptions=True)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def damage(store):
    path = store.open_file(store.find("c0ffee11"), "model.safetensors")
    path.write_bytes(path.read_bytes()[:-1])


def test_ls_names_every_artifact(store):
    lines = run("ls").splitlines()
    assert re.fullmatch(r"c0ffee11  checkpoint +2.1 kB +\d+ s  train squad1 · seed 1", lines[0])
    assert lines[-1] == "2 artifacts, 2.1 kB in 2 different files, in file:out/store"
    assert len(run("ls", "--kind", "evaluation").splitlines()) == 2
    first, second = json.loads(run("ls", "--json"))
    assert (first["key"], first["seed"], first["made_from"]) == ("c0ffee11", 1, ["a1b2"])
    assert second["made_from"] == ["c0ffee11"]


def test_verify_names_what_is_damaged_and_forgets_it_only_when_asked_to(store):
    assert run("verify") == "2 artifacts read, 0 damaged, in file:out/store\n"
    damage(store)
    with pytest.raises(StoreError, match=r"1 artifacts in file:out/store are damaged. Forget them with --repair"):
        run("verify")
    assert store.find("c0ffee11")
    assert run("verify", "beef") == "1 artifacts read, 0 damaged, in file:out/store\n"
    shown = run("verify", "--repair")
    assert re.search(r"DAMAGED c0ffee11 \(train squad1 · seed 1\): .* bytes with sha256 [0-9a-f]{64}, its manifest says", shown)
    assert "forgotten: c0ffee11. The next run makes it again" in shown
    assert store.find("c0ffee11") is None


def test_rm_and_gc_show_what_they_would_do_and_do_it_when_told_to(store):
    shown = run("rm", "c0ff")
    assert "2 artifacts would be forgotten. Nothing is removed yet" in shown
    assert list(store.keys()) == ["beef0011", "c0ffee11"]
    assert "forgotten: 2 artifacts" in run("rm", "c0ff", "--yes")
    assert list(store.keys()) == []
    assert "0 objects, 0 B, may go; 2 more are younger than 7 days" in run("gc")
    blobs = list(store._root.glob("v1/blobs/sha256/*/*"))
    for path in blobs:
        os.utime(path, (0, 0))
    assert "2 objects, 2.1 kB, may go; 0 more" in run("gc")
    assert all(path.exists() for path in blobs)
    assert "removed: 2 objects, 2.1 kB" in run("gc", "--yes")
    assert not any(path.exists() for path in blobs)


def test_a_grace_that_is_shorter_than_an_upload_may_take_is_refused(store):
    for grace in ("1", "nan"):
        with pytest.raises(StoreError, match="too short"):
            run("gc", "--grace", grace)


def test_check_says_what_a_store_can_do(store):
    assert run("check").startswith("ok      one winner in each of 6 races of 8 writers\n")


def test_a_card_says_what_it_was_made_from_and_how(store):
    lines = run("card", "c0ffee").splitlines()
    assert lines[0] == "# train squad1 · seed 1"
    for line in (
        *("- checkpoint `a1b2`", "- seed 1", "| squad1 | 1.0 |  |", "| learning_rate | 1e-05 |"),
        *("| squad1 | f1 | 51.50 | 13.25 | no |", "| device | cpu |", f"| git | {'0' * 40} |"),
    ):
        assert line in lines
    assert "steps" not in "".join(lines), "what is not set is not shown"
    assert re.search(r"\| model.safetensors \| 2,072 \| `[0-9a-f]{64}` \|", lines[-1])


def test_a_card_holds_together_whatever_the_facts_are(store, tmp_path):
    store.commit("badf00d0", "checkpoint", {}, {"title": "a | b\n# c <script>", "device": "x|y\nz"})
    shown = run("card", "badf00d0")
    assert "# a \\| b # c &lt;script>\n" in shown
    assert "| device | x\\|y z |" in shown
