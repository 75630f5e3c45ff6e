"""One planned training: what it leaves in the store, that it is done once, and what stops it."""

import math
import shutil
from datetime import datetime
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from tests.training.small_grid import BASE, MIXTURE, SIZES, STEPS, location, silent
from xtreme_eval.errors import DataError, MissingFileError, StoreError
from xtreme_eval.experiment.base import FolderBase
from xtreme_eval.experiment.jobs import TrainJob
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.kinds.masked_lm import MaskedLM
from xtreme_eval.models import checkpoint as checkpoints
from xtreme_eval.store.checkout import checked_out
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.training import stage as stage_module
from xtreme_eval.training.stage import run_training

FILES = {"config.json", "head-0.safetensors", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}
BASE_TITLE, XNLI_TITLE, MIXTURE_TITLE = "base tiny-small", "train xnli · seed 1", "train mnli+squad1 · seed 1"


@pytest.fixture
def store(grid, tmp_path):
    """A copy of the finished store, to be written into."""
    shutil.copytree(Path(grid.store.url.removeprefix("file:")), tmp_path / "store")
    return DirectoryStore(tmp_path / "store")


@pytest.fixture
def data(grid, tmp_path):
    """A copy of the data, to be damaged."""
    shutil.copytree(grid.data, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def no_training(monkeypatch):
    """Make any training an error."""

    def refuse(*_, **__):
        raise AssertionError("something was trained")

    monkeypatch.setattr(stage_module, "train", refuse)
    monkeypatch.setattr(stage_module, "pretrain", refuse)


def renamed(job, key="another-key"):
    """The same work under a key that the store does not have."""
    return job.model_copy(update={"key": key})


def test_a_checkpoint_says_what_was_trained_on_what_and_how_it_ended(grid):
    meta = grid.manifests[XNLI_TITLE].meta
    job = grid.job(XNLI_TITLE)
    assert TrainJob.model_validate(meta["job"]) == job
    assert (meta["title"], meta["parent"]) == (XNLI_TITLE, grid.job(BASE_TITLE).key)
    assert (meta["steps"], meta["examples"]) == (STEPS.steps, STEPS.steps * STEPS.batch_size)
    assert 0 < meta["tokens_real"] <= meta["tokens_computed"]
    assert [step for step, _ in meta["losses"]] == [1, 2, 3, 4]
    assert [step for step, _ in meta["selections"]] == [2, 4]
    best = max(score for _, score in meta["selections"])
    assert meta["best_step"] == next(step for step, score in meta["selections"] if score == best)
    (verdict,) = meta["dev"]
    assert (verdict["task"], verdict["examples"], verdict["score"]) == ("xnli", STEPS.selection_examples, best)
    assert meta["collapsed"] == verdict["collapsed"]
    assert meta["micro_batch"] is None
    assert meta["seconds"] > 0
    assert meta["device"] == "cpu"
    assert meta["versions"]["torch"] == torch.__version__
    assert datetime.fromisoformat(meta["finished"]).tzinfo is not None


def test_no_place_on_this_machine_is_recorded(grid):
    for manifest in grid.manifests.values():
        assert str(grid.data.parent) not in manifest.model_dump_json()


def test_a_checkpoint_has_weights_tokenizer_and_a_head_for_each_task(grid):
    assert set(grid.manifests[XNLI_TITLE].files) == FILES
    assert set(grid.manifests[MIXTURE_TITLE].files) == FILES | {"head-1.safetensors"}
    for number, classes in enumerate((3, 2)):  # MNLI's labels, SQuAD's two ends
        head = load_file(grid.store.open_file(grid.manifests[MIXTURE_TITLE], f"head-{number}.safetensors"))
        assert head["out.weight"].shape[0] == classes


def test_a_mixture_reports_each_of_its_tasks(grid):
    assert [verdict["task"] for verdict in grid.manifests[MIXTURE_TITLE].meta["dev"]] == [
        ingredient.task for ingredient in MIXTURE.stages[0].mixture
    ]


def test_a_base_is_trained_on_text_and_judged_by_nothing(grid):
    manifest = grid.manifests[BASE_TITLE]
    assert manifest.kind == "checkpoint"
    assert (manifest.meta["dev"], manifest.meta["collapsed"], manifest.meta["parent"]) == ([], False, None)
    assert manifest.meta["steps"] == BASE.pretraining.steps
    losses = [loss for _, loss in manifest.meta["losses"]]
    assert losses[-1] < losses[0]


def test_each_stage_starts_from_its_parents_weights_and_changes_them(grid):
    def weights(title):
        with checked_out(grid.store, grid.manifests[title]) as folder:
            return checkpoints.load(folder).encoder.word_embeddings.weight

    base, hellaswag, mnli = (
        weights(title) for title in (BASE_TITLE, "train hellaswag · seed 1", "train hellaswag → mnli · seed 1")
    )
    first, second = (mnli - hellaswag).abs().max(), (hellaswag - base).abs().max()
    for moved in (first, second):  # a few steps of 1e-3
        assert 0 < moved < 0.01


def test_a_training_that_is_in_the_store_is_not_done_again(grid, no_training):
    for title in (BASE_TITLE, XNLI_TITLE, MIXTURE_TITLE):
        assert run_training(grid.job(title), location(grid.data), grid.store, silent) == grid.manifests[title]


@pytest.mark.parametrize("title", [BASE_TITLE, XNLI_TITLE, MIXTURE_TITLE])
def test_the_same_training_anywhere_gives_the_same_files_bit_for_bit(grid, store, title):
    again = run_training(renamed(grid.job(title)), location(grid.data), store, silent)
    assert again.files == grid.manifests[title].files
    assert {**again.meta, "job": 0, "seconds": 0, "finished": 0} == {
        **grid.manifests[title].meta,
        **{"job": 0, "seconds": 0, "finished": 0},
    }


def test_a_damaged_checkpoint_is_made_again_as_it_was(grid, store):
    manifest = grid.manifests[XNLI_TITLE]
    blob = store.open_file(manifest, "model.safetensors")
    blob.chmod(0o600)
    blob.write_bytes(blob.read_bytes()[:-1] + b"!")
    assert not store.verified(manifest.key)
    again = run_training(grid.job(XNLI_TITLE), location(grid.data), store, silent)
    assert again.files == manifest.files
    assert store.verified(manifest.key)


def test_progress_is_reported_while_it_trains(grid, store):
    reports = []
    run_training(renamed(grid.job(XNLI_TITLE)), location(grid.data), store, lambda *values: reports.append(values))
    assert [done for done, _, _ in reports] == [1, 2, 3, 4]


def test_a_folder_with_a_model_is_a_parent_like_any_other(grid, store):
    with checked_out(grid.store, grid.manifests[BASE_TITLE]) as folder:
        mine = FolderBase(name="mine", path=str(folder))
        job = grid.job(XNLI_TITLE).model_copy(update={"key": "from-a-folder", "parent": None, "base": mine})
        assert run_training(job, location(grid.data), store, silent).files == grid.manifests[XNLI_TITLE].files


def test_only_the_first_examples_are_trained_on_where_so_declared(grid, store):
    job = grid.job(XNLI_TITLE)
    hyper = STEPS.model_copy(update={"examples": 5, "steps": None, "epochs": 1.0, "batch_size": 2})
    fewer = job.stage.model_copy(update={"hyper": hyper})
    meta = run_training(renamed(job.model_copy(update={"stage": fewer})), location(grid.data), store, silent).meta
    assert (meta["examples"], meta["steps"]) == (5, 3)
    assert grid.manifests[XNLI_TITLE].meta["examples"] > SIZES.xnli_train  # more than one pass


def test_a_training_without_its_parent_says_what_to_run_first(grid, tmp_path):
    job = grid.job(XNLI_TITLE)
    with pytest.raises(StoreError, match=f"has no checkpoint {job.parent}: run the step that makes it first"):
        run_training(job, location(grid.data), DirectoryStore(tmp_path / "empty"), silent)


def test_a_missing_training_file_is_named(grid, store, data):
    (data / "squad" / "train-v1.1.json").unlink()
    with pytest.raises(MissingFileError, match=r"squad/train-v1\.1\.json: there is no such file"):
        run_training(renamed(grid.job("train xquad · seed 1")), location(data), store, silent)


@pytest.mark.parametrize(("title", "name"), [(XNLI_TITLE, "xnli/dev-en.tsv"), ("train xquad · seed 1", "squad/train-v1.1.json")])
def test_a_broken_file_stops_the_training_before_it_starts(grid, store, data, no_training, title, name):
    content = (data / name).read_bytes()
    (data / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(DataError, match=f"{Path(name).name}, line "):
        run_training(renamed(grid.job(title)), location(data), store, silent)


def test_a_stage_whose_loss_is_no_number_is_committed_and_marked(grid, store, monkeypatch):
    loss = Classification.loss
    monkeypatch.setattr(Classification, "loss", lambda *arguments: loss(*arguments) * math.nan)
    meta = run_training(renamed(grid.job(XNLI_TITLE)), location(grid.data), store, silent).meta
    assert meta["collapsed"] is True
    assert [loss for _, loss in meta["losses"]] == [None] * 4
    assert store.verified("another-key")


def test_a_base_whose_loss_is_no_number_is_committed_and_marked(grid, store, monkeypatch):
    loss = MaskedLM.loss
    monkeypatch.setattr(MaskedLM, "loss", lambda *arguments: loss(*arguments) * math.nan)
    meta = run_training(renamed(grid.job(BASE_TITLE)), location(grid.data), store, silent).meta
    assert (meta["collapsed"], meta["losses"][-1][1]) == (True, None)


def test_random_weights_are_a_base_without_any_training(grid, store):
    job = grid.job(BASE_TITLE)
    untrained = job.model_copy(update={"base": BASE.model_copy(update={"pretraining": None})})
    manifest = run_training(renamed(untrained), location(grid.data), store, silent)
    assert (manifest.meta["steps"], manifest.meta["losses"], manifest.meta["collapsed"]) == (0, [], False)
    assert set(manifest.files) == FILES - {"head-0.safetensors"}
