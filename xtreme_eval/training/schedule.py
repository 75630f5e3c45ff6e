"""The learning rate: linear warm-up, then linear decay to zero."""


def learning_rate_factor(step: int, *, steps: int, warmup: float) -> float:
    """Share of the peak rate at 0-based `step` of `steps`; `warmup` is the share of steps in which it rises."""
    rising = round(warmup * steps)
    if step < rising:
        return (step + 1) / rising
    return (steps - step) / max(1, steps - rising)
