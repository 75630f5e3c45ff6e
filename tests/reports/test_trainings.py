"""The list of trainings."""

import csv

from xtreme_eval.reports.trainings import write_trainings
from xtreme_eval.store.protocol import Manifest


def manifest(key, dev):
    counts = {"steps": 10, "best_step": 5, "examples": 80, "tokens_computed": 900, "tokens_real": 880, "seconds": 1.5}
    return Manifest(key=key, kind="checkpoint", files={}, meta={"title": f"train {key}", "dev": dev, "device": "cpu", **counts})


def test_each_task_of_each_training_is_a_row_and_pretraining_has_no_dev_score(tmp_path):
    verdict = {"task": "xnli", "metric": "accuracy", "score": 40.0, "constant": 34.0, "examples": 50, "collapsed": True}
    path = write_trainings(
        tmp_path / "trainings.csv", [manifest("base", []), manifest("mix", [verdict, {**verdict, "task": "mnli"}])]
    )
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    assert [(row["training"], row["task"], row["dev score"]) for row in rows] == [
        ("train base", "", ""),
        ("train mix", "xnli", "40.0"),
        ("train mix", "mnli", "40.0"),
    ]
    assert {row["collapsed"] for row in rows[1:]} == {"True"}
    assert {row["checkpoint"] for row in rows} == {"base", "mix"}
