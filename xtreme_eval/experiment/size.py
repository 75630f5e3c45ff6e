"""How many bytes a checkpoint has: 4 for each parameter of the encoder, an estimate from the shape of the base model."""

import json
import math
from pathlib import Path

from xtreme_eval.experiment.base import Base, FolderBase, TinyBase
from xtreme_eval.models.registry import families

BYTES = 4
"""Of a parameter: weights are stored as float32."""


def checkpoint_bytes(base: Base) -> int | None:
    """Bytes of the encoder's weights; heads and the tokenizer, which checkpoints share, are left out. None where nobody knows.

    A listed vocabulary is counted as if it had `vocabulary_size` sub-tokens, a tiny base as if it were an XLM-R.
    """
    if isinstance(base, TinyBase):
        return BYTES * encoder_parameters(base.vocabulary_size, base.positions, base.hidden, base.feed_forward, base.layers)
    if isinstance(base, FolderBase):
        return _in_folder(Path(base.path))
    released = {one.id.rpartition("/")[2].lower(): one for family in families().values() for one in family.checkpoints}
    found = released.get(base.id.rpartition("/")[2].lower())
    return BYTES * found.parameters if found else None


def encoder_parameters(vocabulary: int, positions: int, hidden: int, feed_forward: int, layers: int) -> int:
    """Weights and biases of a RoBERTa encoder, its pooler left out."""
    embeddings = (vocabulary + positions + 1) * hidden + 2 * hidden
    attention = 4 * (hidden * hidden + hidden) + 2 * hidden
    feeding = 2 * hidden * feed_forward + feed_forward + hidden + 2 * hidden
    return embeddings + layers * (attention + feeding)


def _in_folder(folder: Path) -> int | None:
    """From the header of the folder's weights."""
    try:
        with (folder / "model.safetensors").open("rb") as file:
            header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        shapes = [entry["shape"] for name, entry in header.items() if name != "__metadata__"]
    except (OSError, ValueError, KeyError):
        return None
    return BYTES * sum(int(math.prod(shape)) for shape in shapes)
