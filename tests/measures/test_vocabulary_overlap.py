"""Vocabulary overlap: shares of sub-tokens that can be counted by hand."""

import numpy as np
import pytest

from tests.kinds import made
from tests.measures.conftest import job, value
from xtreme_eval.data.records import PairRecord
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.measures import vocabulary_overlap
from xtreme_eval.measures.vocabulary_overlap import FREQUENCIES, TYPES, compared, sub_token_counts

TEXTS = [PairRecord(first="the cat sat", second="the dog sat", label="entailment")]


def counts(tokens):
    found = sub_token_counts("mnli", TEXTS, made.tokenizer(), Lengths(), tokens)
    return {made.tokenizer().convert_ids_to_tokens(int(index)): int(found[index]) for index in np.flatnonzero(found)}


def test_sub_tokens_are_counted_without_special_ones():
    assert counts(100) == {"▁the": 2, "▁cat": 1, "▁sat": 2, "▁dog": 1}


def test_a_longer_text_counts_up_to_a_number_of_sub_tokens():
    assert counts(3) == {"▁the": 1, "▁cat": 1, "▁sat": 1}


@pytest.mark.parametrize(
    ("one", "other", "types", "frequencies"),
    [
        ([2, 1, 0], [2, 1, 0], 1.0, 1.0),
        ([4, 2, 0], [2, 1, 0], 1.0, 1.0),  # frequencies, not counts
        ([1, 1, 0, 0], [0, 0, 1, 1], 0.0, 0.0),
        ([1, 1, 0], [0, 1, 1], 1 / 3, 1 - 0.5**0.5),  # half of the mass is shared: a divergence of half a bit
    ],
)
def test_overlaps_by_hand(one, other, types, frequencies):
    assert compared(np.array(one), np.array(other)) == pytest.approx({TYPES: types, FREQUENCIES: frequencies}, abs=1e-6)


def test_tasks_with_the_same_training_texts_share_their_vocabulary(location, base, store):
    asked = job("vocabulary_overlap", ("xquad", "mlqa", "udpos"), base, examples=12, max_length=64, tokens=400, seed=1)
    frame = vocabulary_overlap.measure(asked, location, store, lambda *_: None)
    assert value(frame, "mlqa", "xquad", TYPES) == value(frame, "mlqa", "xquad", FREQUENCIES) == pytest.approx(1)
    assert 0 < value(frame, "udpos", "xquad", TYPES) < 1
    assert len(frame) == 3 * 2 * 2
