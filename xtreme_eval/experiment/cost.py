"""What a step costs, in sub-tokens that pass through the model: an estimate from file sizes, good enough to order steps by."""

from collections.abc import Callable

from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.experiment.jobs import EvaluateJob, TrainJob

BYTES_PER_TOKEN = 4
TYPICAL_LENGTH = 64
BACKWARD = 3
"""A training step costs three forward passes."""


def estimated_tokens(job: TrainJob | EvaluateJob, file_size: Callable[[str], int]) -> float:
    """Forward-pass sub-tokens of a step.

    Args:
        job: the step.
        file_size: bytes of a task's English training files, or of all evaluation files of a target ("evaluate:NAME").
    """
    if isinstance(job, EvaluateJob):
        return file_size(f"evaluate:{job.target}") / BYTES_PER_TOKEN
    if job.stage is None:
        hyper = getattr(job.base, "pretraining", None)
        return BACKWARD * _steps_tokens(hyper) if hyper else 0.0
    size = sum(file_size(ingredient.task) for ingredient in job.stage.mixture)
    return BACKWARD * _stage_tokens(job.stage.hyper, size)


def _stage_tokens(hyper: Hyper, size: int) -> float:
    if hyper.steps is not None:
        return _steps_tokens(hyper)
    tokens = size / BYTES_PER_TOKEN
    if hyper.examples is not None:
        tokens = min(tokens, hyper.examples * TYPICAL_LENGTH)
    return (hyper.epochs or 1) * tokens


def _steps_tokens(hyper: Hyper) -> float:
    return (hyper.steps or 0) * (hyper.batch_tokens or hyper.batch_size * TYPICAL_LENGTH)
