"""A study's answer in one sentence where it has none of its own: the largest overall gain with its interval."""

from statistics import fmean

from xtreme_eval.reports.layout import controls_title
from xtreme_eval.scores.columns import OVERALL
from xtreme_eval.scores.intervals import Interval, t_interval
from xtreme_eval.scores.marks import FLAGS
from xtreme_eval.scores.table import ScoreTable

LEVEL = 0.95


def headline(table: ScoreTable) -> str:
    """Which recipe gains most overall on test, by the mean over seeds, and whether that differs from no gain.

    The largest of several is flattered by chance, so its Student's t interval holds for all recipes at once (Bonferroni).
    """
    gains = _overall(table)
    if not gains:
        return "No recipe can be compared with a baseline here: the study has none, or none of their runs share all targets."
    best = max(gains, key=lambda recipe: fmean(gains[recipe]))
    level = 1 - (1 - LEVEL) / len(gains)
    found = t_interval(gains[best], level=level)
    among = "the only recipe compared" if len(gains) == 1 else f"the largest of {len(gains)} recipes"
    mean = f" (mean of {found.size} seeds)" if found.size > 1 else ""
    gain = f"{table.title(best)}: {found.mean:+.1f} points overall over {controls_title(table)} on test{mean}"
    return f"{gain}, {among}; {_told(found, len(gains))}.{_own_data(table, best)}"


def _overall(table: ScoreTable) -> dict[str, list[float]]:
    """Overall gains by seed of each recipe, from seeds that have every task and no collapsed run."""
    runs = table.runs.query("table == 'gain' and split == 'test'")
    runs = runs[runs["column"] == OVERALL]
    runs = runs[~runs["collapsed"].astype(bool) & runs["recipe"].isin(list(table.controls))]
    if runs.empty:
        return {}
    most = runs["scored"].max()
    return {str(recipe): rows["value"].to_list() for recipe, rows in runs[runs["scored"] == most].groupby("recipe", sort=False)}


def _own_data(table: ScoreTable, recipe: str) -> str:
    """A warning where the gain is in part no transfer."""
    rows = table.frame.query("table == 'gain' and split == 'test'")
    marks = rows.loc[(rows["column"] == OVERALL) & (rows["recipe"] == recipe), "marks"]
    own = marks.str.contains(FLAGS["own_data"]).any()
    return " Part of it is longer training on the targets' own data." if own else ""


def _told(found: Interval, recipes: int) -> str:
    if found.size < 2:
        return "one seed, so nothing is known of how much of that is chance"
    decided = "which is more than chance" if found.low > 0 else "a loss" if found.high < 0 else "which may be chance"
    together = ", for all of them at once" if recipes > 1 else ""
    return f"95 % interval {found.low:+.1f} … {found.high:+.1f}{together}, {decided}"
