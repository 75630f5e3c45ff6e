"""Forgetting on the small grid: a task's own score again right after its stage, and what later encoders make of its head."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.training.grid_fixtures import grid, quick_sync
from tests.training.small_grid import location, silent
from xtreme_eval.errors import StoreError
from xtreme_eval.experiment.jobs import Measured, MeasureJob
from xtreme_eval.experiment.measurement import Subject
from xtreme_eval.measures.forgetting import COLUMNS, measure
from xtreme_eval.measures.run import run_measurement
from xtreme_eval.store.directory import DirectoryStore

__all__ = ["grid", "quick_sync"]

CHAIN = "train hellaswag → mnli · seed 1"
TASKS = ("hellaswag", "mnli", "squad1")


def job(grid, title, *, target="", tasks=TASKS, recipe="hellaswag>mnli"):
    training = grid.job(title)
    subject = Subject(recipe=recipe, target=target, seed=1)
    checkpoints = (Measured(subject=subject, checkpoint=training.key, base=training.base),)
    settings = {"benchmark": "sample", "languages": None, "tasks": tasks, "settings": ()}
    return MeasureJob(key="f" * 64, title="measure forgetting", measure="forgetting", checkpoints=checkpoints, **settings)


def found(grid, *arguments, store=None, **settings):
    return measure(job(grid, *arguments, **settings), location(grid.data), store or grid.store, silent)


def scores(frame):
    return {(row.task, row.trained_at, row.after): row.score for row in frame.itertuples()}


def recorded(grid, title):
    return {verdict["task"]: verdict["score"] for verdict in grid.manifests[title].meta["dev"]}


def test_every_task_is_scored_after_its_own_stage_and_every_later_one(grid):
    frame = found(grid, CHAIN)
    assert tuple(frame.columns) == COLUMNS
    assert list(scores(frame)) == [("hellaswag", 1, 1), ("hellaswag", 1, 2), ("mnli", 2, 2)]
    assert frame["after_stage"].tolist() == ["hellaswag", "mnli", "mnli"]
    assert set(zip(frame["recipe"], frame["seed"], strict=True)) == {("hellaswag>mnli", 1)}


def test_right_after_its_stage_a_task_has_the_score_that_its_training_ended_with(grid):
    after = scores(found(grid, CHAIN))
    assert after["hellaswag", 1, 1] == recorded(grid, "train hellaswag · seed 1")["hellaswag"]
    assert after["mnli", 2, 2] == recorded(grid, CHAIN)["mnli"]
    mixture = found(grid, "train mnli+squad1 · seed 1", recipe="mnli+squad1")
    assert {task: score for (task, _, _), score in scores(mixture).items()} == recorded(grid, "train mnli+squad1 · seed 1")


def test_an_encoder_that_has_not_moved_has_forgotten_nothing(grid, tmp_path):
    """A copy of the first stage's weights stands for a second stage: with the first one's head its score is the first one's."""
    store, first, second = DirectoryStore(tmp_path), grid.job("train hellaswag · seed 1"), grid.job(CHAIN)
    for key in (first.parent, first.key, second.key):
        source, meta = grid.store.find(first.key if key == second.key else key), grid.store.find(key).meta
        store.commit(key, "checkpoint", {name: grid.store.open_file(source, name) for name in source.files}, meta)
    after = scores(found(grid, CHAIN, store=store, tasks=("hellaswag",)))
    assert after["hellaswag", 1, 2] == after["hellaswag", 1, 1]


def test_a_cell_is_scored_after_its_targets_training_alone(grid):
    frame = found(grid, CHAIN, target="xnli")
    assert list(scores(frame)) == [("hellaswag", 1, 2)]


def test_tasks_that_were_not_asked_for_are_not_read(grid):
    assert list(scores(found(grid, CHAIN, tasks=("mnli",)))) == [("mnli", 2, 2)]


def test_a_base_without_stages_has_nothing_to_forget(grid):
    assert found(grid, "base tiny-small").empty


def test_a_stage_that_is_not_in_the_store_is_named(grid, tmp_path):
    with pytest.raises(StoreError, match=r"run the step that makes it first"):
        found(grid, CHAIN, store=DirectoryStore(tmp_path))


def test_what_was_found_is_committed_even_if_it_is_nothing(grid, tmp_path):
    shutil.copytree(Path(grid.store.url.removeprefix("file:")), tmp_path / "store")
    store = DirectoryStore(tmp_path / "store")
    for title, rows in ((CHAIN, 3), ("base tiny-small", 0)):
        asked = job(grid, title).model_copy(update={"key": f"{rows}" * 64})
        manifest = run_measurement(asked, location(grid.data), store, silent)
        assert tuple(pd.read_parquet(store.open_file(manifest, "measurement.parquet")).columns) == COLUMNS
        assert (manifest.kind, manifest.meta["rows"]) == ("measurement", rows)
        assert manifest.meta["parents"] == [asked.checkpoints[0].checkpoint]
