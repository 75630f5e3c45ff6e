"""The layers on top of the encoder. Each takes hidden states and the attention mask, and is saved beside the encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from xtreme_eval.models.family import Place

if TYPE_CHECKING:
    from xtreme_eval.models.encoder import Encoder

STANDARD_DEVIATION = 0.02
"""Of new weights, as in BERT and XLM-R."""
SCALE = 100.0
"""Of inner products at first (XTREME-R's dual encoder)."""


def _linear(inputs: int, outputs: int) -> nn.Linear:
    layer = nn.Linear(inputs, outputs)
    nn.init.normal_(layer.weight, std=STANDARD_DEVIATION)
    nn.init.zeros_(layer.bias)
    return layer


def sequence_state(hidden: Tensor, mask: Tensor, place: Place) -> Tensor:
    """What stands for each sequence: hidden (sequences, tokens, hidden) -> (sequences, hidden). Padding is on the right."""
    if place == "first":
        return hidden[:, 0]
    if place == "last":
        rows = torch.arange(len(hidden), device=hidden.device)
        return hidden[rows, (mask.sum(1) - 1).clamp(min=0)]
    weights = mask[..., None].to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1)  # a sentence of special tokens alone may have none


class SequenceHead(nn.Module):
    """Dense, tanh, linear on what stands for a sequence: outputs (sequences, classes)."""

    def __init__(self, hidden_size: int, classes: int, dropout: float, place: Place = "first") -> None:
        super().__init__()
        self.place: Place = place
        self.dense, self.out = _linear(hidden_size, hidden_size), _linear(hidden_size, classes)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Hidden (sequences, tokens, hidden) -> scores (sequences, classes)."""
        state = sequence_state(hidden, mask, self.place)
        scores: Tensor = self.out(self.dropout(torch.tanh(self.dense(self.dropout(state)))))
        return scores


class TokenHead(nn.Module):
    """A linear layer a token: outputs (sequences, tokens, labels)."""

    def __init__(self, hidden_size: int, labels: int, dropout: float) -> None:
        super().__init__()
        self.out, self.dropout = _linear(hidden_size, labels), nn.Dropout(dropout)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Hidden (sequences, tokens, hidden) -> scores (sequences, tokens, labels)."""
        scores: Tensor = self.out(self.dropout(hidden))
        return scores


class SpanHead(nn.Module):
    """Start and end scores a token: outputs (sequences, tokens, 2), padding at the type's lowest value."""

    def __init__(self, hidden_size: int) -> None:
        super().__init__()
        self.out = _linear(hidden_size, 2)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Hidden (sequences, tokens, hidden) -> scores (sequences, tokens, 2)."""
        scores: Tensor = self.out(hidden)
        return scores.masked_fill((mask == 0)[..., None], torch.finfo(scores.dtype).min)


class Pooling(nn.Module):
    """The first, the last or the mean of a sequence's tokens in the mask: outputs (sequences, hidden). It has no weights."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place: Place = place

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Hidden (sequences, tokens, hidden) -> vectors (sequences, hidden)."""
        return sequence_state(hidden, mask, self.place)


class DualEncoderHead(nn.Module):
    """What stands for a sequence, at length 1: outputs (sequences, hidden). Its one weight scales inner products in training."""

    def __init__(self, place: Place = "first") -> None:
        super().__init__()
        self.place: Place = place
        self.scale = nn.Parameter(torch.tensor(SCALE))

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Hidden (sequences, tokens, hidden) -> vectors (sequences, hidden)."""
        return nn.functional.normalize(sequence_state(hidden, mask, self.place), dim=-1)


class LanguageModelHead(nn.Module):
    """Dense, GELU, layer norm, then the encoder's own word embeddings transposed: outputs (..., vocabulary)."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        words = encoder.word_embeddings
        self.dense, self.norm = _linear(words.embedding_dim, words.embedding_dim), nn.LayerNorm(words.embedding_dim)
        self.bias = nn.Parameter(torch.zeros(words.num_embeddings))
        self._words = [words]  # in a list: shared with the encoder, not a parameter of this head

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Hidden (..., hidden) -> scores (..., vocabulary)."""
        transformed = self.norm(nn.functional.gelu(self.dense(hidden)))
        return nn.functional.linear(transformed, self._words[0].weight, self.bias)


class NextTokenHead(nn.Module):
    """The encoder's own word embeddings transposed, as causal language models have it: outputs (..., vocabulary). No weights."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self._words = [encoder.word_embeddings]  # in a list: the encoder's, not a parameter of this head

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Hidden (..., hidden) -> scores (..., vocabulary)."""
        return nn.functional.linear(hidden, self._words[0].weight)
