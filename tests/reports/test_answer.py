"""A study's answer and its small tables, in every medium."""

import io
from dataclasses import replace

import pandas as pd
import pytest
from rich.console import Console

from tests.scores.made import cell, study, target
from xtreme_eval.reports.choices import choices_table
from xtreme_eval.reports.console import print_report
from xtreme_eval.reports.markdown import markdown_report
from xtreme_eval.reports.report import Report
from xtreme_eval.reports.write import FILES, PAGE, TABLES, write_report
from xtreme_eval.scores.answer import Answer, SmallTable
from xtreme_eval.scores.record import Reduced
from xtreme_eval.scores.table import Annotations, score_table

FRAME = pd.DataFrame(
    {"claim": ["SQuAD helps", "nothing else does"], "ours": [8.25, float("nan")], "seeds": [3, 0], "hidden": [1, 2]}
)
CLAIMS = SmallTable(
    name="claims", title="Claims", frame=FRAME, shown={"claim": "", "ours": "+.1f", "seeds": "d"}, notes=("beneath it",)
)
ANSWER = Answer(sentence="One of two.", tables=(CLAIMS,), notes=("how it was decided",))
MARKDOWN = """\
# Tiny study

**made by hand**

## Answer

One of two.

## Claims (made by hand)

| claim             | ours | seeds |
| ----------------- | ---: | ----: |
| SQuAD helps       | +8.2 |     3 |
| nothing else does |    – |     0 |

- beneath it

- how it was decided

## Scores, test (made by hand)
"""


@pytest.fixture(scope="module")
def chosen():
    """One target; two recipes, the second of them without a task of its mixture; the better on dev is worse on test."""
    scores = {"baseline": (50.0, 50.0), "mnli": (55.0, 58.0), "multi-task": (60.0, 57.0)}
    cells = [
        cell({"en": value}, recipe=recipe, split=split)
        for recipe, values in scores.items()
        for split, value in zip(("dev", "test"), values, strict=True)
    ]
    rows = [row for found, _ in cells for row in found]
    placed = [cells[number][1][0] for number in (0, 2, 4)]
    known = Annotations(
        best_of=("mnli", "multi-task"), reduced={"multi-task": Reduced(there=8, declared=9, missing={"ccg": "it is licensed"})}
    )
    return score_table(rows, placed, [target("xnli", languages="en")], known=known)


def report(table, **more):
    return Report(title="Tiny study", label="made by hand", table=table, **more)


def printed(shown, width=100):
    stream = io.StringIO()
    print_report(shown, Console(file=stream, width=width))
    return stream.getvalue()


def test_the_answer_stands_first_with_its_tables_and_notes(small):
    assert markdown_report(report(small, answer=ANSWER)).startswith(MARKDOWN)


def test_the_console_has_the_answer_before_the_scores(small):
    text = printed(report(small, answer=ANSWER))
    assert text.index("One of two.") < text.index("nothing else does") < text.index("Scores, test")
    assert "+8.2" in text
    assert "hidden" not in text


def test_every_small_table_is_a_csv_file_with_all_of_its_columns(small, tmp_path):
    other = SmallTable(name="other", title="Other", frame=FRAME, shown={"claim": ""})
    paths = write_report(report(small, answer=ANSWER, appendices=(other,)), tmp_path)
    assert [path.name for path in paths] == [PAGE, *FILES, "claims.csv", "other.csv", TABLES]
    assert pd.read_csv(tmp_path / "claims.csv")["hidden"].to_list() == [1, 2]


def test_what_was_chosen_for_each_target_is_told_with_what_it_was_chosen_on(chosen):
    small = choices_table(chosen)
    assert small.frame.to_dict("records") == [
        {
            "target": "XNLI",
            "recipe": "multi-task (8 of 9)",
            "of": 2,
            "chosen on": "its dev set",
            "dev": 60.0,
            "test": 57.0,
            "gain": 7.0,
        }
    ]
    assert "| best per target     |" in markdown_report(report(chosen, appendices=(small,)))


def test_a_reduced_mixture_carries_its_number_of_tasks_and_the_reason_is_told(chosen):
    text = markdown_report(report(chosen))
    assert "| multi-task (8 of 9) |" in text
    assert "multi-task (8 of 9): without ccg: it is licensed" in text
    assert "without ccg" in printed(report(chosen))


def test_why_numbers_are_not_comparable_stands_under_each_table_that_has_them():
    cells = [
        cell({"en": value, "de": value}, task="bucc", recipe=recipe, caveat="gold pairs alone")
        for recipe, value in (("baseline", 1.0), ("mnli", 2.0))
    ]
    table = score_table(*study(*cells), [target("bucc")])
    text = markdown_report(report(table))
    assert text.count("¶ BUCC: gold pairs alone") == 3  # scores, gains, languages
    assert "¶ BUCC: gold pairs alone" in printed(report(table))


def test_what_a_benchmarks_averages_mean_stands_under_its_scores():
    scores, placed = study(cell({"en": 50.0}))
    table = score_table([replace(row, benchmark="sample-r") for row in scores], placed, [target("xnli", languages="en")])
    note = "overall is the mean of the ten task scores"
    assert note in markdown_report(report(table)).split("## Scores, test")[1].split("##")[0]
    assert note in " ".join(printed(report(table)).split())
