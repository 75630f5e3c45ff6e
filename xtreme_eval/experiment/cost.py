"""What a step costs, in sub-tokens that pass through the model: an estimate from file sizes, good enough to order steps by."""

from collections.abc import Callable

from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.experiment.jobs import EvaluateJob, Job, MeasureJob
from xtreme_eval.experiment.mixture import counted, draw_weights
from xtreme_eval.experiment.stage import Stage

BYTES_PER_TOKEN = 4
TYPICAL_LENGTH = 64
"""Sub-tokens of an example."""
BACKWARD = 3
"""A training step costs three forward passes."""
MEASURED = 1000
"""Examples of each task that a measurement reads with each checkpoint; what it does with them nobody knows beforehand."""


def estimated_tokens(job: Job, file_size: Callable[[str], int]) -> float:
    """Forward-pass sub-tokens of a step.

    Args:
        job: the step.
        file_size: bytes of a task's training files, or of all evaluation files of a target ("evaluate:NAME").
    """
    if isinstance(job, EvaluateJob):
        return file_size(f"evaluate:{job.target}") / BYTES_PER_TOKEN
    if isinstance(job, MeasureJob):
        return float(len(job.checkpoints) * max(1, len(job.tasks)) * MEASURED * TYPICAL_LENGTH)
    if job.stage is None:
        hyper = getattr(job.base, "pretraining", None)
        return BACKWARD * hyper.steps * _batch_tokens(hyper) if hyper and hyper.steps else 0.0
    return BACKWARD * _stage_tokens(job.stage, file_size)


def _stage_tokens(stage: Stage, file_size: Callable[[str], int]) -> float:
    """Steps x what an average batch holds, as the sampler draws tasks."""
    examples = [_examples(stage.hyper, file_size(ingredient.task)) for ingredient in stage.mixture]
    batches = [_batch_tokens(stage.hyper_of(ingredient)) for ingredient in stage.mixture]
    weights = draw_weights(stage.sampler, [ingredient.weight for ingredient in stage.mixture], examples)
    average = sum(weight * tokens for weight, tokens in zip(weights, batches, strict=True)) / (sum(weights) or 1)
    if stage.hyper.steps is not None:
        return (stage.hyper.steps + stage.hyper.extra_steps) * average
    passes = sum(counted(stage.sampler, count) * TYPICAL_LENGTH / tokens for count, tokens in zip(examples, batches, strict=True))
    return ((stage.hyper.epochs or 1) * passes + stage.hyper.extra_steps) * average


def _examples(hyper: Hyper, size: int) -> float:
    """Training examples in files of so many bytes."""
    found = size / BYTES_PER_TOKEN / TYPICAL_LENGTH
    return found if hyper.examples is None else min(found, hyper.examples)


def _batch_tokens(hyper: Hyper) -> float:
    return hyper.batch_tokens or hyper.batch_size * TYPICAL_LENGTH
