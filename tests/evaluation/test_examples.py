"""What each example adds to a stored score is found again from predictions and gold."""

import shutil

import pytest

from tests.training.small_grid import TRAINED, UNTRAINED
from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.evaluation.examples import example_points_of
from xtreme_eval.scores.frame import read_scores
from xtreme_eval.suite import registry


def _evaluation(grid, target):
    return next(cell.evaluation for cell in grid.plans[0].cells if cell.cell.target == target)


def _stored(grid, key, split):
    scores = read_scores(grid.store.open_file(grid.store.find(key), "scores.parquet"))
    return scores[(scores["split"] == split) & scores["primary"]].groupby("language")["value"].mean().to_dict()


@pytest.mark.parametrize("target", [*TRAINED, *UNTRAINED])
def test_the_points_of_every_kind_of_task_add_up_to_its_stored_scores(grid, target):
    task, key, data = registry.target(target), _evaluation(grid, target), ReleaseFolder(grid.data)
    for split in task.evaluation:
        found = example_points_of([key], task, split, "sample", grid.store, data)[key]
        assert {language: points.mean() for language, points in found.items()} == pytest.approx(_stored(grid, key, split))
        assert all(len(points) > 1 for points in found.values())


def test_mined_pairs_are_counted_by_foreign_sentence(grid):
    bucc, data = registry.target("bucc"), ReleaseFolder(grid.data)
    key = _evaluation(grid, "bucc")
    found = example_points_of([key], bucc, "test", "sample", grid.store, data)[key]
    (bitext,) = data.records(bucc.evaluation["test"], "qva")
    assert len(found["qva"]) == len(bitext.foreign)


def test_gold_that_gives_another_score_is_not_used(grid, tmp_path):
    shutil.copytree(grid.data, tmp_path / "data")
    task, data = registry.target("xnli"), ReleaseFolder(tmp_path / "data")
    (path,) = data.locate(task.evaluation["test"], "en")
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], *lines[3:]]) + "\n", encoding="utf-8")  # an example less
    key = _evaluation(grid, "xnli")
    found = example_points_of([key], task, "test", "sample", grid.store, data)
    assert "en" not in found.get(key, {})


def test_without_gold_or_predictions_there_are_no_points(grid, tmp_path):
    task, key = registry.target("xnli"), _evaluation(grid, "xnli")
    assert example_points_of([key], task, "test", "sample", grid.store, ReleaseFolder(tmp_path)) == {}
    assert example_points_of(["0" * 64], task, "test", "sample", grid.store, ReleaseFolder(grid.data)) == {}
