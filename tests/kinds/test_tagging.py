"""Tagging: long sentences are split between words and joined again; a word's tag stands at its first sub-token."""

import numpy as np
import pytest

from tests.kinds import made
from tests.kinds.cases import tags
from xtreme_eval.data.records import TaggedSentence
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.kind import IGNORED, fitted
from xtreme_eval.kinds.tagging import Tagging, windows

KIND = Tagging(labels=("O", "B-PER", "I-PER"))


def sentence(text: str) -> TaggedSentence:
    words = text.split()
    return TaggedSentence(words=tuple(words), tags=tuple(KIND.labels[(number * number) % 3] for number in range(len(words))))


def words_of(features) -> list[int]:
    return [int(word) for feature in features for word in feature.words if word >= 0]


@pytest.mark.parametrize("max_length", [9, 10, 16, 64])
def test_every_word_of_a_long_sentence_is_in_exactly_one_window_and_in_order(tokenizer, max_length):
    long = sentence("the talking cats walked on the mat " * 12)
    features = KIND.features([long], tokenizer, Lengths(max_length=max_length))
    assert words_of(features) == list(range(len(long.words)))
    assert len(features) > 1
    assert all(feature.length <= max_length for feature in features)


def test_windows_are_as_full_as_whole_words_allow():
    assert windows([2, 2, 2, 3, 1, 4], 5) == [(0, 2), (2, 4), (4, 6)]
    assert windows([5, 5], 5) == [(0, 1), (1, 2)]
    assert windows([1], 5) == [(0, 1)]
    assert windows([], 5) == []


def test_a_window_reads_as_the_same_words_do_in_a_sentence(tokenizer):
    long = sentence("the talking cats walked on the mat in the rain")
    features = KIND.features([long], tokenizer, Lengths(max_length=10))
    assert len(features) > 1
    whole = [piece for feature in features for piece in feature.sequences[0][1:-1]]
    assert whole == tokenizer(" ".join(long.words), add_special_tokens=False)["input_ids"]
    for feature in features:
        assert (feature.sequences[0][0], feature.sequences[0][-1]) == (tokenizer.cls_token_id, tokenizer.sep_token_id)


def test_split_sentences_among_others_are_joined_again(tokenizer):
    records = [sentence("the cat sat"), sentence("a dog walked in the rain and the talking bird sang"), sentence("it")]
    features = KIND.features(records, tokenizer, Lengths(max_length=9))
    assert [feature.record for feature in features].count(1) > 1
    assert KIND.decode(records, features, tags(features, 3)) == [list(record.tags) for record in records]


def test_only_the_first_sub_token_of_a_word_has_a_label(tokenizer):
    record = TaggedSentence(words=("talking", "cats"), tags=("B-PER", "I-PER"))
    (feature,) = KIND.features([record], tokenizer, Lengths())
    assert tokenizer.convert_ids_to_tokens(feature.sequences[0]) == ["<s>", "▁talk", "ing", "▁cat", "s", "</s>"]
    assert feature.target.tolist() == [IGNORED, 1, IGNORED, 2, IGNORED, IGNORED]
    assert feature.words.tolist() == [-1, 0, -1, 1, -1, -1]


def test_in_a_causal_family_only_the_last_sub_token_of_a_word_has_a_label():
    tokenizer = made.tokenizer_of("bloom")
    record = sentence("the talking cats walked")
    (feature,) = KIND.features([record], tokenizer, Lengths())
    carriers = np.flatnonzero(feature.words >= 0)
    lengths = [len(ids) for ids in tokenizer(list(record.words), add_special_tokens=False)["input_ids"]]
    assert max(lengths) > 1
    assert carriers.tolist() == (np.cumsum(lengths) - 1).tolist()  # the last piece of each word
    assert np.flatnonzero(feature.target != IGNORED).tolist() == carriers.tolist()
    assert KIND.decode([record], [feature], tags([feature], 3)) == [list(record.tags)]


def test_what_later_sub_tokens_say_changes_nothing(tokenizer):
    record = TaggedSentence(words=("talking", "cats"), tags=("B-PER", "I-PER"))
    (feature,) = KIND.features([record], tokenizer, Lengths())
    output = np.zeros((6, 3), np.float32)
    output[[1, 3], [1, 2]] = 1
    output[[0, 2, 4, 5], 0] = 99
    assert KIND.decode([record], [feature], [output]) == [["B-PER", "I-PER"]]


def test_a_word_with_more_sub_tokens_than_fit_is_one_unknown_token(tokenizer):
    record = TaggedSentence(words=("the", "abcdefghijklm", "cat"), tags=("O", "B-PER", "O"))
    (feature,) = KIND.features([record], tokenizer, Lengths(max_length=9))
    assert tokenizer.convert_ids_to_tokens(feature.sequences[0]) == ["<s>", "▁the", "<unk>", "▁cat", "</s>"]
    assert feature.words.tolist() == [-1, 0, 1, 2, -1]
    assert KIND.decode([record], [feature], tags([feature], 3)) == [["O", "B-PER", "O"]]


