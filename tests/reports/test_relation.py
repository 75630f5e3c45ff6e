"""Languages by family and script, and by how near to English they are."""

import pytest

from tests.scores.made import cell, study, target
from xtreme_eval.languages import RELATIONS
from xtreme_eval.reports.language_sheets import in_families, language_maps
from xtreme_eval.reports.relation import relation_charts, relation_sheet
from xtreme_eval.scores.detail import language_gains, metric_means
from xtreme_eval.scores.table import score_table


@pytest.fixture(scope="module")
def table():
    """Two seeds: German gains 2 and 4, Thai loses 1 and 3, English stays."""
    cells = []
    for seed, (german, thai) in enumerate(((2, -1), (4, -3)), start=1):
        cells += [
            cell({"en": 80.0, "de": 60.0, "th": 40.0}, seed=seed),
            cell({"en": 80.0, "de": 60.0 + german, "th": 40.0 + thai}, recipe="mnli", seed=seed),
        ]
    return score_table(*study(*cells), [target("xnli", languages="en de th")])


def texts(sheet):
    return [[entry.text for entry in row] for row in sheet.rows]


def test_a_language_gains_the_median_of_its_paired_differences(table):
    gains = language_gains(table).query("split == 'test'").set_index("language")["value"]
    assert gains.to_dict() == {"en": 0.0, "de": 3.0, "th": -2.0}


def test_exact_match_and_f1_have_means_of_their_own():
    scores = {("en", "f1"): 80.0, ("de", "f1"): 60.0, ("en", "exact_match"): 70.0, ("de", "exact_match"): 40.0}
    found = score_table(*study(cell(scores, task="xquad")), [target("xquad", metrics=("exact_match", "f1"))])
    assert metric_means(found).query("split == 'test'").set_index("metric")["value"].to_dict() == {"exact_match": 55.0, "f1": 70.0}


def test_gains_are_averaged_by_relation_to_english_nearest_first(table):
    sheet = relation_sheet(table)
    assert [head.title for head in sheet.heads[1:]] == ["English", "Germanic, Latin script", "other family, other script"]
    assert texts(sheet) == [["mnli", "+0.0", "+3.0", "-2.0"]]
    assert [entry.shade for entry in sheet.rows[0][1:]] == [0.0, 1.0, pytest.approx(-2 / 3)]


def test_the_distance_plots_have_a_point_for_each_language_and_say_what_they_show(table):
    gains, gaps = relation_charts(table)
    assert dict(zip(gains.frame["language"], gains.frame["value"], strict=True)) == {"en": 0.0, "de": 3.0, "th": -2.0}
    assert dict(zip(gaps.frame["language"], gaps.frame["value"], strict=True)) == {"de": -20.0, "th": -40.0}
    assert "Germanic, Latin script: mean -20.0 of 1" in gaps.alternative


def test_without_gains_there_is_no_table_of_them(alone):
    assert relation_sheet(alone) is None
    assert relation_charts(alone) == []


def test_languages_stand_by_family_then_script_english_first():
    codes = ["zh", "th", "ru", "bg", "de", "en", "hi", "ur", "fi", "et"]
    assert " ".join(in_families(codes)) == "en de ur hi bg ru th zh et fi"


def test_a_map_has_gains_and_scores_with_each_languages_family_and_script(table):
    (maps,) = language_maps(table)
    assert texts(maps.gains) == [
        ["English", "en", "Indo-European: Germanic", "Latin", "+0.0"],
        ["German", "de", "Indo-European: Germanic", "Latin", "+3.0"],
        ["Thai", "th", "Kra-Dai", "Thai", "-2.0"],
    ]
    assert maps.gains.breaks == {2}
    (scores,) = maps.scores
    assert texts(scores)[-1] == ["mean without English", "0-shot", "", "", "–", "50.0", "50.5"]
    assert scores.fixed == 1


def test_every_relation_is_in_its_order():
    assert RELATIONS[0] == "English"
    assert len(set(RELATIONS)) == len(RELATIONS)
