"""Results beside published figures: which are shipped, how files are read, what is set against what."""

import csv
import json

import pytest

from xtreme_eval.errors import DataError, SpecificationError
from xtreme_eval.scores.compare import COLUMNS, PUBLISHED, compared, figures_of, published
from xtreme_eval.suite.benchmarks import SAMPLE, XTREME, XTREME_R

TABLE = """table,split,recipe,column,language,metric,value,standard_error,seeds,min,max,scored,expected,marks
score,test,squad1,xnli,,,80.2000,,1,,,15,15,
score,test,squad1,panx,,,60.0000,,1,,,3,40,§
score,test,squad1,tatoeba,,,,,0,,,0,36,
score,test,squad1,overall,,,70.1000,,1,,,9,9,
score,test,squad1,qa,,,60.1000,,1,,,2,2,
language,test,squad1,xquad,en,f1,80.0000,,1,,,1,1,
language,test,squad1,xquad,de,f1,75.0000,,1,,,1,1,
language,test,squad1,xquad,zero-shot,f1,75.0000,,1,,,1,1,
language,test,squad1,xquad,en,exact_match,60.0000,,1,,,1,1,
language,test,squad1,xquad,de,exact_match,,,1,,,0,1,
language,test,squad1,panx,en,f1,50.0000,,1,,,1,1,
"""


def test_every_shipped_figure_has_a_source_and_none_that_was_only_recalled():
    with PUBLISHED.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == COLUMNS
    assert all(row["source"] and 0 < float(row["value"]) < 100 for row in rows)
    places = [(row["benchmark"], row["system"], row["column"], row["metric"], row["split"]) for row in rows]
    assert len(set(places)) == len(places)
    assert not {place for place in places if place[0] == "xtreme" and place[2] == "udpos"}
    assert ("xtreme", "XLM-R Large", "tydiqa", "exact_match", "test") not in places
    assert all(row["protocol"] for row in rows if row["benchmark"] == "xtreme-r")


def test_what_is_known_of_xlmr_large_is_consistent_with_its_published_average():
    """The mean of the nine task scores is 68.1 with the two recalled figures, so the shipped ones must leave room for them."""
    known = {figure.place[:2]: figure.value for figure in published(XTREME) if figure.system == "XLM-R Large"}
    single = sum(known[name, ""] for name in ("xnli", "pawsx", "panx", "bucc", "tatoeba"))
    double = sum((known[name, "f1"] + known[name, "exact_match"]) / 2 for name in ("xquad", "mlqa"))
    rest = 9 * known["overall", ""] - single - double  # UD-POS, and TyDiQA whose F1 is 65.1
    assert rest - (65.1 + 45.0) / 2 == pytest.approx(72.6, abs=0.5)


def test_each_benchmark_has_its_own_figures():
    assert {figure.column for figure in published(XTREME_R)} >= {"lareqa", "mewslix", "xcopa", "overall"}
    assert "lareqa" not in {figure.column for figure in published(XTREME)}
    assert published(SAMPLE) == []


def test_a_score_table_gives_task_scores_and_whole_means_of_the_halves_of_question_answering(tmp_path):
    path = tmp_path / "score_table.csv"
    path.write_text(TABLE)
    found = {figure.place: (figure.value, figure.remark) for figure in figures_of(path, XTREME)}
    assert found == {
        ("xnli", "", "test"): (80.2, ""),
        ("panx", "", "test"): (60.0, "only 3 of 40 languages or tasks"),
        ("overall", "", "test"): (70.1, ""),
        ("qa", "", "test"): (60.1, "only 2 of 3 languages or tasks"),
        ("xquad", "f1", "test"): (77.5, ""),
    }


def test_a_score_file_gives_the_same_places(tmp_path):
    path = tmp_path / "mine.json"
    task = {"exact_match": {"en": 60.0}, "f1": {"en": 80.0}, "avg_exact_match": 60.0, "avg_f1": 80.0, "avg_metric": 70.0}
    mined = {"f1": {"de": 66.5}, "avg_f1": 66.5, "avg_metric": 66.5}
    path.write_text(json.dumps({"qa": 70.0, "xquad": task, "bucc2018": mined, "notes": []}))
    found = {figure.place: figure.value for figure in figures_of(path, XTREME)}
    assert found == {
        ("qa", "", "test"): 70,
        ("xquad", "", "test"): 70,
        ("xquad", "exact_match", "test"): 60,
        ("xquad", "f1", "test"): 80,
        ("bucc", "", "test"): 66.5,
    }
    assert {figure.system for figure in figures_of(path, XTREME)} == {"mine"}


def test_only_figures_of_the_same_column_metric_and_split_are_set_side_by_side(tmp_path):
    path = tmp_path / "score_table.csv"
    path.write_text(TABLE)
    theirs = [figure for figure in published(XTREME) if figure.system in ("XLM-R Large", "XLM-R Large, layer 14")]
    pairs = compared(figures_of(path, XTREME), theirs)
    assert [(pair.ours.place, pair.theirs.value, round(pair.difference, 6)) for pair in pairs] == [
        (("xnli", "", "test"), 79.2, 1.0),
        (("panx", "", "test"), 65.4, -5.4),
        (("overall", "", "test"), 68.1, 2.0),
        (("xquad", "f1", "test"), 76.6, 0.9),
    ]


def test_a_users_own_figures_come_after_the_shipped_ones(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(",".join(COLUMNS) + "\nxtreme,Paper row,overall,,test,73.5,table 3,\nxtreme-r,Other,overall,,test,1,x,\n")
    last = published(XTREME, [path])[-1]
    assert (last.system, last.value, last.source) == ("Paper row", 73.5, "table 3")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("benchmark,system\nxtreme,x\n", "line 1: no column 'column'"),
        (",".join(COLUMNS) + "\nxtreme,x,xnly,,test,1,s,\n", "line 2: unknown column 'xnly'"),
        (",".join(COLUMNS) + '\nxtreme,x,xnli,,test,"79,2",s,\n', "line 2: '79,2' is no number"),
    ],
)
def test_a_reference_file_that_cannot_be_read_is_named(tmp_path, content, problem):
    path = tmp_path / "own.csv"
    path.write_text(content)
    with pytest.raises(DataError, match=problem):
        published(XTREME, [path])


def test_a_json_file_that_is_no_score_file_is_refused(tmp_path):
    path = tmp_path / "other.json"
    path.write_text('{"xnli": [1]}')
    with pytest.raises(DataError, match="not a score file"):
        figures_of(path, XTREME)


def test_scores_of_another_benchmark_are_not_set_against_published_ones(tmp_path):
    table, scores = tmp_path / "score_table.csv", tmp_path / "scores.json"
    table.write_text(TABLE.replace("15,15", "6,6"))
    with pytest.raises(SpecificationError, match="is not of XTREME: its xnli has 6 languages and not 15"):
        figures_of(table, XTREME)
    scores.write_text(json.dumps({"benchmark": "sample", "xnli": {"avg_metric": 50.0}}))
    with pytest.raises(SpecificationError, match="it says that its benchmark is 'sample'"):
        figures_of(scores, XTREME)
