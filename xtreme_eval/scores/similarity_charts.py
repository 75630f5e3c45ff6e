"""The pictures of similarity and gain: a cloud of pairs a similarity, its correlation by budget, and what a budget buys."""

import math
from collections.abc import Iterator

import pandas as pd

from xtreme_eval.scores.answer import Chart


def scatters(pairs: pd.DataFrame) -> Iterator[Chart]:
    """A picture a similarity, a point a pair and budget."""
    for number, (similarity, rows) in enumerate(pairs.groupby("similarity", sort=False), start=1):
        frame = rows.assign(budget=[percent(budget) for budget in rows["budget"]], pair=rows["task"] + " → " + rows["target"])
        yield Chart(
            name=f"similarity_{number}",
            title=f"Gain against similarity: {similarity}",
            form="points",
            frame=frame[["value", "gain", "budget", "pair"]],
            x="value",
            y="gain",
            group="budget",
            text="pair",
            x_title=f"{similarity} (larger: more alike)",
            y_title="gain over the baseline, points",
            alternative=f"{len(rows)} points: how alike two tasks are by {similarity}, and what the target gains, at each budget.",
        )


def by_budget(spearmans: pd.DataFrame) -> Chart:
    """A line a similarity; columns budget, similarity, spearman, low, high."""
    rows = zip(spearmans["similarity"], spearmans["budget"], spearmans["spearman"], strict=True)
    told = "; ".join(f"{similarity} at {percent(budget)}: {value:+.2f}" for similarity, budget, value in rows)
    return Chart(
        name="correlation_by_budget",
        title="How well similarity predicts the gain, by budget",
        form="lines",
        frame=spearmans.assign(percent=100 * spearmans["budget"]),
        x="percent",
        y="spearman",
        group="similarity",
        low="low",
        high="high",
        logarithmic=True,
        x_title="intermediate steps, % of the full number",
        y_title="Spearman's correlation with the gain",
        alternative=f"Spearman's correlation of similarity and gain: {told}.",
    )


def by_compute(budgets: pd.DataFrame) -> Chart:
    """A line a recipe; columns recipe, petaflops, gain."""
    frame = budgets.dropna(subset=["petaflops", "gain"])[["petaflops", "gain", "recipe"]]
    told = "; ".join(f"{recipe}: {', '.join(f'{gain:+.1f}' for gain in rows['gain'])}" for recipe, rows in frame.groupby("recipe"))
    return Chart(
        name="gain_by_compute",
        title="Mean gain against what it costs",
        form="lines",
        frame=frame,
        x="petaflops",
        y="gain",
        group="recipe",
        logarithmic=True,
        x_title="operations beyond the baseline's, 10^15",
        y_title="mean gain over the targets, points",
        alternative=f"Mean gain over the targets from the smallest budget to the largest: {told}.",
    )


def percent(budget: float) -> str:
    """A share of the steps as people read it."""
    return f"{100 * budget:g} %"


def interval_told(low: float, high: float, form: str = "+.2f") -> str:
    """An interval in words; "" for one that nobody knows."""
    return "" if math.isnan(low) else f"{low:{form}} … {high:{form}}"
