"""The SQuAD v1.1 script. Golden values come from that script as XTREME runs it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xtreme_eval.metrics.squad import exact_match, f1, normalise, squad


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("the  Cat!", "cat"),
        ("The", ""),
        ("there's a man", "theres man"),
        ("a-an", "aan"),
        ("«Paris»", "«paris»"),
        ("天气 很好。", "天气 很好。"),
        ("\tone\u00a0two ", "one two"),
    ],
)
def test_answers_lose_case_ascii_punctuation_and_english_articles(answer, expected):
    assert normalise(answer) == expected


@pytest.mark.parametrize(
    ("gold", "predicted", "exact", "words"),
    [
        ("the  Cat!", "cat", True, 1.0),
        ("天气很好", "天气好", False, 0.0),
        ("«Paris»", "Paris", False, 0.0),
        ("el gato negro", "gato", False, 0.5),
        ("red red blue", "red", False, 0.5),
        ("The", "a", True, 0.0),
    ],
)
def test_two_answers_match_like_this(gold, predicted, exact, words):
    assert exact_match(gold, predicted) is exact
    assert f1(gold, predicted) == pytest.approx(words)


def test_every_question_counts_and_the_best_gold_answer_decides():
    measures = squad([["one", "one two"], ["three"], ["four"], ["the"]], ["one two", "three four", None, ""])
    assert measures["exact_match"].terms.tolist() == [100, 0, 0, 100]
    assert measures["f1"].terms.tolist() == pytest.approx([100, 200 / 3, 0, 0])
    assert measures["exact_match"].value == 50
    assert measures["f1"].value == pytest.approx(125 / 3)


def test_the_last_digit_is_that_of_the_script_s_loop():
    gold = [["one two"]] * 9 + [["one two three four"]] * 6 + [["one"]] * 2
    value = squad(gold, ["one"] * 17)["f1"].value
    assert value == 61.176470588235304  # compensated and pairwise sums end in ...53, percent after the quotient in ...531


@given(st.lists(st.lists(st.text("ab the.", min_size=1), min_size=1, max_size=3), min_size=1, max_size=5))
def test_a_gold_answer_is_an_exact_match_and_f1_is_no_lower_unless_it_has_no_words(gold):
    measures = squad(gold, [answers[0] for answers in gold])
    assert measures["exact_match"].value == 100
    assert measures["f1"].terms.tolist() == [100.0 if normalise(answers[0]) else 0.0 for answers in gold]


@pytest.mark.parametrize(
    ("gold", "predicted", "message"),
    [
        ([["a"], ["b"]], ["a"], "2 questions but 1 predicted"),
        ([], [], "no questions"),
        ([["a"], []], ["a", "b"], "question 2 has no gold answer"),
    ],
)
def test_answers_that_cannot_be_scored_are_refused(gold, predicted, message):
    with pytest.raises(ValueError, match=message):
        squad(gold, predicted)
