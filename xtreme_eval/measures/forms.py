"""The forms in which one trained model can run: number formats, and low-rank adapters beside or within its weights."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xtreme_eval.errors import UnknownNameError, XtremeEvalError
from xtreme_eval.evaluation.environment import device

if TYPE_CHECKING:
    from torch import nn

    from xtreme_eval.evaluation.model import Model

RANK = 8
"""Of the adapters that are put in; an ordinary rank for encoders (Hu et al. 2021, arXiv 2106.09685)."""


class UnavailableFormError(XtremeEvalError):
    """A model cannot run in this form here: a hole in the results, not a failure."""


def in_form(model: Model, form: str) -> Model:
    """A copy of the model in one of `FORMS`; the model itself stays as it is.

    Adapters are fresh: they add nothing to any output, and cost what trained ones of their rank cost.

    Raises:
        UnknownNameError: there is no such form.
        UnavailableFormError: this machine or installation cannot run it.
    """
    if form not in FORMS:
        raise UnknownNameError("form of a model", form, FORMS)
    encoder, head = copy.deepcopy(model.checkpoint.encoder), copy.deepcopy(model.head)
    FORMS[form](encoder)
    head.to(encoder.word_embeddings.weight.dtype)
    return replace(model, checkpoint=replace(model.checkpoint, encoder=encoder.eval()), head=head.eval())


def weight_bytes(model: Model) -> int:
    """Bytes of weights and buffers, quantised ones included, of encoder and head."""
    return sum(_bytes(module) for module in (model.checkpoint.encoder, model.head))


def _as_trained(encoder: Any) -> None:
    """Single precision, as checkpoints are stored."""
    encoder.float()


def _bfloat16(encoder: Any) -> None:
    import torch

    encoder.to(torch.bfloat16)


def _int8(encoder: Any) -> None:
    """Linear layers of the encoder with 8-bit weights, their inputs quantised as they come (PyTorch's dynamic quantisation)."""
    import torch

    if device() != "cpu":
        raise UnavailableFormError("PyTorch's dynamic quantisation runs on CPUs only")
    try:
        from torch.ao.quantization import quantize_dynamic
    except ImportError as error:
        raise UnavailableFormError("this version of PyTorch has no dynamic quantisation") from error
    with warnings.catch_warnings():  # that it will move to another package
        warnings.simplefilter("ignore")
        quantize_dynamic(encoder.backbone, {torch.nn.Linear}, dtype=torch.qint8, inplace=True)  # type: ignore[no-untyped-call]


def _lora(encoder: Any) -> None:
    """Adapters beside the weights."""
    try:
        from peft import LoraConfig, inject_adapter_in_model
    except ImportError as error:
        raise UnavailableFormError("adapters need the package peft, which is not installed") from error
    inject_adapter_in_model(LoraConfig(r=RANK, target_modules=list(encoder.family.adapted)), encoder.backbone)


def _lora_merged(encoder: Any) -> None:
    """The adapters' product added to the weights, and the adapters taken away."""
    _lora(encoder)
    merge(encoder.backbone)


FORMS: Mapping[str, Callable[[Any], None]] = {
    "fp32": _as_trained,
    "bf16": _bfloat16,
    "int8": _int8,
    "lora": _lora,
    "lora-merged": _lora_merged,
}
"""By name, what each does to an encoder."""


def merge(backbone: nn.Module) -> None:
    """Add what adapters have learned to the weights that they stand beside, and take the adapters away."""
    from peft.tuners.lora import LoraLayer

    for name, layer in [(name, layer) for name, layer in backbone.named_modules() if isinstance(layer, LoraLayer)]:
        layer.merge()
        parent, _, attribute = name.rpartition(".")
        setattr(backbone.get_submodule(parent), attribute, layer.get_base_layer())


def _bytes(module: nn.Module) -> int:
    """Of all tensors in a module's state; a quantised layer keeps its weight and bias packed."""
    import torch

    found = 0
    for value in module.state_dict().values():
        for tensor in value if isinstance(value, tuple) else (value,):
            if isinstance(tensor, torch.Tensor):
                found += tensor.numel() * tensor.element_size()
    return found
