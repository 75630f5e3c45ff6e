"""Every recipe against its control as a small table: how large the difference is, how sure, and what could have been found."""

import math

import pandas as pd

from xtreme_eval.scores.answer import SmallTable
from xtreme_eval.scores.columns import OVERALL
from xtreme_eval.scores.table import ScoreTable

_NOTES = (
    "difference: points, mean over seeds, paired by seed and example; its 95 % interval (Student's t) is about other seeds and "
    "other examples, and is not corrected for the number of comparisons",
    "p is corrected (Holm) among all targets of all recipes, and among the overall scores of all recipes; higher and lower: "
    "corrected p at most 5 %",
    "effect: the difference in standard deviations of the gain between seeds (Hedges' g; of one seed: between examples)",
    "detectable: the true difference, in points, that one comparison of this spread finds at 5 % with 80 % power; a smaller one "
    "may be there and not be seen",
    "languages count as fixed: nothing is said about others than the benchmark's",
)
ONE_SEED = (
    "one seed: nothing can be said about seeds. Intervals, p and detectable differences are about other examples for this very "
    "seed of both sides; another seed may turn them around"
)
_ALONE = "~ over seeds alone, since predictions or gold are not here for all of it: about other seeds on the same examples"


def comparisons_table(frame: pd.DataFrame, table: ScoreTable) -> SmallTable:
    """What `studies.comparisons` found, people see test; the CSV file has dev and every number.

    Args:
        frame: what `comparisons` returns.
    """
    titles = {column.name: column.title for column in table.columns}
    several = frame["seeds"].max() > 1
    collapsed = (frame["seeds"] == 0) & (frame["left_out"] != "")
    shown = frame.assign(
        recipe=[table.title(name) for name in frame["recipe"]],
        target=[_target(row, titles, len(table.tasks)) for row in frame.itertuples()],
        interval=[_interval(low, high) for low, high in zip(frame["low"], frame["high"], strict=True)],
        verdict=frame["verdict"].where(~collapsed, "collapsed"),
        on_test=frame["split"] == "test",
    ).rename(columns={"p_corrected": "p (Holm)"})
    alone = (shown["on_test"] & (shown["over"] == "seeds")).any()
    notes = (*_NOTES, *([] if several else [ONE_SEED]), *([_ALONE] if alone else []), *_left_out(frame))
    columns = {"recipe": "", "control": "", "target": "", "seeds": "d", "difference": "+.1f", "interval": "", "p (Holm)": ".3f"}
    columns |= {"effect": "+.2f", "detectable": ".1f", "verdict": ""}
    return SmallTable(name="comparisons", title="Comparisons", frame=shown, shown=columns, told="on_test", notes=notes)


def detectable_gains(frame: pd.DataFrame) -> dict[tuple[str, str], float]:
    """(split, column) -> the gain that is detected there with 80 % power, in points: the median over the recipes."""
    if frame.empty:
        return {}
    known = frame[frame["detectable"].notna() & (frame["detectable"] > 0)]
    return {
        (str(split), str(column)): float(rows.median())
        for (split, column), rows in known.groupby(["split", "column"])["detectable"]
    }


def _target(row: object, titles: dict[str, str], tasks: int) -> str:
    column, targets, over = (getattr(row, name) for name in ("column", "targets", "over"))
    partial = f" ({targets} of {tasks} tasks)" if column == OVERALL and targets < tasks else ""
    return titles[column] + partial + (" ~" if over == "seeds" else "")


def _interval(low: float, high: float) -> str:
    return "" if math.isnan(low) else f"{low:+.1f} … {high:+.1f}"


def _left_out(frame: pd.DataFrame) -> list[str]:
    gone = frame.loc[(frame["split"] == "test") & (frame["column"] == OVERALL) & (frame["left_out"] != ""), "left_out"]
    runs = dict.fromkeys(run for runs in gone for run in runs.split(", "))
    return [f"left out, since they collapsed: {', '.join(runs)}"] if runs else []
