"""Scores beside published ones: each published figure with its source, ours for the same column, and the difference."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xtreme_eval.data.text_file import text
from xtreme_eval.errors import DataError, SpecificationError
from xtreme_eval.scores.columns import OVERALL, ZERO_SHOT
from xtreme_eval.suite import registry
from xtreme_eval.suite.benchmarks import Benchmark, official_name

PUBLISHED = Path(__file__).parent / "reference" / "published.csv"
"""Only figures that somebody has seen at their source."""
COLUMNS = ("benchmark", "system", "column", "metric", "split", "value", "source", "protocol")
LANGUAGE_METRICS = ("f1", "exact_match")
"""Metrics that are published beside a task score: question answering has two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of one system.

    Attributes:
        system: a model, a recipe, or a submission.
        column: a target, a group or "overall".
        metric: "" for the score of the column; "f1" or "exact_match" for one half of a question-answering score.
        split: "test" or "dev".
        value: 0 to 100.
        source: where it stands.
        remark: what is different about it: another protocol, or languages that it lacks.
    """

    system: str
    column: str
    metric: str
    split: str
    value: float
    source: str
    remark: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """What a figure may be compared with: those of the same place."""
        return self.column, self.metric, self.split


def published(benchmark: Benchmark, paths: Sequence[Path] = ()) -> list[Figure]:
    """The shipped figures of a benchmark, then those of a user's own files of the same form.

    Raises:
        MissingFileError, DataError: a file is not a CSV file with the columns of `COLUMNS` and a number in each row.
    """
    return [figure for path in (PUBLISHED, *paths) for figure in _read(path, benchmark)]


def _read(path: Path, benchmark: Benchmark) -> Iterable[Figure]:
    known = {*benchmark.targets, *benchmark.groups, OVERALL}
    for number, row in enumerate(_rows(path, COLUMNS), start=2):
        if row["benchmark"] != benchmark.name:
            continue
        if row["column"] not in known:
            raise DataError(
                path, f"unknown column {row['column']!r}", f"{benchmark.title} has {', '.join(sorted(known))}.", line=number
            )
        yield Figure(
            system=row["system"],
            column=row["column"],
            metric=row["metric"],
            split=row["split"],
            value=_number(row["value"], path, number),
            source=row["source"],
            remark=row["protocol"],
        )


def figures_of(path: Path, benchmark: Benchmark) -> list[Figure]:
    """The figures of a score file (JSON, from `score`) or of a study's `score_table.csv`.

    Raises:
        MissingFileError, DataError: it is neither.
        SpecificationError: its scores are of another benchmark.
    """
    if path.suffix == ".json":
        return list(_of_score_file(path, benchmark))
    return [*_of_score_table(path, benchmark), *_language_means(path)]


def _other_benchmark(path: Path, found: str, benchmark: Benchmark) -> SpecificationError:
    advice = "Name the benchmark it is of with --benchmark"
    return SpecificationError([f"{path} is not of {benchmark.title}: {found}, so published figures say nothing about it. {advice}"])


def _of_score_file(path: Path, benchmark: Benchmark) -> Iterable[Figure]:
    try:
        document: Mapping[str, Any] = json.loads(text(path))
        averages = {OVERALL: document.get("all_task"), **{group: document.get(group) for group in benchmark.groups}}
        tasks = {name: document[official_name(name)] for name in benchmark.targets if official_name(name) in document}
        found = [(column, "", value) for column, value in averages.items() if value is not None]
        found += [(name, "", task["avg_metric"]) for name, task in tasks.items()]
        found += [
            (name, metric, task[f"avg_{metric}"])
            for name, task in tasks.items()
            for metric in LANGUAGE_METRICS
            if "exact_match" in task
        ]
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise DataError(path, f"not a score file ({error!r})", "Make it with: xtreme-eval score.") from None
    if document.get("benchmark", benchmark.name) != benchmark.name:  # the official script's files do not say
        raise _other_benchmark(path, f"it says that its benchmark is {document['benchmark']!r}", benchmark)
    for column, metric, value in found:
        yield Figure(system=path.stem, column=column, metric=metric, split="test", value=float(value), source=str(path))


def _of_score_table(path: Path, benchmark: Benchmark) -> Iterable[Figure]:
    languages = {name: len(registry.target(name).languages[benchmark.name]) for name in benchmark.targets}
    tasks = {OVERALL: len(benchmark.targets), **{group: len(names) for group, names in benchmark.groups.items()}}
    for number, row in enumerate(_rows(path, ("table", "split", "recipe", "column", "value", "scored", "expected")), start=2):
        wanted = str(languages.get(row["column"], row["expected"]))
        if row["table"] == "score" and row["expected"] != wanted:
            found = f"its {row['column']} has {row['expected']} languages and not {wanted}"
            raise _other_benchmark(path, found, benchmark)
        if row["table"] == "score" and row["value"]:
            expected = str(tasks.get(row["column"], row["expected"]))  # a part of a study has fewer tasks
            yield Figure(
                system=row["recipe"],
                column=row["column"],
                metric="",
                split=row["split"],
                value=_number(row["value"], path, number),
                source=str(path),
                remark="" if row["scored"] == expected else f"only {row['scored']} of {expected} languages or tasks",
            )


def _language_means(path: Path) -> Iterable[Figure]:
    """Exact match and F1 of question answering, averaged over languages where all are there."""
    halves: dict[tuple[str, str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in _rows(path, ("table", "split", "recipe", "column", "metric", "language", "value")):
        if row["table"] == "language" and row["metric"] in LANGUAGE_METRICS and row["language"] != ZERO_SHOT:
            halves[row["recipe"], row["column"], row["split"]][row["metric"]].append(row["value"])
    for (recipe, column, split), metrics in halves.items():
        for metric, values in metrics.items() if len(metrics) == len(LANGUAGE_METRICS) else ():
            if all(values):
                mean = sum(map(float, values)) / len(values)
                yield Figure(system=recipe, column=column, metric=metric, split=split, value=mean, source=str(path))


def _rows(path: Path, needed: Sequence[str]) -> list[dict[str, str]]:
    reader = csv.DictReader(text(path).splitlines())
    if lacking := [name for name in needed if name not in (reader.fieldnames or ())]:
        raise DataError(path, f"no column {lacking[0]!r}", f"The first line must name {', '.join(needed)}.", line=1)
    return list(reader)


def _number(value: str, path: Path, line: int) -> float:
    try:
        return float(value)
    except ValueError:
        raise DataError(path, f"{value!r} is no number", "Write values from 0 to 100 with a decimal point.", line=line) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Our figure, a published one of the same column, metric and split, and how much higher ours is."""

    ours: Figure
    theirs: Figure

    @property
    def difference(self) -> float:
        """Points."""
        return self.ours.value - self.theirs.value


def compared(ours: Iterable[Figure], theirs: Iterable[Figure]) -> list[Pair]:
    """Every figure of ours with every published one of its place, in the order of ours."""
    by_place: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for figure in theirs:
        by_place[figure.place].append(figure)
    return [Pair(ours=figure, theirs=other) for figure in ours for other in by_place[figure.place]]
