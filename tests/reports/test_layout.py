import pandas as pd
import pytest

from tests.scores.made import cell, study, target
from xtreme_eval.reports.layout import gain_panels, metric_title, one_decimal, score_panel, small_heads, small_rows
from xtreme_eval.scores.answer import SmallTable
from xtreme_eval.scores.table import Annotations, score_table


@pytest.mark.parametrize(
    ("value", "signed", "text"),
    [(41.25, False, "41.2"), (-0.04, True, "+0.0"), (-0.04, False, "0.0"), (-0.06, True, "-0.1"), (100.0, False, "100.0")],
)
def test_numbers_have_one_decimal_and_what_rounds_to_zero_has_no_minus(value, signed, text):
    assert one_decimal(value, signed=signed) == text


def test_metrics_are_named_as_papers_name_them():
    assert metric_title("exact_match", "f1") == "mean of exact match and F1"


def _cells(values):
    cells = [cell(languages, recipe=recipe, hole="no file") for recipe, languages in values.items()]
    return score_panel(score_table(*study(*cells), [target("xnli", languages="en de fr")]), "test")


def test_languages_that_all_recipes_lack_are_counted_in_the_head():
    panel = _cells({"baseline": {"en": 1.0, "de": 2.0, "fr": None}, "mnli": {"en": 1.0, "de": 2.0, "fr": None}})
    assert panel.head[0] == "XNLI 2/3"
    assert {row[0].covered for _, row in panel.rows} == {""}


def test_languages_that_some_recipes_lack_are_counted_beside_the_number():
    panel = _cells({"baseline": {"en": 1.0, "de": 2.0, "fr": 3.0}, "mnli": {"en": 1.0, "de": 2.0, "fr": None}})
    assert panel.head[0] == "XNLI"
    assert {recipe: row[0].lines[:2] for recipe, row in panel.rows}["mnli"] == ("1.5§", "2/3")


def test_seeds_show_lowest_and_highest():
    cells = [cell({"en": value}, seed=seed) for seed, value in enumerate([70.0, 60.0, 62.0])]
    panel = score_panel(score_table(*study(*cells), [target("xnli", languages="en")]), "test")
    assert dict(panel.rows)["baseline"][0].lines == ("62.0", "±1.0", "60.0…70.0")


def test_nothing_to_compare_gives_no_gains(alone):
    assert list(gain_panels(alone)) == []


def _gains(**controls):
    cells = [cell({"en": 50.0}, recipe=recipe) for recipe in ("baseline", "mnli", "longer", "squad1")]
    table = score_table(*study(*cells), [target("xnli", languages="en")], known=Annotations(controls=controls))
    return next(iter(gain_panels(table)))


def test_a_table_of_gains_says_what_they_are_measured_from_where_it_is_not_the_baseline():
    assert _gains().title == "Gains over the baseline, test"
    assert _gains().notes == ()
    panel = _gains(squad1="longer")
    assert panel.title == "Gains over their controls, test"
    assert panel.notes == ("gains over baseline: mnli, longer", "gains over longer: squad1")


def test_a_control_without_a_row_is_named_as_missing():
    assert "gains over elsewhere (not among the rows): mnli" in _gains(mnli="elsewhere").notes


def test_a_small_number_is_not_shown_as_zero_and_heads_are_words():
    frame = pd.DataFrame({"p_corrected": [0.0001, 0.0, 0.5]})
    small = SmallTable(name="one", title="One", frame=frame, shown={"p_corrected": ".3f"})
    assert small_heads(small) == ("p corrected",)
    assert small_rows(small) == [["<0.001"], ["0.000"], ["0.500"]]
