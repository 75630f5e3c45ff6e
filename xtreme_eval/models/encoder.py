"""A transformers backbone behind the few facts that heads and losses need: width, depth, word embeddings, and where to read."""

from __future__ import annotations

from typing import Any, cast

from torch import Tensor, nn

from xtreme_eval.models.registry import family_of_type


class Encoder(nn.Module):
    """Hidden states of a backbone.

    Args:
        backbone: transformers' model of a known family, without pooler (`XLMRobertaModel(config, add_pooling_layer=False)`).
        separator: id of the token that ends the first of two texts, for families that tell their segments apart.

    Raises:
        DataError: its model type belongs to no known family.
    """

    def __init__(self, backbone: Any, *, separator: int | None = None) -> None:
        super().__init__()
        self.backbone = backbone
        self.family = family_of_type(backbone.config.model_type, type(backbone).__name__)
        self.reading = self.family.reading
        self._separator = separator if self.family.segments else None

    @property
    def hidden_size(self) -> int:
        """Width of the hidden states."""
        return int(self.backbone.config.hidden_size)

    @property
    def blocks(self) -> int:
        """Number of transformer blocks."""
        return int(self.backbone.config.num_hidden_layers)

    @property
    def dropout(self) -> float:
        """The family's dropout, used in heads as well."""
        return float(getattr(self.backbone.config, self.family.dropout))

    @property
    def word_embeddings(self) -> nn.Embedding:
        """The table of word embeddings, shape (vocabulary, hidden)."""
        return cast(nn.Embedding, self.backbone.get_input_embeddings())

    def forward(self, ids: Tensor, mask: Tensor, *, layer: int | None = None) -> Tensor:
        """Hidden states (sequences, tokens, hidden) of the last block, or of `layer` (0: embeddings)."""
        if layer is None:
            return cast(Tensor, self._outputs(ids, mask).last_hidden_state)
        return self.hidden_states(ids, mask)[layer]

    def hidden_states(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """Hidden states (sequences, tokens, hidden) of the embeddings and of every block."""
        return cast(tuple[Tensor, ...], self._outputs(ids, mask, output_hidden_states=True).hidden_states)

    def _outputs(self, ids: Tensor, mask: Tensor, **wanted: bool) -> Any:
        segments = {} if self._separator is None else {"token_type_ids": _segments(ids, mask, self._separator)}
        return self.backbone(input_ids=ids, attention_mask=mask, **segments, **wanted)


def _segments(ids: Tensor, mask: Tensor, separator: int) -> Tensor:
    """0 up to the first separator, 1 after it, as BERT is pretrained; 0 for padding; shape (sequences, tokens)."""
    ends = (ids == separator).long()
    return ((ends.cumsum(1) - ends) > 0).long() * mask.long()
