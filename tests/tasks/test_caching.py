"""Prefect's record of a step counts only while what the step made is in the store, whole."""

import pytest

from tasks.caching import honest
from tasks.train_stage import train_stage
from tests import miniature
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.store.open import open_store
from xtreme_eval.studies.catalog import Catalog


@pytest.fixture(scope="module")
def trained(prefect_api, miniature_data, tmp_path_factory):
    """The base model's job, its place, and the reference that its first training returned."""
    request = miniature.request(miniature_data, tmp_path_factory.mktemp("trained"))
    base, *_ = make_plan(request.chosen(), Catalog(request.location)).trainings
    state = called(base.job, request.location)
    assert state.name == "Completed"
    return base.job, request.location, state.result()


def called(job, location):
    return honest(train_stage, job, location)(job, location, return_state=True)


def blob(job, location):
    store = open_store(location.store)
    return store.open_file(store.find(job.key), "model.safetensors")


def test_a_whole_artifact_is_returned_without_training(trained, monkeypatch):
    from xtreme_eval.training import stage

    monkeypatch.delattr(stage, "run_training")  # a step's body would ask for it
    job, location, reference = trained
    state = called(job, location)
    assert state.name == "Cached"
    assert state.result() == reference


def test_a_flipped_byte_is_trained_over(trained):
    job, location, _ = trained
    whole = blob(job, location).read_bytes()
    blob(job, location).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert called(job, location).name == "Completed"
    assert blob(job, location).read_bytes() == whole
    assert called(job, location).name == "Cached"


def test_a_deleted_blob_is_trained_over(trained):
    job, location, _ = trained
    whole = blob(job, location).read_bytes()
    blob(job, location).unlink()
    assert called(job, location).name == "Completed"
    assert blob(job, location).read_bytes() == whole


def test_a_deleted_store_is_filled_again(trained, tmp_path):
    job, location, _ = trained
    root = blob(job, location).parents[3]
    root.rename(tmp_path / "elsewhere")
    assert called(job, location).name == "Completed"
    assert open_store(location.store).verified(job.key)


def test_another_store_is_other_work(trained, tmp_path):
    job, location, reference = trained
    other = location.model_copy(update={"store": f"file:{tmp_path / 'other'}"})
    assert called(job, other).name == "Completed"
    assert open_store(other.store).find(job.key).key == reference["key"]
