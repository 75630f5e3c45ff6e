"""The trivial baseline and the mark of numbers that are not above it."""

import math

from xtreme_eval.scores.table import score_table

from .made import cell, look, score, study, target

XNLI = target("xnli", languages="en de fr")


def _xnli(above):
    """A cell with one comparison a language."""
    rows, placed = cell({})
    rows = [
        score(50.0, language=language, trivial=30.0 + place, above=won, evaluation="baseline-xnli-1")
        for place, (language, won) in enumerate(above.items())
    ]
    return rows, placed


def test_the_trivial_baseline_is_the_first_row_and_is_averaged_like_a_recipe():
    table = score_table(*_xnli({"en": True, "de": True, "fr": True}), [XNLI])
    row = look(table, "xnli", "trivial baseline")
    assert table.recipes == ("trivial baseline", "baseline")
    assert (row["value"], row["marks"]) == (31.0, "")
    assert math.isnan(row["standard_error"])
    assert look(table, "xnli", "trivial baseline", kind="language", language="de", metric="accuracy")["value"] == 31.0


def test_a_task_score_is_marked_when_most_of_its_languages_are_not_above():
    table = score_table(*_xnli({"en": True, "de": False, "fr": False}), [XNLI])
    assert look(table, "xnli")["marks"] == "°"
    assert look(table, "overall")["marks"] == "°"


def test_english_and_zero_shot_are_marked_on_their_own():
    table = score_table(*_xnli({"en": True, "de": False, "fr": False}), [XNLI])
    marks = {
        language: look(table, "xnli", kind="language", language=language, metric="accuracy")["marks"]
        for language in ("en", "de", "fr", "zero-shot")
    }
    assert marks == {"en": "", "de": "°", "fr": "°", "zero-shot": "°"}


def test_half_of_the_languages_is_not_most_of_them():
    table = score_table(*_xnli({"en": True, "de": False}), [target("xnli")])
    assert look(table, "xnli")["marks"] == ""


def test_an_average_is_marked_when_most_of_its_tasks_are():
    targets = [target(name, languages="en") for name in ("a", "b", "c")]
    cells = [cell({"en": 50.0}, task=name, trivial=40.0, above=won) for name, won in (("a", False), ("b", False), ("c", True))]
    table = score_table(*study(*cells), targets)
    assert look(table, "overall")["marks"] == "°"
    assert look(table, "c")["marks"] == ""


def test_nothing_is_marked_where_there_is_no_trivial_baseline_to_compare_with():
    table = score_table(*study(cell({"en": 1.0}, trivial=None, above=None)), [target("xnli", languages="en")])
    assert look(table, "xnli")["marks"] == ""
    assert math.isnan(look(table, "xnli", "trivial baseline")["value"])


def test_recipes_keep_the_order_of_the_study_behind_the_baseline():
    cells = [cell({"en": 1.0}, recipe=recipe) for recipe in ("squad1", "baseline", "mnli")]
    assert score_table(*study(*cells), [target("xnli", languages="en")]).recipes == (
        "trivial baseline",
        "baseline",
        "squad1",
        "mnli",
    )
