"""The grid from study to tables, in this process and in one thread: what it makes, what it does not make again, and what fails."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from prefect.artifacts import Artifact
from prefect.task_runners import ProcessPoolTaskRunner

from flows.score_table import score_table
from tests import miniature
from xtreme_eval.errors import XtremeEvalError
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.reports.write import FILES
from xtreme_eval.store.open import open_store
from xtreme_eval.studies.catalog import Catalog


def plan_of(request):
    return make_plan(request.chosen(), Catalog(request.location))


def written(request):
    return {name: (request.folder / name).read_bytes() for name in FILES}


@pytest.fixture
def submitted(monkeypatch):
    """The titles of the steps that are handed to workers."""
    from flows import grid

    titles = []
    hand_over = grid.step_task

    def noted(job, location):
        titles.append(job.title)
        return hand_over(job, location)

    monkeypatch.setattr(grid, "step_task", noted)
    return titles


def test_a_grid_ends_with_its_tables_and_pictures(finished):
    assert all(written(finished).values())
    table = pd.read_csv(finished.folder / "score_table.csv")
    assert {"baseline", "mnli"} <= set(table["recipe"])


def test_every_distinct_training_is_one_checkpoint(finished):
    store = open_store(finished.location.store)
    kinds = [store.find(key).kind for key in list(store.keys())]
    plan = plan_of(finished)
    assert kinds.count("checkpoint") == len(plan.trainings) == 6
    assert kinds.count("evaluation") == len(plan.evaluations) == 6
    assert plan.naive_trainings == 13


def test_a_finished_grid_submits_nothing_and_writes_the_same_bytes_again(copied, submitted):
    before = written(copied)
    assert miniature.run_in_a_thread(copied) == {}
    assert submitted == []
    assert written(copied) == before


def test_the_plan_and_the_table_are_published(copied):
    miniature.run_in_a_thread(copied)
    plan = Artifact.get("plan-miniature").data
    assert "6 distinct trainings serve them, instead of 13" in plan
    assert "| train mnli → xnli · seed 1 | cached |" in plan
    assert Artifact.get("score-table-miniature").data == (copied.folder / "score_table.md").read_text()
    assert (copied.folder / "report.html").resolve().as_uri() in Artifact.get("report-miniature").data
    assert Artifact.get("miniature-gains").data.startswith("data:image/png;base64,")
    gains = json.loads(Artifact.get("miniature-gains-test").data)
    assert [row["recipe"] for row in gains] == ["mnli"]


def test_only_what_is_missing_runs(copied, submitted):
    before = written(copied)
    store = open_store(copied.location.store)
    (gone,) = [step for step in plan_of(copied).evaluations if step.job.title == "evaluate mnli → xnli · seed 1"]
    store.open_file(store.find(gone.key), "scores.parquet").unlink()
    assert miniature.run_in_a_thread(copied) == {}
    assert submitted == ["evaluate mnli → xnli · seed 1"]
    assert written(copied) == before


def test_a_step_that_fails_leaves_a_hole_and_the_other_cells_run(prefect_api, miniature_data, tmp_path, monkeypatch):
    from xtreme_eval.evaluation import run

    evaluate = run.run_evaluation

    def failing(job, *others):
        if job.target == "tatoeba":
            raise XtremeEvalError("tatoeba.eng, line 7: it went away")
        return evaluate(job, *others)

    monkeypatch.setattr(run, "run_evaluation", failing)
    request = miniature.request(miniature_data, tmp_path)
    failures = miniature.run_in_a_thread(request)
    reason = "tatoeba.eng, line 7: it went away"
    assert failures == {f"evaluate {recipe} → tatoeba · seed 1": reason for recipe in ("baseline", "mnli")}
    scores = pd.read_parquet(request.folder / "scores.parquet")
    assert set(scores[scores["task"] == "tatoeba"]["hole"]) == {reason}
    assert scores[scores["task"] == "xnli"]["value"].notna().all()
    assert reason in (request.folder / "score_table.md").read_text()


def test_a_training_that_fails_takes_only_what_descends_from_it(prefect_api, miniature_data, tmp_path, monkeypatch):
    from xtreme_eval.training import stage

    train = stage.run_training

    def failing(job, *others):
        return 1 / 0 if job.title == "train mnli · seed 1" else train(job, *others)

    monkeypatch.setattr(stage, "run_training", failing)
    failures = miniature.run_in_a_thread(miniature.request(miniature_data, tmp_path))
    assert set(failures.values()) == {"ZeroDivisionError: division by zero"}
    assert all(" mnli" in title for title in failures)
    assert len(failures) == 1 + 2 + 3  # itself, two trainings on it, three evaluations


def test_a_broken_file_is_found_before_anything_is_trained(miniature_data, tmp_path, submitted, prefect_api):
    shutil.copytree(miniature_data, tmp_path / "data")
    fresh = miniature.request(tmp_path / "data", tmp_path / "fresh")
    broken = tmp_path / "data" / "xnli" / "test-qva.tsv"
    broken.write_text(broken.read_text().replace("\t", " ", 1))
    with pytest.raises(XtremeEvalError, match=r"test-qva\.tsv, line 1: 2 columns where 3 are needed"):
        miniature.run_in_a_thread(fresh)
    assert submitted == []
    assert list(open_store(fresh.location.store).keys()) == []


def test_a_label_free_test_set_is_a_hole_and_no_error(copied, tmp_path, submitted):
    test = tmp_path / "data" / "xnli" / "test-qva.tsv"
    test.write_text("".join(line.rpartition("\t")[0] + "\n" for line in test.read_text().splitlines()))
    assert miniature.run_in_a_thread(copied) == {}
    assert submitted == ["evaluate baseline → xnli · seed 1", "evaluate mnli → xnli · seed 1"]
    assert "label-free layout" in (copied.folder / "score_table.md").read_text()


def test_the_table_of_a_grid_that_has_not_run_is_all_holes(prefect_api, miniature_data, tmp_path):
    request = miniature.request(miniature_data, tmp_path)
    assert {Path(path).name for path in score_table(request)} >= set(FILES)
    scores = pd.read_parquet(request.folder / "scores.parquet")
    assert set(scores["hole"]) == {"not run yet"}
    assert len(set(zip(scores["recipe"], scores["task"], strict=True))) == 6


def test_a_grid_without_a_runner_of_its_own_trains_in_a_process_of_its_own():
    from flows.transfer_grid import transfer_grid

    assert isinstance(transfer_grid.task_runner, ProcessPoolTaskRunner)
