"""Forgetting, averaged over seeds: what later stages take from a task."""

import math

import pandas as pd
import pytest

from xtreme_eval.scores.forgotten import COLUMNS, forgotten

NAMES = ["recipe", "target", "seed", "task", "trained_at", "after", "after_stage", "score", "constant"]


def measured(*rows):
    return pd.DataFrame([dict(zip(NAMES, row, strict=True)) for row in rows])


def chain(seed, own, later, *, constant=50.0):
    return measured(
        ("a>b", "", seed, "a", 1, 1, "a", own, constant),
        ("a>b", "", seed, "a", 1, 2, "b", later, constant),
        ("a>b", "", seed, "b", 2, 2, "b", 99.0, constant),
    )


def test_a_change_is_the_later_score_minus_that_of_the_same_seed_right_after_the_tasks_own_stage():
    (row,) = forgotten([chain(1, 90, 60), chain(2, 80, 64)]).to_dict("records")
    assert (row["recipe"], row["task"], row["after_stage"]) == ("a>b", "a", "b")
    assert (row["own"], row["score"], row["change"], row["seeds"]) == (85, 62, -23, 2)
    assert row["kept"] == pytest.approx(100 * 12 / 35)
    assert row["low"] < -23 < row["high"]


def test_one_seed_has_no_interval():
    (row,) = forgotten([chain(1, 90, 60)]).to_dict("records")
    assert row["change"] == -30
    assert math.isnan(row["low"])


def test_what_a_cell_keeps_is_measured_from_its_recipes_own_score():
    after_target = measured(("a>b", "panx", 1, "a", 1, 3, "panx", 55.0, 50.0), ("a>b", "panx", 1, "b", 2, 3, "panx", 59.0, 50.0))
    found = forgotten([chain(1, 90, 60), after_target]).set_index(["task", "target"])
    assert found.loc[("a", "panx"), "change"] == -35
    assert found.loc[("b", "panx"), "change"] == -40


def test_a_seed_without_its_own_score_says_nothing():
    later_alone = measured(("a>b", "panx", 2, "a", 1, 3, "panx", 55.0, 50.0))
    assert set(forgotten([chain(1, 90, 60), later_alone])["target"]) == {""}


def test_a_task_that_was_never_learned_has_nothing_to_keep():
    (row,) = forgotten([chain(1, 50, 45)]).to_dict("records")
    assert math.isnan(row["kept"])


def test_nothing_measured_is_nothing_forgotten():
    assert tuple(forgotten([]).columns) == COLUMNS
    assert forgotten([]).empty
