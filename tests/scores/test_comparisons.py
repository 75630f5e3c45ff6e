"""Many comparisons: corrected within their family, and told in words."""

import math

import pytest

from xtreme_eval.scores.comparisons import compare_all, corrected_p, verdict_in_words
from xtreme_eval.scores.paired import Comparison, paired_difference


def _comparison(p, *, difference=2.0, reach=3.0, over="seeds", seeds=3):
    low, high = difference - reach, difference + reach
    return Comparison(difference=difference, low=low, high=high, p=p, seeds=seeds, over=over)


def test_holm_multiplies_the_smallest_by_all_and_the_next_by_the_others():
    assert corrected_p([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_what_was_not_tested_is_not_counted():
    found = corrected_p([0.02, math.nan, 0.03])
    assert found[0] == pytest.approx(0.04)
    assert math.isnan(found[1])
    assert corrected_p([math.nan]) == pytest.approx([math.nan], nan_ok=True)


def test_each_family_is_corrected_alone():
    named = [({"level": level, "recipe": recipe}, _comparison(0.03)) for level in ("task", "overall") for recipe in ("a", "b")]
    frame = compare_all([*named, ({"level": "other", "recipe": "a"}, _comparison(0.03))], family=["level"])
    assert list(frame["p_corrected"]) == pytest.approx([0.06] * 4 + [0.03])
    assert list(frame["compared"]) == [2, 2, 2, 2, 1]


def test_without_a_family_all_are_one():
    frame = compare_all([({"recipe": name}, _comparison(0.02)) for name in "abc"])
    assert list(frame["p_corrected"]) == pytest.approx([0.06] * 3)


@pytest.mark.parametrize(
    ("found", "corrected", "words"),
    [
        (_comparison(0.001), 0.01, "higher"),
        (_comparison(0.001, difference=-2.0), 0.01, "lower"),
        (_comparison(0.2), 0.4, "not told apart"),
        (_comparison(0.04), 0.2, "not told apart (higher before correction)"),
        (_comparison(0.5, difference=0.1, reach=0.5), 0.5, "no difference of 1 point"),
        (_comparison(0.001, over="examples", seeds=1), 0.01, "higher, this seed"),
        (paired_difference({}, {}), math.nan, "no data"),
        (paired_difference({1: 2.0}, {1: 1.0}), math.nan, "one seed, no examples: not tested"),
        (paired_difference({1: 2.0, 2: 2.0}, {1: 1.0, 2: 1.0}), math.nan, "no spread between seeds: not tested"),
    ],
)
def test_a_verdict_says_what_the_numbers_allow(found, corrected, words):
    assert verdict_in_words(found, corrected) == words
