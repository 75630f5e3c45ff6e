"""The tiny family: an XLM-R-shaped encoder with its own vocabulary, built for the text at hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from xtreme_eval.experiment.base import TinyBase
from xtreme_eval.models.checkpoint import Checkpoint
from xtreme_eval.models.encoder import Encoder
from xtreme_eval.models.ppmi import ppmi_svd

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(base: TinyBase, tokenizer: PreTrainedTokenizerFast, text: Sequence[NDArray[np.int32]]) -> Checkpoint:
    """A fresh encoder for `tokenizer`; the tokenised `text` feeds the initial embeddings where the declaration asks for them."""
    from transformers import XLMRobertaConfig, XLMRobertaModel

    config = XLMRobertaConfig(
        vocab_size=len(tokenizer),
        hidden_size=base.hidden,
        num_hidden_layers=base.layers,
        num_attention_heads=base.heads,
        intermediate_size=base.feed_forward,
        max_position_embeddings=base.positions + 2,  # XLM-R counts positions from 2 (padding index + 1)
        type_vocab_size=1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    torch.manual_seed(base.seed)
    encoder = Encoder(XLMRobertaModel(config, add_pooling_layer=False))
    if base.initial_embeddings == "ppmi":
        vectors = ppmi_svd(text, vocabulary=len(tokenizer), dimensions=base.hidden, seed=base.seed)
        vectors[tokenizer.pad_token_id] = 0
        encoder.word_embeddings.weight.data.copy_(torch.from_numpy(vectors))
    return Checkpoint(encoder=encoder, tokenizer=tokenizer)