def test_a_word_without_any_sub_token_keeps_its_place(tokenizer):
    class Silent:
        """A tokenizer that, like SentencePiece on a lone soft hyphen, leaves nothing of one word."""

        unk_token_id, cls_token_id = tokenizer.unk_token_id, tokenizer.cls_token_id

        def __call__(self, text, **settings):
            encoded = tokenizer(text, **settings)
            if isinstance(text, list):
                encoded["input_ids"] = [[] if word == "dog" else ids for word, ids in zip(text, encoded["input_ids"], strict=True)]
            return encoded

    record = sentence("the dog sat")
    (feature,) = KIND.features([record], Silent(), Lengths())
    assert words_of([feature]) == [0, 1, 2]
    assert feature.sequences[0][2] == tokenizer.unk_token_id


def test_a_word_as_long_as_the_window_keeps_its_pieces(tokenizer):
    word = "qqqqqq"
    (feature,) = KIND.features([sentence(word)], tokenizer, Lengths(max_length=9))
    pieces = tokenizer(word, add_special_tokens=False)["input_ids"]
    assert len(pieces) == 7
    assert feature.sequences[0][1:-1].tolist() == pieces


def test_chinese_is_tagged_character_by_character(tokenizer):
    record = TaggedSentence(words=tuple("东京是日本的首都"), tags=("B-PER", "I-PER", *("O",) * 6))
    features = KIND.features([record], tokenizer, Lengths(max_length=9))
    assert len(features) > 1
    assert words_of(features) == list(range(8))
    assert tokenizer.unk_token_id not in np.concatenate([feature.sequences[0] for feature in features])
    assert KIND.decode([record], features, tags(features, 3)) == [list(record.tags)]


def test_the_word_list_knows_words_and_guesses_others_by_their_shape():
    train = [
        TaggedSentence(words=("Ana", "sat", "1998"), tags=("B-PER", "O", "O")),
        TaggedSentence(words=("Ana", "Bo"), tags=("B-PER", "I-PER")),
        TaggedSentence(words=("Cy",), tags=("B-PER",)),
    ]
    asked = [TaggedSentence(words=("Bo", "Dan", "ran", "2001", "."), tags=("O",) * 5)]
    assert KIND.trivial(train, asked, "de") == [["I-PER", "B-PER", "O", "O", "O"]]
    assert KIND.trivial([], asked, "de") == [["O"] * 5]


def test_the_constant_answer_is_the_tag_that_scores_most():
    records = [
        TaggedSentence(words=("Ana", "Bo"), tags=("B-PER", "I-PER")),
        TaggedSentence(words=("the", "cat", "sat", "in", "Rome"), tags=("O", "O", "O", "O", "B-PER")),
    ]
    assert KIND.constant(records) == [["I-PER"] * 2, ["I-PER"] * 5]  # one chunk a sentence, and the first is right
    assert KIND.constant(records[1:]) == [["B-PER"] * 5]
    assert KIND.constant([TaggedSentence(words=("a", "b"), tags=("O", "O"))]) == [["O", "O"]]


def test_token_accuracy_stands_beside_chunk_f1_and_is_no_part_of_the_score():
    record = TaggedSentence(words=("a", "b", "c"), tags=("B-PER", "I-PER", "O"))
    measures = KIND.measure([record], [["B-PER", "O", "O"]], "en")
    assert measures["f1"].value == 0
    assert measures["accuracy"].value == pytest.approx(200 / 3)
    assert KIND.metrics == ("f1",)


OPEN = Tagging(metric="accuracy")
SUPERTAGGED = TaggedSentence(words=("the", "cat", "sat", "."), tags=("NP/N", "N", "S\\NP", "."))


def test_tags_that_are_not_declared_are_those_of_the_training_records():
    assert fitted(OPEN, [SUPERTAGGED, SUPERTAGGED]).labels == (".", "N", "NP/N", "S\\NP")
    assert fitted(KIND, [SUPERTAGGED]) is KIND
    assert fitted(OPEN, [SUPERTAGGED]).metrics == ("accuracy",)


def test_a_dev_tag_that_training_lacks_is_no_target_and_counts_as_wrong(tokenizer, checkpoint):
    kind = fitted(OPEN, [SUPERTAGGED])
    unseen = TaggedSentence(words=("the", "cat"), tags=("NP/N", "N/N"))
    (feature,) = kind.features([unseen], tokenizer, Lengths())
    assert feature.target.tolist() == [IGNORED, 2, IGNORED, IGNORED]
    assert feature.words.tolist() == [-1, 0, 1, -1]
    head = kind.head(checkpoint.encoder)
    assert head.out.out_features == 4
    best = tags([feature], 4)
    assert kind.measure([unseen], kind.decode([unseen], [feature], best), "en")["accuracy"].value == 50


def test_supertags_are_scored_word_by_word():
    measures = OPEN.measure([SUPERTAGGED], [["NP/N", "N", "N", "."]], "en")
    assert {name: measure.value for name, measure in measures.items()} == {"accuracy": 75}
    many = TaggedSentence(words=("a", "b", "c"), tags=("N", "N", "NP/N"))
    assert fitted(OPEN, [SUPERTAGGED]).constant([many]) == [["N"] * 3]


def test_open_tags_and_the_metric_are_part_of_what_the_kind_is_and_old_keys_stay():
    assert Tagging(labels=("X",)).identity() == {"kind": "tagging", "version": 1, "labels": ["X"]}
    assert OPEN.identity() == {"kind": "tagging", "version": 1, "labels": [], "metric": "accuracy"}
