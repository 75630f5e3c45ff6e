"""Batches: every feature once an epoch, fixed sizes, little padding, the same order for the same seed."""

import numpy as np
import pytest

from tests.kinds.cases import CASES
from xtreme_eval.experiment.hyper import Hyper, Lengths
from xtreme_eval.kinds.batching import batches_per_epoch, by_tokens, collate, endless, epoch, lengths_of
from xtreme_eval.kinds.kind import IGNORED, Feature

SIZE = Hyper(learning_rate=1e-3, epochs=1, batch_size=32)
TOKENS = Hyper(learning_rate=1e-3, epochs=1, batch_tokens=600)
LENGTHS = np.clip(np.random.default_rng(0).lognormal(3.4, 0.6, size=5000), 5, 128).astype(np.int64)
BOTH = pytest.mark.parametrize("hyper", [SIZE, TOKENS], ids=["by size", "by tokens"])


def batches(hyper, seed=0, lengths=LENGTHS):
    return epoch(lengths, hyper, np.random.default_rng(seed))


def padding(found, lengths=LENGTHS):
    """Sub-tokens computed for each real one."""
    return sum(len(batch) * int(lengths[batch].max()) for batch in found) / int(lengths.sum())


@BOTH
@pytest.mark.parametrize("features", [1, 31, 32, 33, 1600, 1601, 5000])
def test_every_feature_is_in_exactly_one_batch_of_an_epoch(hyper, features):
    found = batches(hyper, lengths=LENGTHS[:features])
    assert sorted(np.concatenate(found)) == list(range(features))


@pytest.mark.parametrize("features", [31, 32, 33, 1600, 1601, 5000])
def test_all_batches_but_one_have_the_declared_size(features):
    sizes = sorted(len(batch) for batch in batches(SIZE, lengths=LENGTHS[:features]))
    assert set(sizes[1:]) <= {32}
    assert sizes[0] == (features % 32 or 32)
    assert len(sizes) == batches_per_epoch(LENGTHS[:features], SIZE)


def test_batches_by_tokens_stay_within_their_budget_and_are_as_many_as_estimated():
    found = batches(TOKENS)
    assert all(len(batch) * LENGTHS[batch].max() <= 600 for batch in found)
    assert len(found) == pytest.approx(batches_per_epoch(LENGTHS, TOKENS), rel=0.2)


@BOTH
def test_the_order_is_the_same_for_the_same_seed_and_another_for_another(hyper):
    def order(seed):
        return np.concatenate(batches(hyper, seed)).tolist()

    assert order(1) == order(1)
    assert order(1) != order(2)


def test_an_epoch_is_followed_by_another_in_another_order():
    stream = endless(LENGTHS[:64], SIZE, np.random.default_rng(0))
    first, second = (np.concatenate([next(stream), next(stream)]) for _ in range(2))
    assert sorted(first) == sorted(second) == list(range(64))
    assert first.tolist() != second.tolist()


@BOTH
def test_padding_is_at_most_a_tenth(hyper):
    assert padding(batches(hyper)) <= 1.10
    at_random = [np.arange(5000)[start : start + 32] for start in range(0, 5000, 32)]
    assert padding(at_random) > 1.8  # what it would be without


@BOTH
def test_lengths_do_not_decide_when_a_feature_is_seen(hyper):
    found = batches(hyper)
    means = np.asarray([LENGTHS[batch].mean() for batch in found])
    assert abs(np.corrcoef(means, np.arange(len(means)))[0, 1]) < 0.2


@pytest.mark.parametrize("tokens", [1, 100, 8192])
def test_evaluation_batches_respect_their_budget_unless_a_feature_alone_is_over_it(tokens):
    found = by_tokens(LENGTHS, tokens)
    assert sorted(np.concatenate(found)) == list(range(5000))
    assert all(len(batch) == 1 or len(batch) * LENGTHS[batch].max() <= tokens for batch in found)
    assert padding(found) <= 1.10


def test_no_features_give_no_batches():
    assert by_tokens(np.empty(0, np.int64), 100) == []


@pytest.mark.parametrize(
    ("name", "shape"), [("classification", ()), ("multiple choice", ()), ("tagging", "tokens"), ("span QA", (2,))]
)
def test_targets_have_the_shape_of_their_kind(name, shape, tokenizer):
    case = next(case for case in CASES if case.name == name)
    features = case.kind.features(case.records, tokenizer, Lengths())
    batch = collate(features, tokenizer.pad_token_id, "cpu")
    sequences = sum(len(feature.sequences) for feature in features)
    width = max(feature.length for feature in features)
    assert batch.ids.shape == batch.mask.shape == (sequences, width)
    assert batch.targets.shape == (len(features), *((width,) if shape == "tokens" else shape))


def test_padding_stands_on_the_right_and_is_marked_in_ids_mask_and_targets():
    features = [
        Feature(sequences=(np.asarray([0, 7, 2]),), target=np.asarray([IGNORED, 1, IGNORED]), record=0),
        Feature(sequences=(np.asarray([0, 7, 8, 9, 2]),), target=np.asarray([IGNORED, 1, 0, 1, IGNORED]), record=1),
    ]
    batch = collate(features, 1, "cpu")
    assert batch.ids.tolist() == [[0, 7, 2, 1, 1], [0, 7, 8, 9, 2]]
    assert batch.mask.tolist() == [[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]]
    assert batch.targets.tolist() == [[IGNORED, 1, IGNORED, IGNORED, IGNORED], [IGNORED, 1, 0, 1, IGNORED]]


def test_a_feature_of_several_sequences_counts_them_all():
    short, long = np.asarray([0, 2]), np.asarray([0, 5, 6, 2])
    feature = Feature(sequences=(short, long, short), target=np.asarray(1), record=0)
    assert feature.length == 4
    assert lengths_of([feature]).tolist() == [12]
