"""The best span of a window, against a search through all of them."""

import numpy as np
import pytest

from xtreme_eval.kinds.spans import MAX_ANSWER, N_BEST, best_span


def window(tokens: int, question: int = 3) -> np.ndarray:
    """Offsets of a question, then a passage of two characters and a space a token, then an end mark."""
    passage = [(3 * place, 3 * place + 2) for place in range(tokens)]
    return np.asarray([(-1, -1)] * question + passage + [(-1, -1)], np.int32)


def brute_force(logits, offsets, n_best):
    """Every pair of the n best starts and ends, in order and not too long."""
    inside = [token for token, (start, end) in enumerate(offsets) if start >= 0 and end > start]
    starts = sorted(inside, key=lambda token: -logits[token, 0])[:n_best]
    ends = sorted(inside, key=lambda token: -logits[token, 1])[:n_best]
    pairs = [
        (float(logits[start, 0]) + float(logits[end, 1]), start, end)
        for start in starts
        for end in ends
        if 0 <= end - start < MAX_ANSWER
    ]
    return max(pairs) if pairs else None


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("tokens", [1, 5, 20, 60, 200])
def test_it_is_the_best_pair_of_the_20_best_starts_and_ends(seed, tokens):
    offsets = window(tokens)
    logits = np.random.default_rng([seed, tokens]).normal(size=(len(offsets), 2)).astype(np.float32)
    score, start, end = best_span(logits, offsets)
    expected = brute_force(logits, offsets, N_BEST)
    assert expected is not None
    assert score == pytest.approx(expected[0], abs=1e-6)
    assert (start, end) == (offsets[expected[1], 0], offsets[expected[2], 1])


def test_an_answer_has_at_most_30_sub_tokens():
    offsets = window(40)
    logits = np.full((len(offsets), 2), -5, np.float32)
    logits[3, 0] = 9  # the passage's first token
    logits[3 + 30, 1] = 9  # one too far
    logits[3 + 29, 1] = 8
    score, start, end = best_span(logits, offsets)
    assert (score, start, end) == (17, 0, 29 * 3 + 2)


def test_the_question_and_special_tokens_never_answer():
    offsets = window(6)
    logits = np.zeros((len(offsets), 2), np.float32)
    logits[:3] = logits[-1] = 99
    logits[5, 0] = logits[6, 1] = 1
    assert best_span(logits, offsets) == (2, offsets[5, 0], offsets[6, 1])


def test_an_end_before_its_start_is_no_answer():
    offsets = window(6)
    logits = np.zeros((len(offsets), 2), np.float32)
    logits[7, 0] = logits[4, 1] = 5
    logits[8, 1] = 1
    assert best_span(logits, offsets) == (6, offsets[7, 0], offsets[8, 1])


def test_where_no_pair_of_the_best_is_in_order_the_best_single_token_answers():
    offsets = window(60)
    logits = np.zeros((len(offsets), 2), np.float32)
    logits[3 + 40 : 3 + 60, 0] = 9  # all good starts are behind
    logits[3 : 3 + 20, 1] = 9  # all good ends
    score, start, end = best_span(logits, offsets)
    assert score == 9
    assert end - start == 2


def test_a_window_without_passage_scores_below_everything():
    assert best_span(np.ones((4, 2), np.float32), np.full((4, 2), -1, np.int32)) == (-np.inf, 0, 0)


def test_empty_tokens_are_no_answers():
    offsets = np.asarray([(-1, -1), (0, 0), (0, 3), (-1, -1)], np.int32)
    logits = np.asarray([(0, 0), (9, 9), (1, 1), (0, 0)], np.float32)
    assert best_span(logits, offsets) == (2, 0, 3)
