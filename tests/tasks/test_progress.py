"""A running step's progress can be read from outside, and never stops the step."""

import json
import shutil

import pytest

from tasks import progress
from tasks.progress import reporter, running
from tests import miniature
from xtreme_eval.experiment.jobs import Location, TrainJob

JOB = TrainJob(key="0" * 64, title="train something", parent=None, base=miniature.STUDY.base, stage=None, seed=1)


@pytest.fixture
def location(tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "INTERVAL", -1.0)
    return Location(data="", text="", store="", progress=str(tmp_path / "progress"))


def test_what_a_step_reports_is_there_until_it_ends(location, tmp_path):
    with reporter(JOB, location) as report:
        report(3, 10, 0.5)
        (found,) = running(tmp_path / "progress")
        assert found["title"] == "train something"
        assert (found["done"], found["steps"], found["loss"]) == (3, 10, 0.5)
        assert 0 <= found["seconds"] < 60
    assert running(tmp_path / "progress") == []


def test_a_step_that_fails_leaves_no_progress_behind(location, tmp_path):
    def step():
        with reporter(JOB, location) as report:
            report(3, 10, 0.5)
            assert running(tmp_path / "progress")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        step()
    assert running(tmp_path / "progress") == []


def test_a_report_that_follows_at_once_is_not_written(location, tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "INTERVAL", 60.0)
    with reporter(JOB, location) as report:
        report(1, 10, 0.0)
        report(2, 10, 0.0)
        assert [found["done"] for found in running(tmp_path / "progress")] == [1]


def test_a_file_that_is_no_report_is_passed_over(tmp_path):
    (tmp_path / "a.json").write_text('{"title": ')
    (tmp_path / "b.json").write_text(json.dumps({"title": "b"}))
    assert running(tmp_path) == [{"title": "b"}]


def test_a_folder_that_cannot_be_written_does_not_stop_the_step(location, tmp_path):
    (tmp_path / "progress").write_text("a file in its place")
    with reporter(JOB, location) as report:
        report(3, 10, 0.5)


def test_a_folder_that_vanishes_does_not_stop_the_step(location, tmp_path):
    with reporter(JOB, location) as report:
        report(3, 10, 0.5)
        shutil.rmtree(tmp_path / "progress")
