"""What is printed before and after a grid."""

import io

from rich.console import Console

from flows.shown import show, show_failures, show_holes, show_plan
from xtreme_eval.reports.write import FILES

FACTS = {
    "study": "small",
    "cells": 36,
    "holes": ["squad1 → tydiqa: tydiqa/train.json: there is no such file"],
    "left out": [],
    "trainings": {"distinct": 28, "if every cell trained alone": 91, "to run": 28},
    "evaluations": {"distinct": 36, "to run": 36},
    "measurements": {"distinct": 0, "to run": 0},
    "cached": 0,
    "million tokens to run": 16.7,
    "bytes of checkpoints": None,
    "steps": [],
}


def printed(show, *arguments, width=60, terminal=False):
    file = io.StringIO()
    show(*arguments, Console(file=file, width=width, force_terminal=terminal, color_system=None))
    return file.getvalue()


def test_the_plan_is_a_few_sentences():
    assert printed(show_plan, FACTS).splitlines() == [
        "Study small: 36 cells (recipe x target x seed).",
        "28 distinct trainings serve them, instead of 91 if every cell trained alone; 36 evaluations.",
        "Cached: 0 steps. To run: 28 trainings and 36 evaluations, about 16.7 million tokens through the model.",
        "Hole: squad1 → tydiqa: tydiqa/train.json: there is no such file",
    ]


def test_lines_break_between_words_on_a_terminal():
    lines = printed(show_plan, FACTS, terminal=True).splitlines()
    assert max(map(len, lines)) <= 60
    assert "28 distinct trainings serve them, instead of 91 if every" in [line.rstrip() for line in lines]


def test_a_plan_with_nothing_to_do_says_so():
    done = FACTS | {
        "cached": 64,
        "trainings": FACTS["trainings"] | {"to run": 0},
        "evaluations": FACTS["evaluations"] | {"to run": 0},
    }
    assert "Cached: 64 steps. Nothing is to be run." in printed(show_plan, done)


def test_holes_are_named_before_the_run():
    assert printed(show_holes, ["mlqa, test: no files for vi [1]"]) == "Hole: mlqa, test: no files for vi [1]\n"


def test_steps_that_failed_of_the_same_are_listed_under_it():
    failures = {
        "train mnli": "x.tsv, line 3: no [bold] label",
        "train squad1": "disk full",
        "evaluate mnli → xnli": "x.tsv, line 3: no [bold] label",
    }
    assert printed(show_failures, failures).splitlines() == [
        "",
        "Failed: disk full",
        "  train squad1",
        "",
        "Failed: x.tsv, line 3: no [bold] label",
        "  train mnli",
        "  evaluate mnli → xnli",
    ]


def test_after_the_grid_there_are_the_table_and_the_paths_of_all_files(finished):
    text = printed(show, finished, {"train mnli · seed 1": "disk full"}, width=100)
    assert "trivial baseline" in text
    assert "miniature sample world" in text
    assert all(f"  {finished.folder / name}\n" in text for name in FILES)
    assert text.endswith("\nFailed: disk full\n  train mnli · seed 1\n")
