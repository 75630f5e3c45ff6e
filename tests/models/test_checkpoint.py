"""Checkpoints on disk: bit for bit what was saved, readable by others, and never a pickle."""

import json

import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.kinds import made
from xtreme_eval.errors import DataError, MissingFileError
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.kinds.masked_lm import MaskedLM
from xtreme_eval.kinds.retrieval import Retrieval
from xtreme_eval.models.checkpoint import head_file, load, load_head, save
from xtreme_eval.store.directory import DirectoryStore

KIND = Classification(labels=("no", "yes"))


@pytest.fixture
def saved(tmp_path):
    """A folder with an encoder and two heads."""
    checkpoint = made.checkpoint()
    torch.manual_seed(1)
    heads = [KIND.head(checkpoint.encoder), MaskedLM().head(checkpoint.encoder)]
    save(checkpoint, heads, tmp_path)
    return tmp_path


def same(one, other):
    ours, theirs = one.state_dict(), other.state_dict()
    return ours.keys() == theirs.keys() and all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_weights_and_tokenizer_come_back_bit_for_bit(saved):
    found = load(saved)
    assert same(found.encoder, made.checkpoint().encoder)
    assert found.tokenizer("the cat walked 1998")["input_ids"] == made.tokenizer()("the cat walked 1998")["input_ids"]
    assert found.tokenizer.pad_token_id == made.tokenizer().pad_token_id


def test_saving_what_was_loaded_gives_the_same_bytes(saved, tmp_path):
    again = save(load(saved), [], tmp_path / "again")
    assert {name: path.read_bytes() for name, path in again.items()} == {name: (saved / name).read_bytes() for name in again}
    assert set(again) == {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}


def test_heads_are_kept_beside_the_encoder_by_position(saved):
    encoder = load(saved).encoder
    torch.manual_seed(1)
    expected = [KIND.head(encoder), MaskedLM().head(encoder)]
    for position, kind in enumerate((KIND, MaskedLM())):
        assert same(load_head(kind.head(encoder), saved / head_file(position)), expected[position])


def test_a_head_without_weights_has_no_file(tmp_path):
    checkpoint = made.checkpoint()
    assert head_file(0) not in save(checkpoint, [Retrieval(task="matching").head(checkpoint.encoder)], tmp_path)


def test_the_language_models_head_holds_no_copy_of_the_word_embeddings(saved):
    names = set(load_file(saved / head_file(1)))
    assert names == {"dense.weight", "dense.bias", "norm.weight", "norm.bias", "bias"}


def test_transformers_reads_the_folder_by_itself(saved):
    from transformers import AutoModel, AutoTokenizer

    backbone = AutoModel.from_pretrained(saved, add_pooling_layer=False, local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(saved, local_files_only=True)
    assert same(backbone, made.checkpoint().encoder.backbone)
    ids = tokenizer("the cat sat", return_tensors="pt")
    assert ids["input_ids"].tolist() == made.tokenizer()("the cat sat", return_tensors="pt")["input_ids"].tolist()
    encoder = made.checkpoint().encoder.eval()
    with torch.inference_mode():
        theirs, ours = backbone.eval()(**ids).last_hidden_state, encoder(ids["input_ids"], ids["attention_mask"])
    assert torch.equal(theirs, ours)


def test_a_store_takes_every_file_as_it_is(saved, tmp_path_factory):
    store = DirectoryStore(tmp_path_factory.mktemp("store"))
    store.commit("made", "checkpoint", {path.name: path for path in saved.iterdir()}, {})
    assert store.verified("made")


def test_weights_in_half_precision_are_trained_in_full(saved):
    weights = load_file(saved / "model.safetensors")
    save_file({name: weight.half() for name, weight in weights.items()}, saved / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((saved / "config.json").read_text())
    (saved / "config.json").write_text(json.dumps({**config, "dtype": "float16"}))
    assert {weight.dtype for weight in load(saved).encoder.parameters()} == {torch.float32}


def test_a_folder_with_only_pickled_weights_is_refused(saved):
    torch.save(load_file(saved / "model.safetensors"), saved / "pytorch_model.bin")
    (saved / "model.safetensors").unlink()
    with pytest.raises(DataError, match=r"no model can be read from it .*safetensors"):
        load(saved)


def test_weights_that_are_cut_short_are_refused(saved):
    content = (saved / "model.safetensors").read_bytes()
    (saved / "model.safetensors").write_bytes(content[: len(content) // 2])
    with pytest.raises(DataError, match="no model can be read from it"):
        load(saved)


def test_missing_weights_are_not_drawn_at_random(saved):
    weights = load_file(saved / "model.safetensors")
    lost = weights.pop("encoder.layer.1.output.dense.weight", None)
    assert lost is not None
    save_file(weights, saved / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(DataError, match=r"lack 1 of the model's tensors, encoder\.layer\.1\.output\.dense\.weight among them"):
        load(saved)


def test_a_configuration_that_is_no_json_is_refused(saved):
    (saved / "config.json").write_text("{")
    with pytest.raises(DataError, match="no model can be read from it"):
        load(saved)


def test_a_folder_without_a_tokenizer_is_refused(saved):
    (saved / "tokenizer.json").unlink()
    with pytest.raises(MissingFileError, match=r"tokenizer\.json"):
        load(saved)


def test_code_in_the_folder_is_never_run(saved):
    config = json.loads((saved / "config.json").read_text())
    config["auto_map"] = {"AutoModel": "evil.Model", "AutoConfig": "evil.Config"}
    (saved / "config.json").write_text(json.dumps(config))
    (saved / "evil.py").write_text("from pathlib import Path\nPath(__file__).with_name('ran').touch()\n")
    load(saved)
    assert not (saved / "ran").exists()
