"""Which task of a mixture each optimizer step trains: drawn in proportion to the declared weights."""

from collections.abc import Sequence

import numpy as np


def ingredient_order(weights: Sequence[float], steps: int, seed: int) -> list[int]:
    """The task's position for each step; the same for the same seed."""
    shares = np.asarray(weights, np.float64) / sum(weights)
    return [int(number) for number in np.random.default_rng([seed, len(weights)]).choice(len(weights), size=steps, p=shares)]
