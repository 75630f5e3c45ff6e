"""A checkpoint on disk: encoder, tokenizer and head as safetensors and JSON, readable by transformers itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from xtreme_eval.errors import DataError
from xtreme_eval.models.encoder import Encoder
from xtreme_eval.models.family import Family
from xtreme_eval.models.registry import family_of_type
from xtreme_eval.models.vocabulary import load_tokenizer, read_as, save_tokenizer

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """An encoder with the tokenizer it was trained with; heads are kept apart, since every stage starts with a fresh one."""

    encoder: Encoder
    tokenizer: PreTrainedTokenizerFast


def assembled(backbone: Any, tokenizer: PreTrainedTokenizerFast) -> Checkpoint:
    """A backbone with its tokenizer, which from now on puts texts as the family wants them."""
    encoder = Encoder(backbone, separator=tokenizer.sep_token_id)
    return Checkpoint(encoder=encoder, tokenizer=read_as(encoder.family, tokenizer))


def save(checkpoint: Checkpoint, heads: Sequence[nn.Module], folder: Path) -> dict[str, Path]:
    """Write the checkpoint, and each head that has weights as `head-POSITION.safetensors`; return the files by name."""
    from safetensors.torch import save_file

    _quiet()
    checkpoint.encoder.backbone.save_pretrained(folder)
    save_tokenizer(checkpoint.tokenizer, folder)
    for position, head in enumerate(heads):
        if weights := head.state_dict():
            save_file({name: tensor.contiguous() for name, tensor in weights.items()}, folder / head_file(position))
    return {path.name: path for path in sorted(folder.iterdir())}


def head_file(position: int) -> str:
    """The name among a checkpoint's files of the head of the mixture's task at `position`."""
    return f"head-{position}.safetensors"


def load(folder: Path) -> Checkpoint:
    """Read a checkpoint from a folder: weights from safetensors only, no code of the checkpoint's own, no network.

    Raises:
        MissingFileError: the folder has no tokenizer.json.
        DataError: it has no such weights, or some are missing (transformers would draw them at random); or it is a model of no
            known family.
    """
    backbone, family = _backbone(str(folder), local_files_only=True)
    return assembled(backbone, load_tokenizer(folder, padding=family.padding))


def load_from_hub(identifier: str, revision: str) -> Checkpoint:
    """Read a checkpoint from the Hugging Face Hub at one commit, under the same restrictions."""
    from transformers import AutoTokenizer

    backbone, family = _backbone(identifier, revision=revision)
    tokenizer: PreTrainedTokenizerFast = AutoTokenizer.from_pretrained(
        identifier, revision=revision, use_fast=True, trust_remote_code=False
    )  # type: ignore[assignment]
    if tokenizer.pad_token is None and family.padding:
        tokenizer.pad_token = family.padding
    return assembled(backbone, tokenizer)


def _backbone(place: str, **where: Any) -> tuple[Any, Family]:
    import transformers
    from safetensors import SafetensorError

    _quiet()
    try:
        model_type = transformers.AutoConfig.from_pretrained(place, trust_remote_code=False, **where).model_type
        family = family_of_type(model_type, place)
        how = {**_SAFE, **family.settings, **({"add_pooling_layer": False} if family.pooler else {})}
        reader: Any = getattr(transformers, family.backbones[model_type])
        model, found = reader.from_pretrained(place, **how, **where, output_loading_info=True)
    except (OSError, ValueError, SafetensorError) as error:
        problem = f"no model can be read from it ({' '.join(str(error).split()).rstrip('.')})"
        raise DataError(place, problem, "Save one there with transformers' save_pretrained, as safetensors.") from error
    if missing := sorted(found["missing_keys"]):
        problem = f"its weights lack {len(missing)} of the model's tensors, {missing[0]} among them"
        raise DataError(place, problem, "Save the whole model there with transformers' save_pretrained.")
    return model, family


def load_head(head: nn.Module, path: Path) -> nn.Module:
    """Fill `head` with weights that `save` wrote."""
    from safetensors.torch import load_file

    head.load_state_dict(load_file(path))
    return head


_SAFE: dict[str, Any] = {
    "use_safetensors": True,
    "trust_remote_code": False,
    "dtype": torch.float32,  # optimizers need it; weights may be stored in half precision
}


def _quiet() -> None:
    """No progress bar for each of hundreds of checkpoints: progress is reported by step."""
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
