"""Scores and gains by how near a language is to English: its family and script, and no finer distance."""

import math

import pandas as pd

from xtreme_eval.languages import RELATIONS, relation_to_english
from xtreme_eval.reports.layout import controls_title, one_decimal
from xtreme_eval.reports.sheet import Entry, Head, Sheet, reach_of, scaled
from xtreme_eval.scores.answer import Chart
from xtreme_eval.scores.cells import TRIVIAL
from xtreme_eval.scores.columns import ENGLISH, ZERO_SHOT
from xtreme_eval.scores.detail import language_gains
from xtreme_eval.scores.marks import HOLE
from xtreme_eval.scores.table import ScoreTable

_NOTES = (
    "near and far by family and script alone, as in XTREME's language table (arXiv 2003.11080): no typological distance is used",
    "means over targets, languages and seeds' medians; languages differ between targets, so compare along a row and not with the "
    "benchmark's averages",
)


def relation_sheet(table: ScoreTable) -> Sheet | None:
    """Mean gain on test of each recipe in each group of languages, targets and languages weighing the same; None without gains."""
    gains = _gains(table)
    if gains.empty:
        return None
    groups = [group for group in RELATIONS if group in set(gains["relation"])]
    means = gains.groupby(["recipe", "relation"])["value"].mean()
    counts = gains.groupby("relation")["language"].nunique()
    reach = reach_of(means.to_list())
    rows = []
    for recipe in (recipe for recipe in table.recipes if recipe in set(gains["recipe"])):
        values = [float(means.get((recipe, group), float("nan"))) for group in groups]
        rows.append((Entry(text=table.title(recipe)), *(_entry(value, reach) for value in values)))
    heads = (Head(title="recipe", numeric=False), *(Head(title=group, under=_languages(counts[group])) for group in groups))
    title = f"Gain over {controls_title(table)} by relation to English, test"
    return Sheet(name="relation-to-english", title=title, heads=heads, rows=tuple(rows), tone="gain", notes=_NOTES)


def relation_charts(table: ScoreTable) -> list[Chart]:
    """What each language gains (mean over recipes and targets), and how far below English the control is there."""
    gains = _gains(table)
    charts = []
    if len(gains):
        each = _by_language(gains)
        what = f"gain over {controls_title(table)}"
        charts.append(_chart("gain-by-relation", f"What each language gains, by relation to English: {what}, test", each, "points"))
    gaps = _gaps(table)
    if len(gaps):
        title = f"How far each language is below English with {controls_title(table)}, test"
        charts.append(_chart("gap-by-relation", title, _by_language(gaps), "points below or above English"))
    return charts


def _gains(table: ScoreTable) -> pd.DataFrame:
    gains = language_gains(table)
    gains = gains[(gains["split"] == "test") & ~gains["collapsed"].astype(bool)]
    return gains.assign(relation=gains["language"].map(relation_to_english))


def _gaps(table: ScoreTable) -> pd.DataFrame:
    """Score minus English's on the same target, of the recipes that gains are measured from; without English itself."""
    headlines = {task.name: task.headline for task in table.tasks}
    frame = table.frame.query("table == 'language' and split == 'test'").dropna(subset="value")
    controls = set(table.controls.values()) or (set(table.recipes) - {TRIVIAL})
    frame = frame[(frame["metric"] == frame["column"].map(headlines)) & frame["recipe"].isin(list(controls))]
    english = frame[frame["language"] == ENGLISH][["recipe", "column", "value"]]
    pairs = frame[~frame["language"].isin([ENGLISH, ZERO_SHOT])]
    pairs = pairs.merge(english, on=["recipe", "column"], suffixes=("", "_english"))
    pairs = pairs.assign(value=pairs["value"] - pairs["value_english"])
    return pairs.assign(relation=pairs["language"].map(relation_to_english))


def _by_language(values: pd.DataFrame) -> pd.DataFrame:
    """One row a language: its mean, in the order of `RELATIONS`."""
    means = pd.DataFrame(values.groupby(["relation", "language"])["value"].mean().reset_index())
    order = means["relation"].map({group: place for place, group in enumerate(RELATIONS)})
    return means.assign(order=order).sort_values(["order", "language"], ignore_index=True)


def _chart(name: str, title: str, frame: pd.DataFrame, unit: str) -> Chart:
    groups = frame.groupby("relation", sort=False)["value"]
    means = groups.mean().rename("y").rename_axis("x").reset_index()
    told = "; ".join(f"{group}: mean {one_decimal(values.mean(), signed=True)} of {len(values)}" for group, values in groups)
    return Chart(
        name=name,
        title=title,
        form="points",
        frame=frame,
        x="relation",
        y="value",
        x_title="relation to English by family and script, nearest first",
        y_title=unit,
        text="language",
        alternative=f"One point a language, named by its code, and a line at the mean of each group. {told}.",
        trend=means.assign(low=means["y"], high=means["y"]),
    )


def _entry(value: float, reach: float) -> Entry:
    if math.isnan(value):
        return Entry(text=HOLE)
    return Entry(text=one_decimal(value, signed=True), value=value, shade=scaled(value, reach))


def _languages(count: int) -> str:
    return f"{count} language{'' if count == 1 else 's'}"
