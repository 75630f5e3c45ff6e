"""A study's test scores beside published ones, where benchmark, column, metric, split and languages are the same."""

from collections.abc import Iterator, Sequence

import pandas as pd

from xtreme_eval.scores.answer import SmallTable
from xtreme_eval.scores.best import BEST
from xtreme_eval.scores.columns import OVERALL
from xtreme_eval.scores.compare import LANGUAGE_METRICS, Figure, published
from xtreme_eval.scores.detail import metric_means
from xtreme_eval.scores.marks import FLAGS
from xtreme_eval.scores.table import ScoreTable
from xtreme_eval.suite.benchmarks import Benchmark

_FEW = 8
"""Up to so many recipes are all shown; of more the baselines, which gains are measured from, and "best per target"."""
_METRICS = {"": "", "f1": " F1", "exact_match": " EM"}


def comparison_table(table: ScoreTable, benchmark: Benchmark) -> SmallTable:
    """A row for each recipe and each published system, a column for each score that both sides have.

    Ours are complete, on the benchmark's own data and on test; where there is nothing to compare, the notes say why.
    """
    ours, theirs = _ours(table, benchmark), published(benchmark)
    places = {figure.place for figure in ours} & {figure.place for figure in theirs}
    order = [figure.place for figure in theirs if figure.place in places]
    titles = {column.name: column.title for column in table.columns}
    names = {place: titles[place[0]] + _METRICS[place[1]] for column in titles for place in order if place[0] == column}
    controls = set(table.controls.values()) | {BEST}
    few = len({figure.system for figure in ours}) <= _FEW
    rows = [
        {"system": name, "of": of, "told": of == "published" or few or system in controls, **_values(figures, system, names)}
        for of, figures in (("this study", ours), ("published", theirs))
        for system in dict.fromkeys(figure.system for figure in figures if figure.place in places)
        for name in [table.title(system) if of == "this study" else system]
    ]
    shown = {"system": "", "of": "", **dict.fromkeys(names.values(), ".1f")}
    frame = pd.DataFrame(rows, columns=[*shown, "told"]).astype({"told": "bool", **dict.fromkeys(names.values(), "float64")})
    lacking = [task.title for task in table.tasks if task.name not in {figure.column for figure in ours}]
    notes = tuple(_notes(benchmark, [figure for figure in theirs if figure.place in places], lacking, known=bool(theirs)))
    return SmallTable(name="published", title="Beside published numbers, test", frame=frame, shown=shown, told="told", notes=notes)


def _values(figures: Sequence[Figure], system: str, names: dict[tuple[str, str, str], str]) -> dict[str, float]:
    return {names[figure.place]: figure.value for figure in figures if figure.system == system and figure.place in names}


def _notes(benchmark: Benchmark, theirs: Sequence[Figure], lacking: Sequence[str], *, known: bool) -> Iterator[str]:
    if not known:
        yield f"there are no published figures of {benchmark.title}: nothing here can be compared"
        return
    if theirs:
        yield "published systems have base models, budgets and choices of their own: a difference is no test of anything"
    if lacking:
        yield f"not compared, for they lack languages or have other data: {', '.join(lacking)}"
    for source in dict.fromkeys(figure.source for figure in theirs):
        systems = dict.fromkeys(figure.system for figure in theirs if figure.source == source)
        yield f"source of {', '.join(systems)}: {source}"
    for system, remark in dict.fromkeys((figure.system, figure.remark) for figure in theirs if figure.remark):
        yield f"{system} differs: {remark}"


def _ours(table: ScoreTable, benchmark: Benchmark) -> list[Figure]:
    """Complete scores on the benchmark's own data, averages over all of its tasks; question answering also by metric."""
    members = {OVERALL: set(benchmark.targets), **{group: set(names) for group, names in benchmark.groups.items()}}
    columns = [column.name for column in table.columns if column.level == "task" or set(column.members) == members[column.name]]
    frame = table.frame.query("table == 'score' and split == 'test'").dropna(subset="value")
    strange = frame["marks"].str.contains(f"[{FLAGS['incomparable']}{FLAGS['partial']}]")
    whole = frame[~strange & frame["column"].isin(columns) & frame["recipe"].isin([*set(table.rows["recipe"]), BEST])]
    places = {(row.recipe, row.column) for row in whole.itertuples()}
    several = {task.name for task in table.tasks if len(task.metrics) > 1}
    means = metric_means(table).query("split == 'test'")
    halves = means[means["metric"].isin(LANGUAGE_METRICS) & means["target"].isin(list(several))]
    scores = zip(whole["recipe"], whole["column"], [""] * len(whole), whole["value"], strict=True)
    parts = zip(halves["recipe"], halves["target"], halves["metric"], halves["value"], strict=True)
    found = [*scores, *(part for part in parts if part[:2] in places)]
    return [
        Figure(system=recipe, column=column, metric=metric, split="test", value=value, source="this study")
        for recipe, column, metric, value in found
    ]
