"""Multiple choice: two, four or five continuations, each read with its prompt's end."""

import numpy as np
import pytest
import torch

from tests.kinds.cases import one_hot
from xtreme_eval.data.records import ChoiceRecord
from xtreme_eval.evaluation.predict import outputs
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.batching import collate
from xtreme_eval.kinds.multiple_choice import MultipleChoice

KIND = MultipleChoice()
ENDINGS = ("a cat", "the dog ran", "it", "what is it ?", "the rain")


def choice(prompt, choices, label=0):
    return ChoiceRecord(prompt=prompt, choices=tuple(choices), label=label)


def words(tokenizer, sequence):
    return " ".join(tokenizer.convert_ids_to_tokens(sequence)).replace("▁", "")


@pytest.mark.parametrize("number", [2, 4, 5])
def test_each_choice_is_scored_once_and_the_best_wins(checkpoint, tokenizer, number):
    records = [choice("the cat sat", ENDINGS[:number], label) for label in range(number)]
    features = KIND.features(records, tokenizer, Lengths())
    assert [len(feature.sequences) for feature in features] == [number] * number
    scores = outputs(checkpoint, KIND, KIND.head(checkpoint.encoder).eval(), features, "cpu")
    assert [score.shape for score in scores] == [(number,)] * number
    assert KIND.decode(records, features, [one_hot(number, record.label) for record in records]) == list(range(number))


@pytest.mark.parametrize("number", [2, 4, 5])
def test_the_loss_is_a_softmax_over_the_choices_of_each_prompt(tokenizer, number):
    records = [choice("the cat sat", ENDINGS[:number], 1), choice("it was red", ENDINGS[:number], 0)]
    batch = collate(KIND.features(records, tokenizer, Lengths()), tokenizer.pad_token_id, "cpu")
    assert batch.ids.shape[0] == 2 * number
    assert batch.targets.tolist() == [1, 0]
    scores = torch.arange(2.0 * number)[:, None]  # one a sequence, in the order of the sequences

    def head(hidden, mask):
        return scores

    first, second = scores[:number, 0], scores[number:, 0]
    expected = (torch.logsumexp(first, 0) - first[1]) + (torch.logsumexp(second, 0) - second[0])
    assert KIND.loss(head, torch.zeros(2 * number, 1, 1), batch.mask, batch.targets).item() == pytest.approx(expected.item())


def test_prompt_and_choice_are_a_pair(tokenizer):
    (feature,) = KIND.features([choice("the cat", ("sat", "ran in rain"))], tokenizer, Lengths())
    assert [words(tokenizer, sequence) for sequence in feature.sequences] == [
        "<s> the cat </s> </s> sat </s>",
        "<s> the cat </s> </s> ran in rain </s>",
    ]


def test_a_long_prompt_loses_its_beginning_and_choices_stay_whole(tokenizer):
    record = choice("bird " * 40 + "what was the cat ?", ("a dog", "on the mat in the rain"))
    (feature,) = KIND.features([record], tokenizer, Lengths(max_length=20))
    short, long = (words(tokenizer, sequence) for sequence in feature.sequences)
    assert short.endswith("bird bird what was the cat ? </s> </s> a dog </s>")
    assert long.endswith("bird bird what was the cat ? </s> </s> on the mat in the rain </s>")
    assert long.count("bird") == short.count("bird") > 0  # the same prompt beside every choice
    assert len(feature.sequences[1]) <= 20


@pytest.mark.parametrize("prompt", ["", "cat"])
def test_a_choice_that_does_not_fit_loses_its_end_and_leaves_the_prompt_a_place(tokenizer, prompt):
    (feature,) = KIND.features([choice(prompt, ("dog " * 50, "a"))], tokenizer, Lengths(max_length=12))
    assert len(feature.sequences[0]) == 12
    assert words(tokenizer, feature.sequences[0]).startswith(f"<s> {prompt} </s>".replace("  ", " "))


def test_a_prompt_that_is_cut_inside_a_word_still_fits(tokenizer):
    record = choice("qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqz", ("dog", "a cat"))
    for max_length in range(10, 30):
        (feature,) = KIND.features([record], tokenizer, Lengths(max_length=max_length))
        assert max(map(len, feature.sequences)) <= max_length
        prompts, choices = zip(*(words(tokenizer, sequence).split(" </s> </s>") for sequence in feature.sequences), strict=True)
        assert choices == (" dog </s>", " a cat </s>")
        assert all(prompt.endswith("q z") for prompt in prompts)


def test_a_batch_of_different_numbers_of_choices_is_refused(tokenizer):
    features = KIND.features([choice("the cat", ENDINGS[:3]), choice("the dog", ENDINGS[:5])], tokenizer, Lengths())
    with pytest.raises(AssertionError, match="mixes numbers of choices"):
        collate(features, tokenizer.pad_token_id, "cpu")


def test_the_constant_answer_is_the_most_frequent_place():
    records = [choice("the cat", ENDINGS, label) for label in (3, 1, 3)]
    assert KIND.constant(records) == [3, 3, 3]
    assert KIND.decode(records[:1], [], [np.full(5, np.nan)]) == [0]
