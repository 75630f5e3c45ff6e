"""Accuracy of labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xtreme_eval.metrics.accuracy import accuracy


@pytest.mark.parametrize(
    ("gold", "predicted", "value"),
    [
        (["0", "1"], ["0", "1"], 100.0),
        (["neutral", "entailment", "neutral", "neutral"], ["neutral", "neutral", "neutral", "contradiction"], 50.0),
        (["0\n", " 1"], ["0", "1 "], 100.0),
        (["1"], ["01"], 0.0),
    ],
)
def test_accuracy_compares_stripped_strings(gold, predicted, value):
    measure = accuracy(gold, predicted)
    assert measure.value == value
    assert measure.terms.mean() == pytest.approx(value)
    assert measure.rule == "mean"
    assert measure.examples == len(gold)


def test_the_last_digit_is_that_of_a_quotient_times_100():
    assert accuracy(["1"] * 100, ["1"] * 57 + ["0"] * 43).value == 56.99999999999999


@given(st.lists(st.sampled_from(["entailment", "neutral", "contradiction"]), min_size=1))
def test_a_perfect_prediction_scores_100(labels):
    assert accuracy(labels, labels).value == 100


@pytest.mark.parametrize(
    ("gold", "predicted", "message"),
    [(["0", "1"], ["0"], "2 gold labels but 1 predicted"), ([], [], "at least one example")],
)
def test_labels_that_cannot_be_compared_are_refused(gold, predicted, message):
    with pytest.raises(ValueError, match=message):
        accuracy(gold, predicted)
