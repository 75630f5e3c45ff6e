"""What a model is in each form: the same answers, or nearly, in other numbers of bytes."""

import builtins

import pytest
import torch

from tests.measures.efficiency_fixtures import cost_job
from xtreme_eval.errors import UnknownNameError
from xtreme_eval.measures.forms import FORMS, RANK, UnavailableFormError, in_form, weight_bytes
from xtreme_eval.measures.subject_model import subject_model


@pytest.fixture
def model(base, store):
    job = cost_job("latency", "tatoeba", base)
    return subject_model(job, job.checkpoints[0], store)


def hidden(model):
    ids = torch.arange(5, 25).reshape(2, 10)
    with torch.inference_mode():
        states = model.checkpoint.encoder(ids, torch.ones_like(ids))
        return model.head(states, torch.ones_like(ids)).float()


@pytest.mark.parametrize(("form", "near"), [("fp32", 0.0), ("bf16", 0.05), ("int8", 0.05), ("lora", 1e-6), ("lora-merged", 1e-6)])
def test_a_form_says_what_the_model_says_as_far_as_its_numbers_go(model, form, near):
    if form.startswith("lora"):
        pytest.importorskip("peft", reason="adapters need peft")
    before = hidden(model)
    other = in_form(model, form)
    assert torch.allclose(hidden(other), before, atol=near, rtol=near)
    assert torch.equal(hidden(model), before), "the model itself has changed"


def test_half_the_bits_are_half_the_bytes(model):
    assert 2 * weight_bytes(in_form(model, "bf16")) == pytest.approx(weight_bytes(model), rel=0.02)


def test_eight_bit_weights_are_in_the_linear_layers_alone(model):
    encoder = model.checkpoint.encoder
    linear = sum(layer.weight.numel() for layer in encoder.modules() if isinstance(layer, torch.nn.Linear))
    saved = weight_bytes(model) - weight_bytes(in_form(model, "int8"))
    assert saved == pytest.approx(3 * linear, rel=0.1)  # a scale and a zero point for each layer come back


def test_merged_adapters_are_gone_and_unmerged_ones_are_beside_the_weights(model):
    pytest.importorskip("peft", reason="adapters need peft")
    encoder = model.checkpoint.encoder
    adapted = 2 * encoder.blocks  # query and value
    added = weight_bytes(in_form(model, "lora")) - weight_bytes(model)
    assert added == adapted * 2 * RANK * encoder.hidden_size * 4
    merged = in_form(model, "lora-merged")
    assert weight_bytes(merged) == weight_bytes(model)
    assert not any("lora" in name for name, _ in merged.checkpoint.encoder.named_modules())


def test_merging_adds_what_adapters_have_learned(model):
    peft = pytest.importorskip("peft", reason="adapters need peft")
    from xtreme_eval.measures import forms

    del peft
    adapted = in_form(model, "lora")
    layers = [layer for name, layer in adapted.checkpoint.encoder.named_modules() if name.endswith("lora_B.default")]
    for layer in layers:
        torch.nn.init.constant_(layer.weight, 0.05)
    learned = hidden(adapted)
    assert not torch.allclose(learned, hidden(model), atol=1e-4)
    forms.merge(adapted.checkpoint.encoder.backbone)
    assert torch.allclose(hidden(adapted), learned, atol=1e-5)


def test_without_peft_adapters_are_a_hole_with_its_reason(model, monkeypatch):
    real = builtins.__import__

    def without_peft(name, *rest, **more):
        if name.partition(".")[0] == "peft":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_peft)
    with pytest.raises(UnavailableFormError, match="peft, which is not installed"):
        in_form(model, "lora")


def test_on_a_gpu_eight_bits_are_a_hole_with_its_reason(model, monkeypatch):
    monkeypatch.setattr("xtreme_eval.measures.forms.device", lambda: "cuda")
    with pytest.raises(UnavailableFormError, match="CPUs only"):
        in_form(model, "int8")


def test_an_unknown_form_is_refused_by_name(model):
    with pytest.raises(UnknownNameError, match="int4"):
        in_form(model, "int4")
    assert list(FORMS) == ["fp32", "bf16", "int8", "lora", "lora-merged"]
