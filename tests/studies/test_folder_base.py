"""A model in a folder of one's own as a study's base: retrieval needs no training at all."""

import shutil

import pytest

from tests.training.small_grid import location, run, study
from xtreme_eval.experiment.base import FolderBase
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.scores.frame import read_scores
from xtreme_eval.store.checkout import checked_out
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.studies.catalog import Catalog


@pytest.fixture
def base(grid, tmp_path):
    with checked_out(grid.store, grid.manifests["base tiny-small"]) as files:
        shutil.copytree(files, tmp_path / "model")
    (tmp_path / "model" / "head-0.safetensors").unlink()
    return FolderBase(name="mine", path=str(tmp_path / "model"))


def test_retrieval_targets_are_scored_without_any_training(grid, base, tmp_path):
    chosen = study(targets=("bucc", "tatoeba")).model_copy(update={"base": base})
    plan = make_plan(chosen, Catalog(location(grid.data)))
    assert plan.trainings == []
    store = DirectoryStore(tmp_path / "store")
    manifests = run(plan, grid.data, store)
    for title, manifest in manifests.items():
        assert manifest.files["predictions.parquet"] == grid.manifests[title].files["predictions.parquet"]
    assert {manifest.key for manifest in manifests.values()} == set(store.keys())


def test_a_target_is_trained_from_the_folder_as_from_the_same_weights_in_the_store(grid, base, tmp_path):
    chosen = study(targets=("udpos",)).model_copy(update={"base": base})
    store = DirectoryStore(tmp_path / "store")
    manifests = run(make_plan(chosen, Catalog(location(grid.data))), grid.data, store)
    assert set(manifests) == {"train udpos · seed 1", "evaluate baseline → udpos · seed 1"}
    assert manifests["train udpos · seed 1"].files == grid.manifests["train udpos · seed 1"].files
    ours, theirs = (
        read_scores(place.open_file(found["evaluate baseline → udpos · seed 1"], "scores.parquet"))
        for place, found in ((store, manifests), (grid.store, grid.manifests))
    )
    assert ours.drop(columns="evaluation").equals(theirs.drop(columns="evaluation"))


def test_the_folders_bytes_decide_the_key_and_not_its_place(grid, base, tmp_path):
    def key(folder):
        chosen = study(targets=("tatoeba",)).model_copy(update={"base": FolderBase(name="mine", path=str(folder))})
        return make_plan(chosen, Catalog(location(grid.data))).cells[0].evaluation

    shutil.copytree(base.path, tmp_path / "copy")
    before = key(tmp_path / "copy")
    assert before == key(base.path)
    config = tmp_path / "copy" / "config.json"
    config.write_text(config.read_text().replace("\n", "\n "))
    assert key(tmp_path / "copy") != before
