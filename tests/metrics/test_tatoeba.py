"""Tatoeba's direction and order. The golden rows come from XTREME's similarity search."""

import numpy as np
import pytest

from xtreme_eval.metrics.tatoeba import english_order, match


@pytest.mark.parametrize(
    ("sentences", "order"),
    [
        (["b", "a", "c"], [1, 0, 2]),
        (["same", "z", "same", "same\n"], [0, 2, 3, 1]),
        (["  b", "a"], [1, 0]),
        (["apple", "Zebra", "«x»"], [1, 0, 2]),
        ([], []),
    ],
)
def test_english_sentences_are_asked_in_the_stable_order_of_their_stripped_text(sentences, order):
    assert english_order(sentences) == order


def test_each_english_vector_gets_the_row_of_its_nearest_foreign_vector_by_cosine():
    foreign = np.array([[1, 0], [0, 1], [1, 1]], dtype=np.float32)
    english = np.array([[0, 2], [3, 0.1], [0.2, 5]], dtype=np.float32)
    assert match(foreign, english).tolist() == [1, 0, 1]


def test_of_equally_near_sentences_the_first_is_taken():
    foreign = np.array([[0, 1], [2, 0], [1, 0]], dtype=np.float32)
    assert match(foreign, np.array([[5, 0]], dtype=np.float32)).tolist() == [1]
