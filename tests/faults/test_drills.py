"""A round of each drill on a real server; `make faults` does as many as it takes to believe the promises."""

import json
from dataclasses import replace

import pytest

from tests.faults import __main__ as faults
from tests.faults.drill import Drill, go_on, seconds_left, total
from tests.faults.drills import DRILLS
from tests.faults.report import write_report
from tests.faults.scene import Scene


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("drills")


ELSEWHERE = {"killed-trainings"}
"""test_training_killed has a few of them."""


@pytest.mark.parametrize("name", [name for name in DRILLS if name not in ELSEWHERE])
def test_a_round_keeps_the_promise(name, ceph_server, ceph_bucket, folder):
    drill = DRILLS[name]
    counts = drill.round(Scene(ceph=ceph_server, bucket=ceph_bucket, folder=folder), 0)
    assert any(counts[goal] > 0 for goal in drill.goals), counts
    assert drill.broken(counts) == {}, counts


def counting(never=0):
    return Drill(
        name="counted",
        promise="One is one",
        goals={"ones": 3},
        never=("wrong",),
        round=lambda _, number: {"ones": 1, "numbers": number, "wrong": never},
    )


def test_rounds_that_are_finished_are_not_done_again(tmp_path):
    path, told = tmp_path / "counted.jsonl", []
    path.write_text('{"round": 0, "revision": "a", "ones": 1, "numbers": 0, "seconds": 1.5}\n{"round": 1, "revision": "a", "on')
    counts = go_on(counting(), None, path, told.append)
    assert len(told) == 2
    assert counts["ones"] == 3
    assert counts["numbers"] == 0 + 1 + 2
    assert [json.loads(line)["round"] for line in path.read_text().splitlines()] == [0, 1, 2]


def test_less_may_be_asked_for(tmp_path):
    assert counting().limited(2).goals == {"ones": 2}
    assert counting().limited(9).goals == {"ones": 3}
    assert go_on(counting().limited(2), None, tmp_path / "counted.jsonl", lambda line: None)["ones"] == 2
    assert go_on(counting(), None, tmp_path / "counted.jsonl", lambda line: None)["ones"] == 3


def test_how_long_the_rest_takes_follows_from_the_rounds_before():
    drill = counting()
    assert seconds_left(drill, []) is None
    assert seconds_left(drill, [{"round": 0, "ones": 1, "seconds": 7.0}]) == pytest.approx(14)
    assert seconds_left(drill, [{"round": 0, "ones": 3, "seconds": 7.0}]) == 0


def failing(scene, number):
    raise OSError("the bucket is gone")


def test_a_drill_that_fails_does_not_stop_the_others_and_is_named_at_the_end(tmp_path, monkeypatch, capsys):
    good = replace(counting(), served=False)
    monkeypatch.setattr(faults, "FOLDER", tmp_path)
    monkeypatch.setattr(faults, "DRILLS", {"bad": replace(good, name="bad", round=failing), "counted": good})
    assert faults.main([]) == 1
    said = capsys.readouterr().out
    assert "bad: FAILED of OSError: the bucket is gone" in said
    assert "counted: ones 3/3" in said
    assert said.splitlines()[-1] == "Not as promised: bad (failed)"
    assert "OSError: the bucket is gone" in (tmp_path / "report.md").read_text()
    assert faults.main(["counted"]) == 0


def test_the_report_tells_a_broken_promise_a_kept_one_and_one_that_is_not_tested_yet(tmp_path):
    drills = {"kept": counting(), "broken": counting(never=1), "new": counting()}
    for name in ("kept", "broken"):
        go_on(drills[name], None, tmp_path / f"{name}.jsonl", lambda line: None)
    report = write_report(drills, tmp_path)
    assert {name: found["state"] for name, found in report["drills"].items()} == {
        "kept": "kept",
        "broken": "broken",
        "new": "not finished",
    }
    assert report["drills"]["broken"]["never"] == {"wrong": 3}
    assert json.loads((tmp_path / "report.json").read_text()) == report
    assert "| broken | broken | 3 ones (3) | 3 wrong | 3 |" in (tmp_path / "report.md").read_text()


def test_counts_are_summed_over_rounds():
    assert total([{"round": 0, "revision": "a", "kills": 2}, {"round": 1, "revision": "b", "kills": 3, "torn": 0}]) == {
        "kills": 5,
        "torn": 0,
    }
