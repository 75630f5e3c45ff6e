"""LoRA: what is trained, what becomes of it, and that nobody can tell afterwards."""

import builtins

import pytest
import torch

from tests.kinds import made
from tests.kinds.cases import PAIRS
from xtreme_eval.errors import SpecificationError
from xtreme_eval.experiment.hyper import Hyper, Lengths
from xtreme_eval.experiment.stage import Adapter
from xtreme_eval.kinds.batching import collate
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.models.adapters import adapted
from xtreme_eval.models.checkpoint import load, save
from xtreme_eval.models.registry import families
from xtreme_eval.training.optimizer import adamw

KIND = Classification(labels=("yes", "no", "maybe"))
ADAPTER = Adapter(rank=2, alpha=4)
EVERY = pytest.mark.parametrize("name", families())


def batch_of(checkpoint):
    features = KIND.features(PAIRS, checkpoint.tokenizer, Lengths())
    return collate(features, checkpoint.tokenizer.pad_token_id, "cpu")


def steps(checkpoint, count=3):
    """Take a few steps with what may be trained; the losses."""
    torch.manual_seed(0)
    head, batch = KIND.head(checkpoint.encoder), batch_of(checkpoint)
    optimizer = adamw([checkpoint.encoder, head], Hyper(learning_rate=1e-2, steps=1))
    losses = []
    for _ in range(count):
        optimizer.zero_grad()
        loss = KIND.loss(head, checkpoint.encoder(batch.ids, batch.mask), batch.mask, batch.targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def states(checkpoint):
    batch = batch_of(checkpoint)
    with torch.inference_mode():
        return checkpoint.encoder.eval()(batch.ids, batch.mask)


@EVERY
def test_only_adapters_are_trained_and_they_lower_the_loss(name):
    checkpoint = made.checkpoint(family=name)
    before = {name: weight.clone() for name, weight in checkpoint.encoder.state_dict().items()}
    with adapted(checkpoint.encoder, ADAPTER):
        trained = {name for name, weight in checkpoint.encoder.named_parameters() if weight.requires_grad}
        assert trained
        assert all("lora_" in name for name in trained)
        losses = steps(checkpoint)
    assert losses[-1] < losses[0]
    after = checkpoint.encoder.state_dict()
    assert after.keys() == before.keys()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert all(name.split(".")[-2] in checkpoint.encoder.family.adapted for name in changed)
    assert all(weight.requires_grad for weight in checkpoint.encoder.parameters())


@EVERY
def test_merged_weights_say_what_adapters_said_also_after_saving(name, tmp_path):
    checkpoint = made.checkpoint(family=name)
    plain = states(checkpoint)
    with adapted(checkpoint.encoder, ADAPTER):
        assert torch.equal(states(checkpoint), plain)  # B begins at zero
        steps(checkpoint)
        said = states(checkpoint)
    torch.testing.assert_close(states(checkpoint), said, atol=1e-5, rtol=1e-4)
    assert not torch.allclose(said, plain, atol=1e-3)
    assert "model.safetensors" in save(checkpoint, [], tmp_path)
    assert not list(tmp_path.glob("adapter*"))
    assert torch.equal(states(load(tmp_path)), states(checkpoint))


def test_without_an_adapter_everything_is_trained():
    checkpoint = made.checkpoint()
    with adapted(checkpoint.encoder, None):
        assert all(weight.requires_grad for weight in checkpoint.encoder.parameters())


def test_the_error_says_what_to_install(monkeypatch):
    whole = builtins.__import__

    def without(name, *rest, **named):
        if name == "peft":
            raise ImportError(name)
        return whole(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with (
        pytest.raises(SpecificationError, match=r"peft: pip install 'xtreme-transfer\[lora\]'"),
        adapted(made.checkpoint().encoder, ADAPTER),
    ):
        pass
