"""The models that a measurement is of: each subject's checkpoint with the head of its target, as an evaluation loads it."""

from __future__ import annotations

from typing import Any

from xtreme_eval.evaluation.model import Model, load_model
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.experiment.jobs import EvaluateJob, Measured, MeasureJob
from xtreme_eval.store.protocol import Store
from xtreme_eval.suite import registry


def evaluation_job(job: MeasureJob, measured: Measured) -> EvaluateJob:
    """The evaluation that would score this subject in the languages of the measurement.

    The settings `max_length` and `stride` are those that the study evaluates the target with.
    """
    settings, target = dict(job.settings), registry.target(measured.subject.target)
    lengths = Lengths(max_length=int(settings["max_length"]), stride=int(settings["stride"]))
    every = target.languages[job.benchmark]
    return EvaluateJob(
        key=job.key,
        title=job.title,
        checkpoint=measured.checkpoint,
        base=measured.base,
        benchmark=job.benchmark,
        target=target.name,
        languages=tuple(language for language in every if job.languages is None or language in job.languages),
        lengths=lengths,
        trained=target.train is not None,
    )


def subject_model(job: MeasureJob, measured: Measured, store: Store) -> Model:
    """The subject's model, on the device it will run on.

    Raises:
        StoreError: the store lacks its checkpoint.
    """
    return load_model(evaluation_job(job, measured), store)


def subject_columns(measured: Measured) -> dict[str, Any]:
    """Which subject a row of a result is of."""
    return {"recipe": measured.subject.recipe, "target": measured.subject.target, "seed": measured.subject.seed}


def words(text: str) -> list[str]:
    """A list within one setting: its parts, at blanks."""
    return text.split()
