"""The answer about similarity, on made-up gains whose correlation with similarity is known."""

import math
from itertools import product

import numpy as np
import pandas as pd
import pytest

from xtreme_eval.scores.similarity_answer import BUDGETS, PAIRS, similarity_answer

TASKS, TARGETS = list("abcdef"), list("uvwxyz")
RANDOM = np.random.default_rng(1)
ALIKE = {pair: RANDOM.normal() for pair in product(TASKS, TARGETS)}
NOISE = {pair: RANDOM.normal() for pair in ALIKE}


def pairs(gains, *, budgets=(0.05, 1.0)):
    """Two similarities, of which "texts" is `ALIKE` and "noise" is nothing; `gains` from budget and pair to points."""
    rows = [
        (budget, task, target, gains(budget, (task, target)), name, value[task, target])
        for budget in budgets
        for task, target in ALIKE
        for name, value in {"texts": ALIKE, "noise": NOISE}.items()
    ]
    return pd.DataFrame(rows, columns=PAIRS)


COSTS = pd.DataFrame([(0.05, "a", 5.0, 0.1, 1.0, math.nan), (1.0, "a", 100.0, 2.0, 3.0, 0.5)], columns=BUDGETS)
# At full budget the gain is 3 x similarity plus a constant of the target; at 5 % it has nothing to do with it.
LEARNED = pairs(lambda budget, pair: 3 * ALIKE[pair] if budget == 1 else RANDOM.normal())


def rows_of(answer, table):
    (found,) = [one.frame for one in answer.tables if one.name == table]
    return found


def test_a_similarity_that_decides_the_gain_is_found_at_its_budget():
    answer = similarity_answer(LEARNED, COSTS)
    assert answer.sentence.startswith("At 100 % of the intermediate steps 1 of 2 similarities can be told to predict the gain: ")
    assert (
        "the closest, texts, has a Spearman correlation of +1.00 (+1.00 … +1.00, 95 % for all 2 together, 36 pairs; "
        in answer.sentence
    )
    assert "choosing a task by it loses 0.0 points on a target left out" in answer.sentence


def test_correlations_of_nothing_hold_zero():
    frame = rows_of(similarity_answer(LEARNED, COSTS), "correlations")
    others = frame[(frame["similarity"] == "noise") | (frame["budget"] == "5 %")]
    assert len(others) == 3
    for name in ("spearman", "kendall", "within"):
        assert (others[f"{name}_low"] < 0).all()
        assert (others[f"{name}_high"] > 0).all()


def test_the_change_from_the_smallest_budget_to_the_largest_has_its_interval():
    frame = rows_of(similarity_answer(LEARNED, COSTS), "change").set_index("similarity")
    texts = frame.loc["texts"]
    assert texts["change"] == pytest.approx(1 - texts["least"])
    assert 0 < texts["low"] < texts["change"] < texts["high"]
    assert frame.loc["noise", "low"] < 0 < frame.loc["noise", "high"]


def test_what_only_tells_targets_apart_is_no_help_within_them():
    levels = {target: RANDOM.normal() for target in TARGETS}
    answer = similarity_answer(pairs(lambda _, pair: levels[pair[1]]).assign(value=lambda rows: rows["target"].map(levels)), COSTS)
    frame = rows_of(answer, "correlations")
    assert frame["spearman"].to_numpy() == pytest.approx(1)
    assert frame["within targets"].isna().all()


def test_choices_stand_beside_the_other_ways_of_choosing():
    frame = rows_of(similarity_answer(LEARNED, COSTS), "choices")
    full = frame[frame["budget"] == "100 %"].set_index("chosen by")
    assert list(full.index) == ["texts", "noise", "best on the other targets", "at random"]
    assert full.loc["texts", ["regret", "best chosen"]].tolist() == [0, 6]
    assert full.loc["at random", "regret"] > 0
    assert full.loc["best on the other targets", "regret"] > 0


def test_every_similarity_has_a_cloud_and_a_line_over_budgets():
    charts = {chart.name: chart for chart in similarity_answer(LEARNED, COSTS).charts}
    assert list(charts) == ["similarity_1", "similarity_2", "correlation_by_budget", "gain_by_compute"]
    assert len(charts["similarity_1"].frame) == 2 * 36
    line = charts["correlation_by_budget"].frame
    assert sorted(line["percent"].unique()) == [5, 100]
    assert ((line["low"] <= line["spearman"]) & (line["spearman"] <= line["high"])).all()
    for chart in charts.values():
        named = {chart.x, chart.y, chart.group, chart.text, chart.low, chart.high} - {""}
        assert named <= set(chart.frame.columns)
        assert chart.alternative.endswith(".")


def test_tables_show_columns_that_they_have():
    for table in similarity_answer(LEARNED, COSTS).tables:
        assert set(table.shown) <= set(table.frame.columns)


def test_with_too_few_pairs_it_says_so():
    answer = similarity_answer(LEARNED.iloc[:3], COSTS, notes=("text_similarity of mnli is missing: not run yet",))
    assert answer.sentence.startswith("Too few gains and similarities are there")
    assert [table.name for table in answer.tables] == ["budgets"]
    assert "text_similarity of mnli is missing: not run yet" in answer.notes
    assert similarity_answer(LEARNED.iloc[:0], COSTS.iloc[:0]).tables[0].frame.empty
