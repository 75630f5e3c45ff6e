"""A tiny base: a small model of any family with its own vocabulary, built for the text at hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from xtreme_eval.experiment.base import TinyBase
from xtreme_eval.models.checkpoint import Checkpoint, assembled
from xtreme_eval.models.ppmi import ppmi_svd
from xtreme_eval.models.registry import family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(base: TinyBase, tokenizer: PreTrainedTokenizerFast, text: Sequence[NDArray[np.int32]]) -> Checkpoint:
    """A fresh model for `tokenizer`; the tokenised `text` feeds the initial embeddings where the declaration asks for them.

    Raises:
        UnknownNameError: there is no such family.
    """
    import transformers

    found = family(base.family)
    backbone: Any = getattr(transformers, next(iter(found.backbones.values())))
    config = found.tiny(base, tokenizer)
    torch.manual_seed(base.seed)
    checkpoint = assembled(backbone(config, **({"add_pooling_layer": False} if found.pooler else {})), tokenizer)
    if base.initial_embeddings == "ppmi":
        vectors = ppmi_svd(text, vocabulary=len(tokenizer), dimensions=base.hidden, seed=base.seed)
        vectors[tokenizer.pad_token_id] = 0
        checkpoint.encoder.word_embeddings.weight.data.copy_(torch.from_numpy(vectors))
    return checkpoint
