"""What the study of efficiency finds: ratios of equal models, what differs, and scores beside costs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from xtreme_eval.measures.form_scores import task_scores
from xtreme_eval.measures.index_size import index_scores
from xtreme_eval.measures.language_latency import by_language
from xtreme_eval.measures.latency import latency_ratio, percentiles
from xtreme_eval.measures.memory import spread
from xtreme_eval.scores.answer import Answer, Chart, SmallTable
from xtreme_eval.scores.intervals import Interval
from xtreme_eval.scores.paired import Comparison
from xtreme_eval.scores.table import ScoreTable
from xtreme_eval.studies.contrasts import contrast, foreign_targets, tested
from xtreme_eval.studies.efficiency_tables import pareto, training_costs
from xtreme_eval.studies.results import Results

Pairs = Sequence[tuple[str, str]]
"""(English, multilingual) recipes"""
_NAN = float("nan")
_UNKNOWN = Interval(mean=_NAN, low=_NAN, high=_NAN, size=0)
_BYTES = 1e6


def efficiency_answer(results: Results, table: ScoreTable, pairs: Pairs) -> Answer:
    """The study's answer; what was not measured is said to be so."""
    found = {name: measured_as(results, name) for name in ("latency", "memory", "language_latency", "form_scores", "index_size")}
    timed = found["latency"]
    compared = _compared(results, table, pairs, timed, found["memory"])
    tables = [
        SmallTable(
            name="efficiency_pairs",
            title="Multilingual against English intermediate training",
            frame=compared,
            shown={
                "multilingual": "",
                "english": "",
                **dict.fromkeys(("latency", "latency_low", "latency_high"), ".3f"),
                "memory": ".3f",
                **dict.fromkeys(("score", "score_low", "score_high"), "+.1f"),
                "seeds": "d",
            },
            notes=_PAIR_NOTES,
        ),
        SmallTable(
            name="training_costs",
            title="What training cost",
            frame=training_costs(results),
            shown={"recipe": "", "seconds": ".1f", "million_tokens": ".2f", "steps": ".0f", "device": ""},
            notes=("a recipe's own stages, the mean over seeds; seconds are those of the machine that trained it",),
        ),
        *_measured_tables(found),
    ]
    return Answer(
        sentence=_sentence(compared),
        tables=tuple(tables),
        charts=tuple(_charts(found)),
        notes=(*_state(timed), *_repeats(found["memory"]), *(f"{name}: {why}" for name, why in results.unmeasured.items())),
    )


_PAIR_NOTES = (
    "latency: how many times as long the multilingual model takes, all lengths and batches in single precision; calls of all "
    "models are interleaved, logarithms of ratios are paired by round, Student's 95 % interval. The architecture is the same, so "
    "what is not 1 is chance or the machine",
    "memory: ratio of the median peaks. score: multilingual minus English on test, in the mean over the targets whose own data no "
    "recipe trains on",
)


def measured_as(results: Results, measure: str) -> pd.DataFrame:
    """The results of all measurements with this measure; an empty frame where there is none."""
    names = [asked.name for asked in results.plan.study.measurements if asked.measure == measure]
    frames = [results.measured[name] for name in names if name in results.measured]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _compared(results: Results, table: ScoreTable, pairs: Pairs, timed: pd.DataFrame, weighed: pd.DataFrame) -> pd.DataFrame:
    cells, chosen = tested(results, table), foreign_targets(results)
    rows = []
    for english, multilingual in pairs:
        ratio, score = _latency(timed, multilingual, english), contrast(cells, multilingual, english, chosen)
        rows.append(
            {
                "multilingual": multilingual,
                "english": english,
                **{"latency": ratio.mean, "latency_low": ratio.low, "latency_high": ratio.high, "rounds": ratio.size},
                "memory": _peak(weighed, multilingual) / _peak(weighed, english),
                **_score(score),
            }
        )
    return pd.DataFrame(rows)


def _latency(timed: pd.DataFrame, after: str, before: str) -> Interval:
    if not {after, before} <= set(timed.get("recipe", ())):
        return _UNKNOWN
    return latency_ratio(timed, {"recipe": after, "form": "fp32"}, {"recipe": before, "form": "fp32"})


def _peak(weighed: pd.DataFrame, recipe: str) -> float:
    if not len(weighed):
        return _NAN
    return float(weighed[(weighed["recipe"] == recipe) & (weighed["form"] == "fp32")]["peak"].median())


def _score(found: Comparison) -> dict[str, object]:
    return {"score": found.difference, "score_low": found.low, "score_high": found.high, "seeds": found.seeds, "over": found.over}


