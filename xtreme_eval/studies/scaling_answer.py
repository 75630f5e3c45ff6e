"""What the study of scale finds, as tables, pictures and a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from xtreme_eval.experiment.base import Base, TinyBase
from xtreme_eval.experiment.recipe import Recipe
from xtreme_eval.experiment.size import BYTES, checkpoint_bytes
from xtreme_eval.scores.answer import Answer, Chart, SmallTable
from xtreme_eval.scores.paired import Comparison, mean_difference
from xtreme_eval.scores.table import ScoreTable
from xtreme_eval.scores.terms import Runs, joined, minus
from xtreme_eval.scores.verdicts import MARGIN
from xtreme_eval.studies.contrasts import foreign_targets, tested
from xtreme_eval.studies.results import Results, reduced
from xtreme_eval.studies.scaling_fits import ByDraw, Returns, diminishing_returns, of_draw, over_draws, slope, trend


@dataclass(frozen=True, kw_only=True)
class Size:
    """A base model of the study.

    Attributes:
        parameters: of its encoder; 0 where nobody knows.
        baseline: its scores without intermediate tasks, in the mean over targets.
        gains: number of tasks -> draw -> gains over the baseline; 0 tasks are not among them.
    """

    name: str
    parameters: int
    baseline: Runs
    gains: Mapping[int, ByDraw]


def scaling_answer(results: Results, table: ScoreTable) -> Answer:
    """The study's answer; what cannot be said is said to be so."""
    chosen = foreign_targets(results)
    sizes = _sizes(results, table, chosen)
    points, fits, trends = _points(sizes), _fits(sizes), _trends(sizes)
    numbers = {"difference": "+.2f", "low": "+.2f", "high": "+.2f"}
    over = {"draws": "d", "seeds": "d"}
    returns = {"returns_from": "", "remaining": "+.2f", "remaining_low": "+.2f", "remaining_high": "+.2f"}
    return Answer(
        sentence=f"{_told_fits(fits)}; {_told_trends(trends)}.",
        tables=(
            SmallTable(
                name="scaling_fits",
                title="Gain for each doubling, and diminishing returns",
                frame=fits,
                shown={"size": "", "parameters": "d", **numbers, **over, **returns},
                notes=_FIT_NOTES,
            ),
            SmallTable(
                name="scaling_sizes", title="Larger models", frame=trends, shown={"of": "", "models": "d", **numbers, "seeds": "d"}
            ),
            SmallTable(
                name="scaling_points",
                title="Gains by number of tasks",
                frame=points,
                shown={"size": "", "tasks": "d", **numbers, **over},
            ),
        ),
        charts=tuple(_charts(points, sizes)),
        notes=(
            f"mean over the targets whose own data no recipe trains on ({', '.join(chosen) or 'there is none'}), on test",
            "every multi-task stage has the same number of optimizer steps, however many tasks it has; a draw's subsets are nested",
            *(f"{name}: {lack.there} of {lack.declared} tasks have data here" for name, lack in reduced(results.plan).items()),
        ),
    )


_FIT_NOTES = (
    "gain = b log2(1 + k) for k tasks, by least squares; no tasks gain nothing by definition. The number is b: points for each "
    "doubling of 1 + k. Draws and seeds are taken as drawn at random and crossed; where there is one of them, the interval is "
    "about the other, and where there is one of each, about examples",
    f"diminishing returns begin at the smallest number of tasks from which on the largest one adds less than {MARGIN:.0f} point, "
    "the upper end of the interval included; tested from the largest number down to the first that fails, so that 5 % holds for "
    "all of them",
)


def _sizes(results: Results, table: ScoreTable, chosen: Sequence[str]) -> list[Size]:
    """Collapsed runs are not among the cells, so they count nowhere."""
    cells, lacking = tested(results, table), reduced(results.plan)
    found = []
    for baseline in (recipe for recipe in results.plan.study.recipes if not recipe.stages):
        assert baseline.base is not None
        gains: dict[int, dict[str, Runs]] = {}
        for recipe in results.plan.study.recipes:
            if recipe.stages and recipe.control == baseline.name:
                each = [minus(cells.get((recipe.name, target), {}), cells.get((baseline.name, target), {})) for target in chosen]
                lack = lacking.get(recipe.name)
                count = lack.there if lack else len(recipe.stages[0].mixture)
                gains.setdefault(count, {})[_draw(recipe)] = joined(each)
        scores = joined([cells.get((baseline.name, target), {}) for target in chosen])
        parameters = _parameters(baseline, baseline.base, results)
        found.append(Size(name=baseline.base.name, parameters=parameters, baseline=scores, gains=dict(sorted(gains.items()))))
    return found


def _draw(recipe: Recipe) -> str:
    """'a' of 'xlm-roberta-base 3a'."""
    return recipe.name.rpartition(" ")[2].lstrip("0123456789")


def _parameters(baseline: Recipe, base: Base, results: Results) -> int:
    """Of the encoder: of a base that was pretrained here from its file, since its vocabulary is known only then."""
    if isinstance(base, TinyBase):
        keys = {cell.trainings[0] for cell in results.plan.cells if cell.cell.recipe == baseline and cell.trainings}
        files = [manifest.files for manifest in results.trainings if manifest.key in keys]
        return files[0]["model.safetensors"].size // BYTES if files and "model.safetensors" in files[0] else 0
    return (checkpoint_bytes(base) or 0) // BYTES


