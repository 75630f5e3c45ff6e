"""One forward pass of a model on sequences of a given length and number: what latency and memory are measured of."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from xtreme_eval.evaluation.environment import device
from xtreme_eval.evaluation.model import Model
from xtreme_eval.kinds.kind import Layered
from xtreme_eval.suite import registry


def forward(model: Model, *, length: int, batch: int, seed: int = 0) -> Callable[[], None]:
    """A function that runs encoder and head once, and returns when the device has finished.

    The sub-tokens are drawn at random: what they are does not change how long a dense model takes. None is padding.

    Args:
        length: sub-tokens of a sequence.
        batch: sequences.
    """
    import torch

    encoder, head, where = model.checkpoint.encoder, model.head, device()
    kind = registry.target(model.job.target).kind
    layer = kind.hidden_layer(encoder.blocks) if isinstance(kind, Layered) else None
    special = set(model.checkpoint.tokenizer.all_special_ids)
    ordinary = np.array([token for token in range(len(model.checkpoint.tokenizer)) if token not in special])
    drawn = np.random.default_rng(seed).choice(ordinary, (batch, length))
    ids = torch.from_numpy(drawn).to(where)
    mask = torch.ones_like(ids)

    def run() -> None:
        with torch.inference_mode():
            head(encoder(ids, mask, layer=layer), mask)
        if where == "cuda":
            torch.cuda.synchronize()

    return run
