"""Gains over the baseline: pairs of the same seed, the same languages, the same averaging."""

import math

import pytest

from xtreme_eval.scores.best import BEST
from xtreme_eval.scores.table import Annotations, score_table

from .made import cell, look, study, target

XNLI, PAWSX = target("xnli", languages="en"), target("pawsx", languages="en")


def _cells(recipe, values, task="xnli", collapsed=()):
    return [cell({"en": value}, recipe=recipe, task=task, seed=seed, collapsed=seed in collapsed) for seed, value in values.items()]


def test_a_gain_is_paired_by_seed_before_the_median_is_taken():
    cells = _cells("baseline", {1: 50.0, 2: 60.0, 3: 70.0}) + _cells("squad1", {1: 58.0, 2: 61.0, 3: 72.0})
    row = look(score_table(*study(*cells), [XNLI]), "xnli", "squad1", kind="gain")
    assert (row["value"], row["min"], row["max"], row["seeds"]) == (2.0, 1.0, 8.0, 3)


def test_only_seeds_that_both_sides_have_are_compared():
    cells = _cells("baseline", {1: 50.0}) + _cells("squad1", {1: 58.0, 2: 99.0})
    row = look(score_table(*study(*cells), [XNLI]), "xnli", "squad1", kind="gain")
    assert (row["value"], row["seeds"]) == (8.0, 1)


def test_only_languages_that_both_sides_have_are_compared():
    cells = [cell({"en": 80.0, "de": None}, hole="broken file"), cell({"en": 81.0, "de": 10.0}, recipe="squad1")]
    row = look(score_table(*study(*cells), [target("xnli")]), "xnli", "squad1", kind="gain")
    assert (row["value"], row["scored"], row["marks"]) == (1.0, 1, "§")


def test_the_overall_gain_is_the_unweighted_mean_of_the_gains():
    cells = _cells("baseline", {1: 50.0}) + _cells("baseline", {1: 20.0}, "pawsx")
    cells += _cells("squad1", {1: 58.0}) + _cells("squad1", {1: 16.0}, "pawsx")
    table = score_table(*study(*cells), [XNLI, PAWSX])
    assert look(table, "overall", "squad1", kind="gain")["value"] == 2.0
    assert look(table, "overall", "squad1", kind="gain")["standard_error"] == pytest.approx(math.sqrt(2 + 2) / 2)


def test_a_pair_with_a_collapsed_side_is_left_out_while_there_are_others():
    cells = _cells("baseline", {1: 33.0, 2: 60.0}, collapsed={1}) + _cells("squad1", {1: 70.0, 2: 61.0})
    row = look(score_table(*study(*cells), [XNLI]), "xnli", "squad1", kind="gain")
    assert (row["value"], row["seeds"], row["marks"]) == (1.0, 1, "*")


def test_a_gain_over_a_collapsed_baseline_is_marked():
    cells = _cells("baseline", {1: 33.0}, collapsed={1}) + _cells("squad1", {1: 70.0})
    assert look(score_table(*study(*cells), [XNLI]), "xnli", "squad1", kind="gain")["marks"] == "c"


def test_own_training_data_is_marked_in_the_gains_and_their_averages_only():
    cells = _cells("baseline", {1: 50.0}) + _cells("mnli", {1: 58.0}) + _cells("squad1", {1: 58.0})
    table = score_table(*study(*cells), [XNLI], known=Annotations(own_data={("mnli", "xnli")}))
    assert look(table, "xnli", "mnli", kind="gain")["marks"] == "‡"
    assert look(table, "overall", "mnli", kind="gain")["marks"] == "‡"
    assert look(table, "xnli", "squad1", kind="gain")["marks"] == ""
    assert look(table, "xnli", "mnli")["marks"] == ""


def test_without_a_baseline_every_gain_is_a_hole():
    table = score_table(*study(*_cells("squad1", {1: 58.0})), [XNLI])
    gains = table.frame[table.frame["table"] == "gain"]
    assert len(gains) == 3
    assert gains["value"].isna().all()


def test_a_gain_is_measured_from_the_control_that_its_recipe_declares():
    cells = _cells("baseline", {1: 50.0}) + _cells("mt5", {1: 40.0}) + _cells("mt5 mnli", {1: 43.0}) + _cells("mnli", {1: 58.0})
    table = score_table(*study(*cells), [XNLI], known=Annotations(controls={"mt5": "mt5", "mt5 mnli": "mt5"}))
    assert look(table, "xnli", "mt5 mnli", kind="gain")["value"] == 3.0
    assert look(table, "xnli", "mnli", kind="gain")["value"] == 8.0


def test_a_control_has_a_gain_only_where_its_own_control_is_another_recipe():
    cells = _cells("baseline", {1: 50.0}) + _cells("longer", {1: 52.0}) + _cells("mt5", {1: 40.0}) + _cells("mnli", {1: 58.0})
    controls = {"baseline": "baseline", "longer": "baseline", "mt5": "mt5", "mnli": "longer"}
    table = score_table(*study(*cells), [XNLI], known=Annotations(controls=controls))
    assert table.controls == {"longer": "baseline", "mnli": "longer"}
    gains = table.frame[table.frame["table"] == "gain"]
    assert set(gains["recipe"]) == {"longer", "mnli"}
    assert look(table, "xnli", "longer", kind="gain")["value"] == 2.0
    assert look(table, "xnli", "mnli", kind="gain")["value"] == 6.0


def test_the_best_per_target_keeps_the_gain_over_its_own_control():
    cells = _cells("baseline", {1: 50.0}) + _cells("longer", {1: 52.0}) + _cells("mnli", {1: 58.0})
    cells += [cell({"en": value}, recipe=recipe, split="dev") for recipe, value in {"longer": 50.0, "mnli": 60.0}.items()]
    known = Annotations(controls={"mnli": "longer"}, best_of=("mnli", "longer"))
    assert look(score_table(*study(*cells), [XNLI], known=known), "xnli", BEST, kind="gain")["value"] == 6.0
