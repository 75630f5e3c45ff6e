"""Our scores beside published ones."""

from dataclasses import replace

from tests.scores.made import cell, place, score
from xtreme_eval.reports.comparison import comparison_table
from xtreme_eval.scores.table import score_table
from xtreme_eval.suite import registry
from xtreme_eval.suite.benchmarks import SAMPLE, XTREME


def table(values, **more):
    """The baseline on PAWS-X of XTREME, with these scores by language."""
    scores, placed = cell(values, task="pawsx", **more)
    rows = [replace(row, benchmark="xtreme") for row in scores]
    return score_table(rows, placed, [registry.target("pawsx")])


SEVEN = dict.fromkeys(["de", "en", "es", "fr", "ja", "ko", "zh"], 80.0)


def test_a_complete_score_stands_above_the_published_ones_of_its_column():
    small = comparison_table(table(SEVEN), XTREME)
    first = small.frame.iloc[0]
    assert (first["system"], first["of"], first["PAWS-X"]) == ("baseline", "this study", 80.0)
    assert set(small.frame["of"][1:]) == {"published"}
    assert {"XLM-R Large", "mBERT"} <= set(small.frame["system"])
    assert any(note.startswith("source of XLM-R Large") for note in small.notes)


def test_a_score_that_lacks_languages_or_is_on_other_data_is_not_compared():
    for found in (table({**SEVEN, "de": None}, hole="no file"), table(SEVEN, caveat="other data")):
        small = comparison_table(found, XTREME)
        assert small.frame.empty
        assert "not compared, for they lack languages or have other data: PAWS-X" in small.notes


def test_a_benchmark_without_published_figures_says_so():
    found = score_table([score(50.0)], [place()], [registry.target("xnli")])
    assert comparison_table(found, SAMPLE).notes == (
        "there are no published figures of generated sample world: nothing here can be compared",
    )
