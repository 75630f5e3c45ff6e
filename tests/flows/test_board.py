"""What is seen while a grid runs: plain lines in a file, a live picture on a terminal."""

import io
import json
import time

import pytest
from rich.console import Console

from flows import board
from flows.board import Board
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.studies.catalog import Catalog
from xtreme_eval.studies.planning import step_costs


@pytest.fixture
def planned(finished, tmp_path):
    """The miniature plan's steps, their costs, and a place for progress reports."""
    location = finished.location.model_copy(update={"progress": str(tmp_path)})
    plan = make_plan(finished.chosen(), Catalog(location))
    return plan, step_costs(plan, location), location


@pytest.fixture
def shown():
    """A file that a console writes to, in 100 columns."""
    return io.StringIO()


def board_on(planned, shown, *, terminal=False, present=()):
    plan, costs, location = planned
    return Board(plan, present, costs, location, Console(file=shown, force_terminal=terminal, width=100, highlight=False))


def report(folder, title, **others):
    content = {"title": title, "done": 10, "steps": 40, "loss": 1.25, "seconds": 5.0, **others}
    (folder / "some.json").write_text(json.dumps(content))


def test_every_step_that_ends_is_a_line(planned, shown):
    base, mnli, *_ = planned[0].steps.values()
    with board_on(planned, shown) as seen:
        for step, failure in ((base, ""), (mnli, "train.tsv, line 3: [no] label")):
            seen.started(step)
            seen.ended(step, failure)
    first, second = shown.getvalue().splitlines()
    assert first == "[1/12] base tiny-miniature: 0 s"
    assert second.startswith("[2/12] train ")
    assert second.endswith(": FAILED: train.tsv, line 3: [no] label")


def test_only_needed_steps_are_counted(planned, shown):
    steps = list(planned[0].steps.values())
    present = {step.key for step in steps if step is not steps[-1]}
    with board_on(planned, shown, present=present) as seen:
        seen.started(steps[-1])
        seen.ended(steps[-1], "")
    assert shown.getvalue().startswith("[1/1] evaluate ")


def test_without_a_terminal_running_steps_are_told_of_now_and_then(planned, shown, tmp_path, monkeypatch):
    monkeypatch.setattr(board, "QUIET_SECONDS", 0.05)
    base, mnli, *_ = planned[0].steps.values()
    with board_on(planned, shown) as seen:
        seen.started(base)
        seen.started(mnli)
        report(tmp_path, base.job.title)
        time.sleep(0.5)
    lines = shown.getvalue().splitlines()
    assert "  base tiny-miniature: 10/40, loss 1.250 · 15 s left" in lines
    assert f"  {mnli.job.title}: starting" in lines
    assert "  0 of 12 steps" in lines
    assert "\x1b" not in shown.getvalue()


def test_on_a_terminal_there_is_a_picture_that_goes_away(planned, shown, tmp_path):
    base, *_ = planned[0].steps.values()
    with board_on(planned, shown, terminal=True) as seen:
        seen.started(base)
        report(tmp_path, base.job.title)
        time.sleep(0.8)
        seen.ended(base, "")
    text = shown.getvalue()
    assert "0 of 12 steps" in text
    assert "loss 1.250 · 15 s left" in text
    assert "━" in text
    assert "[1/12] base tiny-miniature: 1 s" in text
    assert text.endswith("\x1b[?25h") or text.rstrip().endswith("\x1b[2K")  # the cursor is back, the picture is wiped out


def test_time_left_is_told_by_what_steps_cost(planned, shown):
    plan, costs, location = planned
    base, *others = plan.steps.values()
    costs = dict.fromkeys(costs, 1.0) | {base.key: 1000.0 * len(others)}
    with board_on((plan, costs, location), shown, terminal=True) as seen:
        seen.started(base)
        time.sleep(0.6)
        seen.ended(base, "")
        time.sleep(0.6)
    assert "1 of 12 steps · about 0 s left" in shown.getvalue()  # eleven twelfths of the steps, a thousandth of the work


def test_reports_of_a_killed_run_are_forgotten(planned, shown, tmp_path):
    report(tmp_path, "evaluate something of yesterday")
    with board_on(planned, shown):
        assert not list(tmp_path.glob("*.json"))
