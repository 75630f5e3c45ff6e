"""One recipe, or one cell, without a grid around it: the same steps, cached one by one."""

import pytest

from flows.train_intermediate import train_intermediate
from flows.transfer_cell import transfer_cell
from tests import miniature
from xtreme_eval.errors import UnknownNameError, XtremeEvalError
from xtreme_eval.store.open import open_store


def titles(request):
    store = open_store(request.location.store)
    return {store.find(key).meta["title"] for key in list(store.keys())}


@pytest.fixture
def untrainable(monkeypatch):
    """From here on a training is an error."""
    from xtreme_eval.training import stage

    def refused(*_, **__):
        raise AssertionError("something was trained")

    return lambda: [monkeypatch.setattr(stage, name, refused) for name in ("pretrain", "train")]


def test_a_recipe_is_trained_with_its_base_and_without_any_target(prefect_api, miniature_data, tmp_path, untrainable):
    request = miniature.request(miniature_data, tmp_path)
    made = train_intermediate("mnli", 1, request)
    assert titles(request) == {"base tiny-miniature", "train mnli · seed 1"}
    assert open_store(request.location.store).find(made["key"]).meta["title"] == "train mnli · seed 1"
    untrainable()
    assert train_intermediate("mnli", 1, request) == made


def test_a_cell_is_trained_and_scored_and_the_next_one_shares_its_checkpoints(prefect_api, miniature_data, tmp_path, untrainable):
    request = miniature.request(miniature_data, tmp_path)
    made = transfer_cell("mnli", "xnli", 1, request)
    chain = {"base tiny-miniature", "train mnli · seed 1", "train mnli → xnli · seed 1"}
    assert titles(request) == {*chain, "evaluate mnli → xnli · seed 1"}
    untrainable()
    assert transfer_cell("mnli", "tatoeba", 1, request) != made
    assert titles(request) == {*chain, "evaluate mnli → xnli · seed 1", "evaluate mnli → tatoeba · seed 1"}


def test_a_cell_of_a_finished_grid_is_there_already(copied, untrainable):
    before = titles(copied)
    untrainable()
    made = transfer_cell("baseline", "tydiqa", 1, copied)
    assert open_store(copied.location.store).find(made["key"]).meta["title"] == "evaluate baseline → tydiqa · seed 1"
    assert titles(copied) == before


def test_a_cell_without_its_training_data_is_refused_by_the_missing_file(copied, tmp_path):
    for path in (tmp_path / "data").rglob("*train*"):
        if path.is_file():
            path.unlink()
    with pytest.raises(XtremeEvalError, match=r"multinli_1\.0_train\.jsonl.*there is no such file"):
        train_intermediate("mnli", 1, copied)
    with pytest.raises(XtremeEvalError, match="there is no such file"):
        transfer_cell("baseline", "xnli", 1, copied)


def test_an_unknown_recipe_or_target_is_answered_with_the_nearest_name(prefect_api, miniature_data, tmp_path):
    request = miniature.request(miniature_data, tmp_path)
    with pytest.raises(UnknownNameError, match="Did you mean 'mnli'"):
        train_intermediate("mnly", 1, request)
    with pytest.raises(UnknownNameError, match="Did you mean 'xnli'"):
        transfer_cell("baseline", "xnly", 1, request)
