"""Two equal models timed against each other, and peak memory measured again and again: how far measuring can be trusted."""

import tempfile
import time
from pathlib import Path

from tests.kinds import made
from xtreme_eval.evaluation.model import Model
from xtreme_eval.experiment.base import FolderBase
from xtreme_eval.experiment.jobs import Location, Measured, MeasureJob
from xtreme_eval.experiment.measurement import Subject
from xtreme_eval.measures.forward import forward
from xtreme_eval.measures.latency import measure as measure_latency
from xtreme_eval.measures.machine import load_average, this_machine
from xtreme_eval.measures.memory import measure as measure_memory
from xtreme_eval.measures.memory import spread
from xtreme_eval.measures.subject_model import subject_model
from xtreme_eval.measures.timing import Rounds, interleaved, paired_ratio
from xtreme_eval.models import checkpoint as checkpoints
from xtreme_eval.models.tiny import build
from xtreme_eval.scores.intervals import Interval
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.studies.tiny_bases import MEDIUM

ROUNDS = Rounds(count=50, calls=15, warm_up=5)
LENGTH, BATCH = 128, 8
FORMS = "fp32 bf16 int8 lora lora-merged"


def efficiency() -> dict[str, str]:
    """The figures: a ratio of two equal models with its interval, and the spread of peaks of fresh processes."""
    import torch

    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory(prefix="efficiency-") as folder:
        location, job = _two_equal_models(Path(folder))
        store = DirectoryStore(Path(folder) / "store")
        one, other = (subject_model(job, of, store) for of in job.checkpoints)
        started = time.perf_counter()
        ratio = _ratio(one, other)
        timed = time.perf_counter() - started
        memory = measure_memory(job, location, store, lambda *told: None)
        forms = measure_latency(job.model_copy(update={"checkpoints": job.checkpoints[:1]}), location, store, lambda *told: None)
    machine = this_machine()
    medians = 1000 * forms[forms["hole"] == ""].groupby("form", sort=False)["seconds"].median()
    return {
        "ratio of two equal models, interleaved": f"{ratio.mean:.4f} ({ratio.low:.4f} … {ratio.high:.4f}), {timed:.0f} s",
        "its interval contains 1": "yes" if ratio.low <= 1 <= ratio.high else "no",
        "its width": f"{100 * (ratio.high - ratio.low):.1f} % (asked for: 10 %)",
        "peak memory repeats within": f"{spread(memory):.2f} % (asked for: 2 %)",
        "median latency by form": ", ".join(f"{form} {value:.1f} ms" for form, value in sorted(medians.items())),
        "machine": f"{machine.device}, {machine.threads} thread of {machine.cores} cores, load average {load_average():.1f}",
    }


def _ratio(one: Model, other: Model) -> Interval:
    runs = {(name,): forward(model, length=LENGTH, batch=BATCH) for name, model in (("one", one), ("other", other))}
    seconds: dict[str, dict[int, list[float]]] = {"one": {}, "other": {}}
    for call in interleaved(runs, ROUNDS, clock=time.perf_counter, load=load_average):
        seconds[call.name[0]].setdefault(call.round, []).append(call.seconds)
    return paired_ratio(seconds["one"], seconds["other"])


def _two_equal_models(folder: Path) -> tuple[Location, MeasureJob]:
    """The sample world's middle model with random weights, twice."""
    checkpoints.save(build(MEDIUM, made.tokenizer(), []), [], folder / "base")
    base = FolderBase(name="made", path=str(folder / "base"))
    subjects = (Subject(recipe=name, target="tatoeba", seed=1) for name in ("one", "other"))
    settings = {"max_length": LENGTH, "stride": LENGTH, "forms": FORMS, "length": LENGTH, "batch": BATCH, "repeats": 3}
    settings |= {"lengths": str(LENGTH), "batches": str(BATCH), "rounds": 3, "calls": 9, "warm_up": 3}
    job = MeasureJob(
        key="0" * 64,
        title="measure",
        measure="latency",
        checkpoints=tuple(Measured(subject=subject, checkpoint=None, base=base) for subject in subjects),
        benchmark="sample",
        languages=None,
        tasks=(),
        settings=tuple(settings.items()),
    )
    place = str(folder)
    return Location(data=place, text=place, store=f"file:{folder / 'store'}", progress=place), job