def _points(sizes: Sequence[Size]) -> pd.DataFrame:
    rows = [
        {"size": size.name, "tasks": count, "draws": len(by_draw), **_numbers(over_draws(by_draw))}
        for size in sizes
        for count, by_draw in size.gains.items()
    ]
    return pd.DataFrame(rows, columns=["size", "tasks", "draws", *_numbers(Comparison())])


def _fits(sizes: Sequence[Size]) -> pd.DataFrame:
    rows = []
    for size in sizes:
        slopes, returns = slope(size.gains), diminishing_returns(size.gains)
        left = returns.remaining
        rows.append(
            {
                "size": size.name,
                "parameters": size.parameters,
                "draws": len(slopes),
                **_numbers(over_draws(slopes)),
                "returns_from": _told_returns(returns),
                **{"remaining": left.difference, "remaining_low": left.low, "remaining_high": left.high},
            }
        )
    return pd.DataFrame(rows)


def _told_returns(found: Returns) -> str:
    if found.tasks is not None:
        return str(found.tasks)
    return "unknown" if math.isnan(found.remaining.high) else "not reached"


def _trends(sizes: Sequence[Size]) -> pd.DataFrame:
    """For each tenfold of parameters: the baseline's score, and the gain from the largest number of tasks that all sizes have."""
    shared = set.intersection(*(set(size.gains) for size in sizes)) if sizes else set()
    asked: dict[str, list[tuple[int, ByDraw]]] = {
        "score without intermediate tasks": [(size.parameters, {"": size.baseline}) for size in sizes]
    }
    if shared:
        most = max(shared)
        asked[f"gain from {most} intermediate tasks"] = [(size.parameters, size.gains[most]) for size in sizes]
    rows = []
    for name, of in asked.items():
        draws = sorted({draw for _, by_draw in of for draw in by_draw})
        by_draw = {draw: trend([(parameters, of_draw(runs, draw)) for parameters, runs in of]) for draw in draws}
        models = sum(bool(parameters and any(runs.values())) for parameters, runs in of)
        rows.append({"of": name, "models": models, **_numbers(over_draws(by_draw))})
    return pd.DataFrame(rows)


def _numbers(found: Comparison) -> dict[str, object]:
    return {"difference": found.difference, "low": found.low, "high": found.high, "seeds": found.seeds, "over": found.over}


def _told_fits(fits: pd.DataFrame) -> str:
    told = [
        f"{row.size} {_interval(row)}, with diminishing returns "
        + (f"from {row.returns_from} tasks on" if str(row.returns_from).isdigit() else str(row.returns_from))
        for row in fits.itertuples()
    ]
    return (
        f"Gain in points for each doubling of 1 + the number of intermediate tasks (95 % interval): {'; '.join(told) or 'no data'}"
    )


def _told_trends(trends: pd.DataFrame) -> str:
    told = [f"{row.of} {_interval(row)}" for row in trends.itertuples()]
    return f"for each tenfold of the parameters: {'; '.join(told)}"


def _interval(row: object) -> str:
    value, low, high = (float(getattr(row, name)) for name in ("difference", "low", "high"))
    if math.isnan(value):
        return "unknown"
    return f"{value:+.2f} (interval unknown)" if math.isnan(low) else f"{value:+.2f} ({low:+.2f} … {high:+.2f})"


def _charts(points: pd.DataFrame, sizes: Sequence[Size]) -> list[Chart]:
    charts = []
    if len(points):
        starts = pd.DataFrame([{"size": size.name, "tasks": 0, "difference": 0.0, "low": 0.0, "high": 0.0} for size in sizes])
        frame = pd.concat([starts, points], ignore_index=True).sort_values(["size", "tasks"], ignore_index=True)
        told = (f"{row.size}, {row.tasks} tasks: {_interval(row)} points" for row in points.itertuples())
        charts.append(
            Chart(
                name="scaling_tasks",
                title="Gain by number of intermediate tasks",
                form="lines",
                frame=frame,
                x="tasks",
                y="difference",
                group="size",
                low="low",
                high="high",
                x_title="intermediate tasks, at an equal number of steps",
                y_title="gain over the size's own baseline, points",
                alternative="; ".join(told),
            )
        )
    scores = _scores(sizes)
    if scores["parameters"].nunique() > 1:
        told = (f"{row.parameters:,} parameters, {row.tasks}: {row.score:.1f}" for row in scores.itertuples())
        charts.append(
            Chart(
                name="scaling_sizes",
                title="Score by size of the model",
                form="lines",
                frame=scores,
                x="parameters",
                y="score",
                group="tasks",
                x_title="parameters of the encoder",
                y_title="mean score over targets",
                alternative="; ".join(told),
                logarithmic=True,
            )
        )
    return charts


def _scores(sizes: Sequence[Size]) -> pd.DataFrame:
    """Mean scores by size, without intermediate tasks and with each number of them."""
    rows = []
    for size in sizes:
        if not (size.baseline and size.parameters):
            continue
        start = mean_difference(size.baseline).difference
        rows.append({"parameters": size.parameters, "tasks": "no intermediate task", "score": start})
        for count, by_draw in size.gains.items():
            gain = over_draws(by_draw).difference
            rows.append({"parameters": size.parameters, "tasks": f"{count} intermediate tasks", "score": start + gain})
    return pd.DataFrame(rows, columns=["parameters", "tasks", "score"]).dropna().sort_values(["tasks", "parameters"])
