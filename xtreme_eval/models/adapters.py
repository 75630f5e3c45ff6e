"""LoRA (Hu et al. 2021, arXiv 2106.09685): low-rank changes to some layers are trained alone, then merged into the weights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from xtreme_eval.errors import SpecificationError
from xtreme_eval.experiment.stage import Adapter
from xtreme_eval.models.encoder import Encoder


@contextmanager
def adapted(encoder: Encoder, adapter: Adapter | None) -> Iterator[None]:
    """Freeze the encoder and put adapters into it, drawn from torch's generator; at the end they are merged into its weights.

    Whatever reads the encoder afterwards finds a plain one, whose every weight may be trained again. Where an exception ends it,
    nothing is merged.

    Args:
        encoder: changed in place.
        adapter: None leaves everything as it is: all weights are trained.

    Raises:
        SpecificationError: the library `peft` is not installed.
    """
    if adapter is None:
        yield
        return
    library = _peft()
    config = library.LoraConfig(
        r=adapter.rank,
        lora_alpha=adapter.alpha,
        lora_dropout=adapter.dropout,
        target_modules=list(encoder.family.adapted),
    )
    wrapped = library.get_peft_model(encoder.backbone, config)  # which changes the backbone's own layers
    yield
    encoder.backbone = wrapped.merge_and_unload()
    encoder.requires_grad_(True)


def _peft() -> Any:
    try:
        import peft
    except ImportError as error:
        raise SpecificationError(["a stage with an adapter needs the library peft: pip install 'xtreme-transfer[lora]'"]) from error
    return peft
