"""PPMI embeddings: against the definition on texts small enough to count by hand."""

import numpy as np
import pytest

from xtreme_eval.models.ppmi import STANDARD_DEVIATION, _pair_counts, _positive_pmi, ppmi_svd


def ids(*tokens):
    return np.asarray(tokens, np.int32)


def two_topics():
    """0-4 stand together and 5-9 stand together, never across; 10 and 11 are not in the text."""
    random = np.random.default_rng(3)
    return [random.integers(5 * (n % 2), 5 * (n % 2) + 5, size=12).astype(np.int32) for n in range(200)]


def test_pairs_are_counted_both_ways_within_the_window_and_never_across_sequences():
    counts = _pair_counts([ids(0, 1, 2, 0), ids(3), ids(), ids(1, 1)], 4, window=2).toarray()
    # 0 1 2 0: distance 1: 01 12 20, distance 2: 02 10; 1 1: 11 once, in both directions
    expected = [[0, 2, 2, 0], [2, 2, 1, 0], [2, 1, 0, 0], [0, 0, 0, 0]]
    assert counts.tolist() == expected


def test_the_association_is_the_positive_part_of_pointwise_mutual_information():
    counts = np.array([[0, 6, 1], [6, 2, 1], [1, 1, 0]])
    sequences = [ids(0, 1)] * 6 + [ids(1, 1)] + [ids(0, 2), ids(1, 2)]
    association = _positive_pmi(_pair_counts(sequences, 3, window=4)).toarray()
    marginal = counts.sum(axis=1)
    with np.errstate(divide="ignore"):
        expected = np.maximum(np.log(counts * marginal.sum() / np.outer(marginal, marginal)), 0)
    np.testing.assert_allclose(association, expected, rtol=1e-6)


def test_all_dimensions_together_give_the_association_back_up_to_scale_of_rows():
    sequences = two_topics()
    vectors = ppmi_svd(sequences, vocabulary=12, dimensions=12).astype(np.float64)
    values, basis = np.linalg.eigh(_positive_pmi(_pair_counts(sequences, 12, window=4)).toarray().astype(np.float64))
    exact = basis * np.sqrt(np.abs(values))  # rows of the same geometry, columns in another order and sign
    cosine = _cosines(exact[:10])
    np.testing.assert_allclose(_cosines(vectors[:10]), cosine, atol=1e-4)


def test_tokens_of_one_topic_are_nearer_than_tokens_of_two():
    cosine = _cosines(ppmi_svd(two_topics(), vocabulary=12, dimensions=2))
    assert cosine[:5, :5].min() > 0.9
    assert cosine[5:10, 5:10].min() > 0.9
    assert np.abs(cosine[:5, 5:10]).max() < 0.1


def test_every_row_has_the_same_length_also_of_tokens_that_never_occur():
    vectors = ppmi_svd(two_topics(), vocabulary=12, dimensions=6)
    assert vectors.dtype == np.float32
    assert vectors.shape == (12, 6)
    np.testing.assert_allclose(np.sqrt((vectors**2).mean(axis=1)), STANDARD_DEVIATION, rtol=1e-5)
    assert not np.allclose(vectors[10], vectors[11])


def test_the_seed_decides_all_that_is_random():
    first, again, other = (ppmi_svd(two_topics(), vocabulary=12, dimensions=4, seed=seed) for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes()
    assert not np.allclose(first[10:], other[10:])


@pytest.mark.parametrize("sequences", [[], [ids()], [ids(2)]])
def test_a_text_without_pairs_gives_random_rows(sequences):
    vectors = ppmi_svd(sequences, vocabulary=4, dimensions=3)
    np.testing.assert_allclose(np.sqrt((vectors**2).mean(axis=1)), STANDARD_DEVIATION, rtol=1e-5)


@pytest.mark.parametrize("bad", [4, -1])
def test_an_id_outside_the_vocabulary_is_refused(bad):
    with pytest.raises(ValueError, match=f"{bad}.*4 tokens"):
        ppmi_svd([ids(0, 1, bad)], vocabulary=4, dimensions=2)


@pytest.mark.parametrize("dimensions", [0, 5])
def test_more_dimensions_than_tokens_are_refused(dimensions):
    with pytest.raises(ValueError, match="choose from 1 to 4"):
        ppmi_svd([ids(0, 1)], vocabulary=4, dimensions=dimensions)


def _cosines(rows):
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit @ unit.T
