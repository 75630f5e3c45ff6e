"""Read all files that a plan's steps will read, before the first one runs: hours of training must not end at a broken line."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from xtreme_eval.data.files import Files
from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.data.readers.vocabulary_list import listed_pieces
from xtreme_eval.data.running_text import text_files
from xtreme_eval.data.text_file import lines
from xtreme_eval.errors import DataError, UnscorableError, XtremeEvalError
from xtreme_eval.experiment.base import TinyBase
from xtreme_eval.experiment.jobs import EvaluateJob, Job, Location, MeasureJob, TrainJob
from xtreme_eval.suite import registry
from xtreme_eval.suite.trainable import Trainable, trainable

VERSION = 1
"""Raised by hand when the check becomes stricter: what an older one has passed is then read again."""


def check_data(jobs: Iterable[Job], location: Location) -> list[str]:
    """Tell what is wrong with the files of these steps, all of it at once.

    An evaluation file that is missing, label-free, constant or blank leaves a hole in the table and stops nothing; the same in
    training data leaves nothing to train on.

    Returns:
        What will be holes: languages without files, a line for each target and split; files without labels, a line each.

    Raises:
        XtremeEvalError: a file is broken, or training data cannot be trained on; lists every such file.
    """
    jobs, data = list(jobs), ReleaseFolder(Path(location.data))
    broken, holes = list(_text_problems(jobs, location)), list(_missing(jobs, data))
    for files, language, trained_on in _readings(jobs, data):
        try:
            data.records(files, language)
        except UnscorableError as error:
            (broken if trained_on else holes).append(str(error))
        except DataError as error:
            broken.append(str(error))
    if broken:
        raise XtremeEvalError(_listed(broken))
    return holes


def _readings(jobs: Sequence[Job], data: ReleaseFolder) -> Iterator[tuple[Files, str, bool]]:
    """What is there to be read, each once: files, language, and whether something is trained on them."""
    seen = set()
    for files, language, trained_on in (*_training_files(jobs, data), *_evaluation_files(jobs)):
        if data.has(files, language):
            reading = (data.locate(files, language), files.part)
            if reading not in seen:
                yield files, language, trained_on
            seen.add(reading)


def _training_files(jobs: Sequence[Job], data: ReleaseFolder) -> Iterator[tuple[Files, str, bool]]:
    for task in _trained_tasks(jobs):
        yield from ((files, language, True) for files, language in data.readings(task.train))
        if task.dev is not None:
            yield task.dev, "en", True


def _trained_tasks(jobs: Sequence[Job]) -> list[Trainable]:
    """Every task that a stage trains on, or whose training set a measurement may read, once."""
    stages = [job.stage for job in jobs if isinstance(job, TrainJob) and job.stage is not None]
    untrained = {target.name for target in registry.targets() if target.train is None}
    measured = [task for task in _measured_tasks(jobs) if task not in untrained]
    return [trainable(name) for name in dict.fromkeys([*(part.task for stage in stages for part in stage.mixture), *measured])]


def _measured_tasks(jobs: Sequence[Job]) -> list[str]:
    return [task for job in jobs if isinstance(job, MeasureJob) for task in job.tasks]


def _evaluation_files(jobs: Sequence[Job]) -> Iterator[tuple[Files, str, bool]]:
    for files, languages, _ in _evaluated(jobs):
        yield from ((files, language, False) for language in languages)
    for job in (job for job in jobs if isinstance(job, MeasureJob)):
        for target in (target for target in registry.targets() if target.name in job.tasks):
            languages = job.languages or target.languages.get(job.benchmark, ())
            yield from ((files, language, False) for files in target.evaluation.values() for language in languages)


def _evaluated(jobs: Sequence[Job]) -> Iterator[tuple[Files, tuple[str, ...], str]]:
    """Every split and pool of each target, with the languages it is read in; a pool's are all of the benchmark's."""
    for name, (benchmark, languages) in {
        job.target: (job.benchmark, job.languages) for job in jobs if isinstance(job, EvaluateJob)
    }.items():
        target = registry.target(name)
        yield from ((files, languages, f"{name}, {split}") for split, files in target.evaluation.items())
        if target.pool is not None:
            yield target.pool, target.languages[benchmark], f"{name}, pool"


def _missing(jobs: Sequence[Job], data: ReleaseFolder) -> Iterator[str]:
    """Targets, splits and pools that have no files in some of their languages."""
    for files, languages, what in _evaluated(jobs):
        if absent := [language for language in languages if not data.has(files, language)]:
            yield f"{what}: no files for {', '.join(absent)}"


def _text_problems(jobs: Sequence[Job], location: Location) -> Iterator[str]:
    """What is wrong with the files that tiny bases and masked language models are made from."""
    bases = [job.base for job in jobs if isinstance(job, TrainJob) and job.stage is None and isinstance(job.base, TinyBase)]
    readings: list[tuple[Callable[[Path], object], Path]] = []
    if bases or any(task.train.running_text for task in _trained_tasks(jobs)):
        readings += [(lines, path) for path in text_files(Path(location.text))]
    if any(base.vocabulary == "listed" for base in bases):
        readings.append((listed_pieces, Path(location.data)))
    for read, path in readings:
        try:
            read(path)
        except DataError as error:
            yield str(error)


def _listed(problems: Sequence[str]) -> str:
    if len(problems) == 1:
        return problems[0]
    advice = "Mend them, or leave out what reads them: --recipes, --targets and --languages choose a part of the study."
    return "\n  ".join((f"{len(problems)} files cannot be used:", *problems)) + f"\n{advice}"