def _measured_tables(found: dict[str, pd.DataFrame]) -> list[SmallTable]:
    """A table for each measure that was made."""
    tables = []
    if len(timed := found["latency"]):
        shown = {
            "recipe": "",
            "form": "",
            "length": "d",
            "batch": "d",
            "p50": ".2f",
            "p95": ".2f",
            "sequences": ".0f",
            "sub_tokens": ".0f",
        }
        notes = ("p50 and p95 in milliseconds; sequences and sub_tokens a second", *_holes(timed))
        tables.append(
            SmallTable(name="latency", title="Latency and throughput", frame=percentiles(timed), shown=shown, notes=notes)
        )
    if len(weighed := found["memory"]):
        tables.append(_memory_table(weighed))
    if len(spoken := found["language_latency"]):
        shown = {"target": "", "language": "", "per_word": ".2f", "per_example": ".1f", "p50": ".2f", "p95": ".2f"}
        notes = (
            "per_word: sub-tokens for each word of plain text; per_example: sub-tokens read; p50, p95: milliseconds an example",
        )
        frame = by_language(spoken)
        tables.append(
            SmallTable(name="language_latency", title="By language", frame=frame, shown=shown, notes=notes + _holes(spoken))
        )
    if len(scored := found["form_scores"]):
        shown = {"recipe": "", "target": "", "form": "", "value": ".2f"}
        frame, notes = task_scores(scored), _holes(scored)
        tables.append(SmallTable(name="form_scores", title="Scores by number format", frame=frame, shown=shown, notes=notes))
    if len(indexed := found["index_size"]):
        frame = index_scores(indexed)
        frame = frame.assign(megabytes=frame["bytes"] / _BYTES)
        shown = {"recipe": "", "target": "", "format": "", "candidates": "d", "dimensions": "d", "megabytes": ".2f", "value": ".2f"}
        tables.append(SmallTable(name="index_size", title="Size of the retrieval index", frame=frame, shown=shown))
    return tables


def _memory_table(weighed: pd.DataFrame) -> SmallTable:
    there = weighed[weighed["hole"] == ""]
    medians = there.groupby(["recipe", "form", "length", "batch"], sort=False)[["peak", "before", "weights"]].median() / _BYTES
    return SmallTable(
        name="memory",
        title="Peak memory of inference",
        frame=medians.reset_index(),
        shown={"recipe": "", "form": "", "length": "d", "batch": "d", "peak": ".1f", "before": ".1f", "weights": ".2f"},
        notes=(
            "megabytes, medians over fresh processes: the peak of the whole process (on a GPU, what torch allocated there), what "
            "it held before the model was read, and weights with buffers",
            *_holes(weighed),
        ),
    )


def _holes(frame: pd.DataFrame) -> tuple[str, ...]:
    """What could not be measured, with the reason, each once."""
    lacking = frame[frame["hole"].fillna("") != ""]
    names = lacking["form"] if "form" in lacking else lacking["language"]
    return tuple(dict.fromkeys(f"no {name}: {hole}" for name, hole in zip(names, lacking["hole"], strict=True)))


def _sentence(compared: pd.DataFrame) -> str:
    told = [
        f"{row.multilingual} takes {_ratio(row)} the time of {row.english}, {_times(float(str(row.memory)))} its memory, and its "
        f"score differs by {_points(row)} points"
        for row in compared.itertuples()
    ]
    return f"After multilingual in place of English intermediate training (95 % intervals): {'; '.join(told) or 'no data'}."


def _times(value: float) -> str:
    return "an unknown multiple of" if math.isnan(value) else f"{value:.2f} times"


def _ratio(row: object) -> str:
    value, low, high = (float(getattr(row, name)) for name in ("latency", "latency_low", "latency_high"))
    return _times(value) if math.isnan(low) else f"{value:.3f} times ({low:.3f} … {high:.3f})"


def _points(row: object) -> str:
    value, low, high = (float(getattr(row, name)) for name in ("score", "score_low", "score_high"))
    if math.isnan(value):
        return "unknown"
    return f"{value:+.1f} (interval unknown)" if math.isnan(low) else f"{value:+.1f} ({low:+.1f} … {high:+.1f})"


def _state(timed: pd.DataFrame) -> list[str]:
    """The machine and how busy it was."""
    if not len(timed):
        return []
    first, load = timed.iloc[0], timed["load"].dropna()
    clock = "" if math.isnan(first["clock_mhz"]) else f", {first['clock_mhz']:.0f} MHz"
    busy = f"; load average {load.min():.1f} … {load.max():.1f}" if len(load) else ""
    return [f"latency on {first['device']}{clock}, {first['threads']} threads of {first['cores']} cores{busy}"]


def _repeats(weighed: pd.DataFrame) -> list[str]:
    return [f"peak memory repeats within {spread(weighed):.2f} %"] if len(weighed) else []


def _charts(found: dict[str, pd.DataFrame]) -> list[Chart]:
    charts = []
    if len(found["latency"]) and len(found["form_scores"]):
        frame = pareto(percentiles(found["latency"]), task_scores(found["form_scores"]))
        best = [f"{row.recipe} in {row.form} ({row.p50:.1f} ms, {row.score:.1f})" for row in frame[frame["best"]].itertuples()]
        charts.append(
            Chart(
                name="pareto",
                title="Score and latency",
                form="points",
                frame=frame,
                x="p50",
                y="score",
                group="recipe",
                text="form",
                x_title=f"median latency, ms ({frame['case'].iloc[0] if len(frame) else ''})",
                y_title="mean score over targets",
                alternative=f"nothing is both faster and better than {'; '.join(best)}",
            )
        )
    if len(found["language_latency"]):
        frame = by_language(found["language_latency"])
        told = (f"{row.target}, {row.language}: {row.per_example:.0f} sub-tokens, {row.p50:.1f} ms" for row in frame.itertuples())
        charts.append(
            Chart(
                name="language_latency",
                title="Latency by language",
                form="points",
                frame=frame,
                x="per_example",
                y="p50",
                group="target",
                text="language",
                x_title="sub-tokens read for an example",
                y_title="milliseconds an example",
                alternative="; ".join(told),
            )
        )
    return charts
