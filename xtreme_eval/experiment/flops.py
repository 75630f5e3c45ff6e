"""What a training costs in floating point operations: six a parameter and sub-token, whatever the device."""

from xtreme_eval.experiment.base import Base
from xtreme_eval.experiment.size import BYTES, checkpoint_bytes

PER_PARAMETER = 6
"""Two forward and four backward (Kaplan et al. 2020, arXiv 2001.08361, section 2.1)."""


def training_flops(base: Base, tokens: float) -> float | None:
    """Operations of a training that passed so many sub-tokens, padding included, through a model; None where its size is unknown.

    Every parameter counts, word embeddings too, though looking one up costs nothing: an upper bound, and the same for all trainings
    of one base model. Heads do not count, nor does what attention costs beyond its parameters.
    """
    size = checkpoint_bytes(base)
    return None if size is None else PER_PARAMETER * (size / BYTES) * tokens
