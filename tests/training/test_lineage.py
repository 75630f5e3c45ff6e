"""What a manifest tells of an artifact: enough to know what it was made from, how, by what, and what came of it."""

import re

import pytest

from tests.training.small_grid import BASE, STEPS
from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.data.running_text import text_hashes
from xtreme_eval.evaluation.environment import PACKAGES
from xtreme_eval.key import content_key
from xtreme_eval.reports.card import card
from xtreme_eval.suite.trainable import trainable

MIXTURE, CHECKPOINT, EVALUATION = "train mnli+squad1 · seed 1", "train mnli · seed 1", "evaluate baseline → xnli · seed 1"


@pytest.mark.parametrize("title", ["base tiny-small", MIXTURE, "train hellaswag → mnli · seed 1", EVALUATION])
def test_every_manifest_names_time_device_library_versions_and_the_revision(grid, title):
    meta = grid.manifests[title].meta
    assert meta["title"] == title
    assert meta["seconds"] > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", meta["finished"])
    assert meta["device"] in {"cpu", "cuda"}
    assert {"python", *PACKAGES} <= meta["versions"].keys()
    assert re.fullmatch(r"[0-9a-f]{7,40}(-dirty)?", meta["versions"].get("git", "0" * 40))  # none where it is no checkout


def test_a_base_names_its_text_and_how_it_was_pretrained(grid):
    meta = grid.manifests["base tiny-small"].meta
    assert meta["parent"] is None
    assert meta["data"] == {"text": content_key(text_hashes(grid.data / "text"))}
    assert meta["job"]["base"]["pretraining"]["learning_rate"] == BASE.pretraining.learning_rate
    assert meta["job"]["seed"] == BASE.seed


def test_a_training_names_its_parent_its_data_its_hyperparameters_and_how_it_ended(grid):
    manifest, base = grid.manifests[MIXTURE], grid.manifests["base tiny-small"]
    meta, data = manifest.meta, ReleaseFolder(grid.data)
    assert meta["parent"] == base.key
    assert meta["data"] == {task: data.training_fingerprint(trainable(task).train) for task in ("mnli", "squad1")}
    assert meta["job"]["stage"]["hyper"]["learning_rate"] == STEPS.learning_rate
    assert [part["weight"] for part in meta["job"]["stage"]["mixture"]] == [2, 1]
    assert meta["job"]["seed"] == 1
    assert [(verdict["task"], verdict["score"] >= 0) for verdict in meta["dev"]] == [("mnli", True), ("squad1", True)]
    assert meta["steps"] == STEPS.steps
    shown = card(manifest, "file:store")
    assert all(told in shown for told in (base.key, *meta["data"].values(), str(STEPS.learning_rate), meta["versions"]["torch"]))


def test_an_evaluation_names_its_checkpoint_and_every_file_that_was_scored(grid):
    meta, job = grid.manifests[EVALUATION].meta, grid.job(EVALUATION)
    assert meta["parent"] == job.checkpoint in {manifest.key for manifest in grid.manifests.values()}
    files = trainable("xnli").dev
    assert meta["data"]["en"]["dev"] == ReleaseFolder(grid.data).fingerprint(files, "en")
    assert meta["data"].keys() == set(job.languages)
    assert meta["training"]["dev"][0]["task"] == "xnli"
