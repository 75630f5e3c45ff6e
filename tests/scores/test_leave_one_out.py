"""Choosing an intermediate task for a held-out target: what each way of choosing loses, by hand."""

import pandas as pd
import pytest

from xtreme_eval.scores.leave_one_out import elsewhere_regrets, mean_regret, random_regrets, similarity_regrets

# Similarity is right about x and y, and on z it takes b, which gains 2 less than a. b is best on the average.
PAIRS = pd.DataFrame(
    [
        ("a", "x", 1.0, 0.1),
        ("b", "x", 4.0, 0.9),
        ("a", "y", 0.0, 0.3),
        ("b", "y", 3.0, 0.8),
        ("a", "z", 5.0, 0.2),
        ("b", "z", 3.0, 0.6),
    ],
    columns=["task", "target", "gain", "value"],
)


def test_similarity_takes_the_task_that_is_most_alike():
    assert similarity_regrets(PAIRS) == {"x": 0, "y": 0, "z": 2}


def test_the_other_targets_say_whether_more_alike_is_better():
    against = PAIRS.assign(value=-PAIRS["value"])
    assert similarity_regrets(against) == similarity_regrets(PAIRS)


def test_the_held_out_target_has_no_say():
    turned = PAIRS.assign(value=PAIRS["value"].where(PAIRS["target"] != "x", -PAIRS["value"]))
    assert similarity_regrets(turned)["x"] == 3


def test_where_the_others_say_nothing_more_alike_is_better():
    alone = PAIRS[PAIRS["target"] == "x"]
    assert similarity_regrets(alone) == {"x": 0}


def test_the_best_task_elsewhere_is_taken():
    # without x: a has 2.5, b 3; without y: a 3, b 3.5; without z: a 0.5, b 3.5
    assert elsewhere_regrets(PAIRS) == {"x": 0, "y": 0, "z": 2}
    assert elsewhere_regrets(PAIRS[PAIRS["target"] != "y"]) == {"x": 3, "z": 2}


def test_a_random_task_loses_the_distance_from_best_to_mean():
    assert random_regrets(PAIRS) == {"x": 1.5, "y": 1.5, "z": 1.0}


def test_a_target_with_one_task_leaves_no_choice():
    assert "x" not in random_regrets(PAIRS.iloc[1:])


def test_the_mean_over_targets_has_its_interval():
    found = mean_regret({"x": 0.0, "y": 1.0, "z": 2.0})
    assert found.mean == 1
    assert found.low == pytest.approx(1 - 4.3026527 / 3**0.5)  # Student's t with two degrees of freedom
