"""Peak memory of inference: each model in each form in a fresh process of its own, several times."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from xtreme_eval.errors import XtremeEvalError
from xtreme_eval.experiment.jobs import Location, MeasureJob
from xtreme_eval.measures.machine import this_machine
from xtreme_eval.measures.subject_model import subject_columns, words
from xtreme_eval.store.protocol import Store

if TYPE_CHECKING:
    import pandas as pd

VERSION = 1
COMMAND = (sys.executable, "-m", "xtreme_eval.measures.memory_child")
Request = dict[str, Any]
Probe = Callable[[list[Request]], Iterator[dict[str, Any]]]
"""From requests to what was measured, in their order: `peak`, `before` and `weights` in bytes, or a `hole`."""


def measure(
    job: MeasureJob,
    location: Location,
    store: Store,  # noqa: ARG001 - each process opens it by its name
    report: Callable[[int, int, float], None],
) -> pd.DataFrame:
    """Every repetition of every subject in every form.

    Settings: `forms`, a list with blanks; `length` in sub-tokens and `batch` in sequences; `repeats`; `max_length` and `stride` of
    the target.

    Returns:
        Columns recipe, target, seed, form, length, batch, repeat, hole, in bytes `peak` (of the process; on a GPU what torch had
        allocated there), `before` (the same, before the model was read) and `weights`, and those of `Machine`.
    """
    return peaks(job, location, probe_processes, report).assign(**this_machine().columns())


def peaks(job: MeasureJob, location: Location, probe: Probe, report: Callable[[int, int, float], None]) -> pd.DataFrame:
    """The same, with whatever measures a request."""
    import pandas as pd

    settings = dict(job.settings)
    length, batch = int(settings["length"]), int(settings["batch"])
    forms, repeats = words(str(settings["forms"])), range(int(settings["repeats"]))
    asked = [(measured, form, repeat) for repeat in repeats for measured in job.checkpoints for form in forms]
    places = {measured: place for place, measured in enumerate(job.checkpoints)}
    common = {"job": job.model_dump(mode="json"), "store": location.store, "length": length, "batch": batch}
    requests = [{**common, "place": places[measured], "form": form} for measured, form, _ in asked]
    rows = []
    for (measured, form, repeat), found in zip(asked, probe(requests), strict=True):
        case = {"form": form, "length": length, "batch": batch, "repeat": repeat}
        rows.append({**subject_columns(measured), **case, "hole": "", **found})
        report(len(rows), len(asked), 0.0)
    return pd.DataFrame(rows)


def probe_processes(requests: list[Request]) -> Iterator[dict[str, Any]]:
    """Measure each request in a process that has done nothing before but import its libraries.

    Raises:
        XtremeEvalError: a process could not measure; with the last line of what it wrote.
    """
    lines = "\n".join(map(json.dumps, requests))
    ended = subprocess.run(COMMAND, input=lines, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    answers = [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]
    if ended.returncode or len(answers) != len(requests):
        said = (ended.stderr.strip().splitlines() or ["it wrote nothing"])[-1]
        raise XtremeEvalError(
            f"{len(answers)} of {len(requests)} peak memories were measured, then the measuring process ended with status "
            f"{ended.returncode}: {said}. If memory is short, measure fewer forms or a shorter length"
        )
    yield from answers


def spread(frame: pd.DataFrame) -> float:
    """The largest difference between two repetitions of one peak, in percent of the smaller; 0 where nothing was repeated."""
    groups = frame[frame["hole"] == ""].groupby(["recipe", "target", "seed", "form", "length", "batch"])["peak"]
    return float((100 * (groups.max() / groups.min() - 1)).max())
