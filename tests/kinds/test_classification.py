"""Classification: what of two sentences a model sees, and what a tie and an unclear majority mean."""

import numpy as np
import pytest

from xtreme_eval.data.records import PairRecord
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.classification import Classification

KIND = Classification(labels=("no", "yes"))


def pair(first, second, label="yes"):
    return PairRecord(first=first, second=second, label=label)


def test_two_sentences_are_one_sequence_framed_as_in_xlm_r(tokenizer):
    (feature,) = KIND.features([pair("the cat", "it sat")], tokenizer, Lengths())
    expected = ["<s>", "▁the", "▁cat", "</s>", "</s>", "▁it", "▁sat", "</s>"]
    assert tokenizer.convert_ids_to_tokens(feature.sequences[0]) == expected
    assert (feature.target.shape, int(feature.target)) == ((), 1)


@pytest.mark.parametrize(("first", "second"), [(40, 2), (2, 40), (40, 40)])
def test_the_longer_sentence_loses_its_end_first(tokenizer, first, second):
    (feature,) = KIND.features([pair("cat " * first, "dog " * second)], tokenizer, Lengths(max_length=20))
    pieces = list(feature.sequences[0])
    cats, dogs = (pieces.count(tokenizer.convert_tokens_to_ids(word)) for word in ("▁cat", "▁dog"))
    assert len(pieces) == 20
    assert cats + dogs == 16
    assert (min(cats, dogs) == 2) if 2 in {first, second} else (cats == dogs)


def test_numbers_of_classes_follow_the_declared_order():
    records = [pair("a", "b", label) for label in ("yes", "no", "yes")]
    assert KIND.decode(records, [], [np.asarray([0, 1]), np.asarray([1, 0]), np.asarray([1, 1])]) == ["yes", "no", "no"]


def test_the_constant_answer_is_the_evaluated_sets_majority_the_first_label_at_a_tie():
    assert KIND.constant([pair("a", "b", label) for label in ("yes", "no", "yes")]) == ["yes"] * 3
    assert KIND.constant([pair("a", "b", label) for label in ("yes", "no")]) == ["no"] * 2


def test_the_order_of_labels_is_part_of_what_the_kind_is():
    assert KIND.identity() != Classification(labels=("yes", "no")).identity()


def test_numbers_that_are_none_choose_the_first_label():
    assert KIND.decode([pair("a", "b")], [], [np.full(2, np.nan)]) == ["no"]
