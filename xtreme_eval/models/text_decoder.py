"""The decoder of an encoder-decoder family as one more head: it writes what a text-to-text task asks for."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from xtreme_eval.errors import DataError

if TYPE_CHECKING:
    from xtreme_eval.models.encoder import Encoder

IGNORED = -100
"""The target of padding, as in `kinds.kind`."""
LONGEST = 32
"""Sub-tokens that are written at most; SQuAD's scripts give an answer 30 (PROTOCOL A1)."""


class TextDecoder(nn.Module):
    """Decoder and output layer; word embeddings are the encoder's own and no weights of this head.

    Args:
        encoder: of a family that has a decoder, of which this one has the shape.
    """

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        config = copy.deepcopy(encoder.backbone.config)
        config.is_decoder, config.num_layers = True, config.num_decoder_layers
        self.stack: Any = type(encoder.backbone.encoder)(config)
        self.stack.embed_tokens = nn.Identity()  # it is given embeddings, never ids
        self.out = nn.Linear(config.d_model, config.vocab_size, bias=False)
        nn.init.normal_(self.out.weight, std=config.d_model**-0.5)
        self.start, self.end = int(config.decoder_start_token_id), int(config.eos_token_id)
        self.padding = int(config.pad_token_id)
        self.generator = encoder.family.generator
        self._words = [encoder.word_embeddings]  # in a list: shared with the encoder, not a parameter of this head

    def scores(self, hidden: Tensor, mask: Tensor, written: Tensor) -> Tensor:
        """Scores of the next sub-token after each that is written, shape (sequences, written, vocabulary)."""
        outputs = self.stack(
            inputs_embeds=self._words[0](written), encoder_hidden_states=hidden, encoder_attention_mask=mask, use_cache=False
        )
        found: Tensor = self.out(outputs.last_hidden_state)
        return found

    def loss(self, hidden: Tensor, mask: Tensor, targets: Tensor) -> Tensor:
        """Cross-entropy, summed over all sub-tokens of the targets (sequences, tokens), which padding (IGNORED) follows."""
        before = torch.where(targets == IGNORED, self.padding, targets)[:, :-1]
        written = torch.cat([before.new_full((len(before), 1), self.start), before], dim=1)
        scores = self.scores(hidden, mask, written)
        return nn.functional.cross_entropy(scores.flatten(0, 1), targets.flatten(), ignore_index=IGNORED, reduction="sum")

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Write greedily, sub-token by sub-token: ids (sequences, LONGEST), padded after the end."""
        written = torch.full((len(hidden), 1), self.start, device=hidden.device)
        ended = torch.zeros(len(hidden), dtype=torch.bool, device=hidden.device)
        while written.shape[1] <= LONGEST and not bool(ended.all()):
            best = self.scores(hidden, mask, written)[:, -1].argmax(-1)
            best = torch.where(ended, self.padding, best)
            ended |= best == self.end
            written = torch.cat([written, best[:, None]], dim=1)
        return nn.functional.pad(written[:, 1:], (0, LONGEST + 1 - written.shape[1]), value=self.padding)


def fill_from_generator(head: TextDecoder, place: str, **where: Any) -> None:
    """Fill the head with the decoder that a pretrained checkpoint brings along.

    Args:
        head: made for the same encoder.
        place: a folder, or the checkpoint's name on the Hugging Face Hub.
        where: the arguments of `from_pretrained` that say which revision, or that the network is not used.

    Raises:
        DataError: it has no decoder.
    """
    import transformers

    reader: Any = getattr(transformers, head.generator)
    model, found = reader.from_pretrained(
        place, use_safetensors=True, trust_remote_code=False, dtype=torch.float32, output_loading_info=True, **where
    )
    if missing := sorted(name for name in found["missing_keys"] if name.startswith("decoder.block")):
        problem = f"it has no decoder: {missing[0]} is missing"
        raise DataError(place, problem, "Take the whole model for text to text, or its encoder with heads.")
    weights = {name: value for name, value in model.decoder.state_dict().items() if not name.startswith("embed_tokens")}
    head.stack.load_state_dict(weights)
    head.out.weight.data.copy_(model.lm_head.weight.data)
