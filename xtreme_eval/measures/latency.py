"""Latency: how long a forward pass takes, by form, sequence length and batch; all models are interleaved in one process."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

from xtreme_eval.experiment.jobs import Location, MeasureJob
from xtreme_eval.measures.forms import UnavailableFormError, in_form
from xtreme_eval.measures.forward import forward
from xtreme_eval.measures.machine import load_average, this_machine
from xtreme_eval.measures.subject_model import subject_columns, subject_model, words
from xtreme_eval.measures.timing import Rounds, in_order, interleaved, paired_ratio
from xtreme_eval.scores.intervals import Interval
from xtreme_eval.store.protocol import Store

if TYPE_CHECKING:
    import pandas as pd

    from xtreme_eval.evaluation.model import Model

VERSION = 1
_SUBJECT = ("recipe", "target", "seed", "form")


def measure(
    job: MeasureJob,
    location: Location,  # noqa: ARG001 - no data are read
    store: Store,
    report: Callable[[int, int, float], None],
) -> pd.DataFrame:
    """Every call of every subject in every form.

    Settings: `forms`, `lengths` (sub-tokens) and `batches` (sequences), each a list with blanks; `rounds`, `calls` and `warm_up`;
    `max_length` and `stride` of the target.

    Returns:
        Columns recipe, target, seed, form, hole, length, batch, round, call, seconds, load, and those of `Machine`. A form that
        cannot run here is one row with the reason as its `hole` and without a time.
    """
    import pandas as pd

    settings = dict(job.settings)
    rounds = Rounds(count=int(settings["rounds"]), calls=int(settings["calls"]), warm_up=int(settings["warm_up"]))
    models, rows = _models(job, store, words(str(settings["forms"])))
    cases = list(product(map(int, words(str(settings["lengths"]))), map(int, words(str(settings["batches"])))))
    for done, (length, batch) in enumerate(cases, start=1):
        runs = {name: forward(model, length=length, batch=batch) for name, (_, model) in models.items()}
        for timed in in_order(interleaved(runs, rounds, clock=time.perf_counter, load=load_average), runs):
            case = {"length": length, "batch": batch, "round": timed.round, "call": timed.call}
            rows.append({**models[timed.name][0], **case, "seconds": timed.seconds, "load": timed.load})
        report(done, len(cases), 0.0)
    return pd.DataFrame(rows).assign(**this_machine().columns())


def _models(
    job: MeasureJob, store: Store, forms: list[str]
) -> tuple[dict[tuple[str, ...], tuple[dict[str, Any], Model]], list[Any]]:
    """By name, the columns and the model of each subject in each form; and a row for each that cannot be."""
    found: dict[tuple[str, ...], tuple[dict[str, Any], Model]] = {}
    holes = []
    for measured in job.checkpoints:
        trained = subject_model(job, measured, store)
        for form in forms:
            columns = {**subject_columns(measured), "form": form}
            try:
                model = in_form(trained, form)
            except UnavailableFormError as error:
                holes.append({**columns, "hole": str(error)})
            else:
                found[tuple(map(str, columns.values()))] = ({**columns, "hole": ""}, model)
    return found, holes


def percentiles(frame: pd.DataFrame) -> pd.DataFrame:
    """A row for each subject, form, length and batch: `p50` and `p95` in milliseconds, `sequences` and `sub_tokens` a second.

    Throughput is that of the median call, one batch after the other.
    """
    timed = frame[frame["hole"] == ""]
    groups = timed.groupby([*_SUBJECT, "length", "batch"], sort=False)["seconds"]
    found = groups.agg(p50="median", p95=lambda seconds: seconds.quantile(0.95), calls="size").reset_index()
    sequences = found["batch"] / found["p50"]
    return found.assign(
        p50=1000 * found["p50"], p95=1000 * found["p95"], sequences=sequences, sub_tokens=sequences * found["length"]
    )


def latency_ratio(frame: pd.DataFrame, after: Mapping[str, object], before: Mapping[str, object]) -> Interval:
    """How many times as long `after` takes as `before`, over all rounds of all lengths and batches that both were timed in.

    Args:
        frame: what `measure` returns.
        after, before: columns and their values, such as the recipe and the form.

    Raises:
        ValueError: they have no round in common.
    """
    return paired_ratio(_by_round(frame, after), _by_round(frame, before))


def _by_round(frame: pd.DataFrame, wanted: Mapping[str, object]) -> dict[Hashable, list[float]]:
    chosen = frame[frame["hole"] == ""]
    for column, value in wanted.items():
        chosen = chosen[chosen[column] == value]
    return {number: list(seconds) for number, seconds in chosen.groupby(["target", "length", "batch", "round"])["seconds"]}
