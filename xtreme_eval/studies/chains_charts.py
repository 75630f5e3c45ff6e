"""Pictures of the study of chains: gains at equal compute, order effects, forgetting."""

from collections.abc import Iterator

import pandas as pd

from xtreme_eval.scores.answer import Chart


def charts(recipes: pd.DataFrame, orders: pd.DataFrame, lost: pd.DataFrame) -> Iterator[Chart]:
    """Those of them that there are numbers for.

    Args:
        recipes, orders, lost: the frames of the study's tables.
    """
    yield from _gains_chart(recipes)
    yield from _orders_chart(orders)
    yield from _forgetting_chart(lost)


def _gains_chart(recipes: pd.DataFrame) -> Iterator[Chart]:
    known = recipes.dropna(subset="difference").sort_values("difference", ascending=False)
    if len(known):
        best, worst = known.iloc[0], known.iloc[-1]
        yield Chart(
            name="chains_gains",
            title="Gain over the baseline at equal compute",
            form="bars",
            frame=known,
            x="difference",
            y="recipe",
            x_title="points on test",
            y_title="",
            group="form",
            low="low",
            high="high",
            alternative=f"Gains of {len(known)} recipes, from {best['recipe']} ({best['difference']:+.1f} points) down to "
            f"{worst['recipe']} ({worst['difference']:+.1f})",
        )


def _orders_chart(orders: pd.DataFrame) -> Iterator[Chart]:
    known = orders[orders["told"]].dropna(subset="difference") if len(orders) else orders
    if len(known):
        frame = known.assign(order=known["first"] + " first, then " + known["then"])
        told = (f"{row.order}: {row.difference:+.1f}" for row in frame.itertuples())
        yield Chart(
            name="chains_orders",
            title="Order effects",
            form="bars",
            frame=frame,
            x="difference",
            y="order",
            x_title="this order minus the other, points on test",
            y_title="",
            low="low",
            high="high",
            alternative=f"Points by which one order is ahead of the other: {'; '.join(told)}",
        )


def _forgetting_chart(lost: pd.DataFrame) -> Iterator[Chart]:
    known = lost[lost["target"] == ""].dropna(subset="change")
    if len(known):
        frame = known.assign(place=known["task"] + " after " + known["after_stage"] + " (" + known["recipe"] + ")")
        worst = frame.sort_values("change").iloc[0]
        yield Chart(
            name="chains_forgetting",
            title="What later stages take from a task",
            form="bars",
            frame=frame,
            x="change",
            y="place",
            x_title="points of its English dev score",
            y_title="",
            group="task",
            low="low",
            high="high",
            alternative=f"Changes of {len(frame)} dev scores after later stages; the largest loss is {worst['place']}: "
            f"{worst['change']:+.1f} points",
        )
