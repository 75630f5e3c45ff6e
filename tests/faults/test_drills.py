"""A round of each drill on a real server; `make faults` does as many as it takes to believe the promises."""

import json

import pytest

from tests.faults.drill import Drill, go_on, total
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
