"""Span QA: windows that cover the passage, answers cut out of it by character offsets, in any script."""

import unicodedata
from itertools import pairwise

import numpy as np
import pytest

from tests.kinds.cases import question, spans
from xtreme_eval.data.records import Answer, QuestionRecord
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.span_qa import MAX_QUESTION, SpanQA
from xtreme_eval.models.vocabulary import as_fast, train_bpe, unigram_from_list

KIND = SpanQA()
LONG = "the cat sat on the mat in the rain and a dog walked and a blue bird sang on it " * 6
SCRIPTS = {
    "chinese": ("东京是日本的首都，大阪也是。", "大阪"),
    "full-width digits": ("他生于１９９８年。", "１９９８"),
    "thai with sara am": ("แมวดื่มน้ำและกินปลาทุกวัน", "น้ำ"),
    "thai, an answer that begins with sara am's letter": ("เขาทำงานที่โรงเรียน", "ทำ"),
    "an accent of its own at the end": ("the cafe\u0301 was red", "cafe\u0301"),
    "two accents of their own": ("it was a\u0323\u0302 .", "a\u0323\u0302"),
    "an accent of its own before the answer": ("le cafe\u0301 noir est chaud", "noir"),
    "korean letters of their own": (unicodedata.normalize("NFD", "서울은 수도다"), unicodedata.normalize("NFD", "서울은")),
    "half-width kana": ("ﾄﾞｲﾂ は 国", "ﾄﾞｲﾂ"),
    "leading spaces": ("   the cat sat", "the cat"),
    "line breaks and double spaces": ("the\n\ncat  sat .", "cat  sat"),
    "a no-break space": ("10\u00a0km north", "10\u00a0km"),
    "a ligature": ("the ﬁne cat", "ﬁne"),
    "a sign outside the basic plane": ("the 🐈 sat", "🐈"),
    "the last word": ("it was the rain", "rain"),
}


@pytest.fixture(scope="module")
def letters():
    """A vocabulary of single characters, so that answers begin and end where tokens do."""
    signs = {sign for context, _ in SCRIPTS.values() for sign in unicodedata.normalize("NFKC", context) if not sign.isspace()}
    return as_fast(unigram_from_list([(sign, -1.0) for sign in sorted(signs | {"▁"})]))


@pytest.fixture(scope="module")
def trained():
    """A vocabulary with longer pieces."""
    return as_fast(train_bpe([context for context, _ in SCRIPTS.values()] * 2, size=180))


def windows_of(context, tokenizer, lengths, text="who is it ?"):
    record = QuestionRecord(id="1", question=text, context=context, answers=())
    return KIND.features([record], tokenizer, lengths)


def passage_tokens(feature):
    return np.flatnonzero(feature.offsets[:, 0] >= 0)


@pytest.mark.parametrize(("max_length", "stride"), [(24, 4), (24, 8), (32, 100), (64, 16)])
def test_windows_together_cover_every_character(tokenizer, max_length, stride):
    windows = windows_of(LONG, tokenizer, Lengths(max_length=max_length, stride=stride))
    covered = {place for window in windows for start, end in window.offsets if start >= 0 for place in range(start, end)}
    assert covered == {place for place, sign in enumerate(LONG) if not sign.isspace()}
    assert len(windows) > 1
    assert all(window.length <= max_length for window in windows)


@pytest.mark.parametrize("stride", [1, 4, 8])
def test_the_step_from_window_to_window_is_the_stride(tokenizer, stride):
    starts = sorted(
        {start for window in windows_of(LONG, tokenizer, Lengths(max_length=512)) for start, _ in window.offsets} - {-1}
    )
    windows = windows_of(LONG, tokenizer, Lengths(max_length=24, stride=stride))
    firsts = [window.offsets[passage_tokens(window)[0], 0] for window in windows]
    steps = {starts.index(second) - starts.index(first) for first, second in pairwise(firsts)}
    # an ending such as "ed" begins where no word does, so steps counted in starts are steps counted in sub-tokens
    assert steps == {stride}


def test_a_stride_beyond_the_window_leaves_no_gap(tokenizer):
    windows = windows_of(LONG, tokenizer, Lengths(max_length=24, stride=128))
    ends = [window.offsets[passage_tokens(window)[-1], 1] for window in windows]
    firsts = [window.offsets[passage_tokens(window)[0], 0] for window in windows]
    assert all(LONG[end:start].strip() == "" for end, start in zip(ends, firsts[1:], strict=False))


def test_the_answer_is_found_in_each_window_that_holds_it_and_nowhere_else(tokenizer):
    context = LONG.replace("dog", "cow", 2)  # so that the first dog is in the middle
    record = question(context, "dog walked and")
    features = KIND.features([record], tokenizer, Lengths(max_length=24, stride=6))
    start = record.answers[0].start
    end = start + len("dog walked and")
    holding = 0
    for feature in features:
        tokens = passage_tokens(feature)
        inside = feature.offsets[tokens[0], 0] <= start and feature.offsets[tokens[-1], 1] >= end
        if inside:
            first, last = feature.target
            assert context[feature.offsets[first, 0] : feature.offsets[last, 1]] == "dog walked and"
            holding += 1
        else:
            assert feature.target.tolist() == [0, 0]
    assert 1 <= holding < len(features)


@pytest.mark.parametrize("case", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize("max_length", [20, 128])
def test_an_answer_is_cut_out_as_it_is_written(letters, case, max_length):
    context, answer = case
    record = question(context, answer, text="t")
    features = KIND.features([record], letters, Lengths(max_length=max_length, stride=4))
    assert any(feature.target.any() for feature in features)
    assert KIND.decode([record], features, spans(features)) == [answer]


@pytest.mark.parametrize("case", SCRIPTS.values(), ids=SCRIPTS)
def test_every_character_belongs_to_a_token_in_order(letters, trained, tokenizer, case):
    context, _ = case
    for vocabulary in (letters, trained, tokenizer):
        (feature,) = windows_of(context, vocabulary, Lengths())
        tokens = passage_tokens(feature)
        assert (feature.offsets[tokens, 1] > feature.offsets[tokens, 0]).all()
        assert (np.diff(feature.offsets[tokens, 0]) >= 0).all()
        covered = {place for start, end in feature.offsets[tokens] for place in range(start, end)}
        assert covered == {place for place, sign in enumerate(context) if not sign.isspace()}


@pytest.mark.parametrize("answer", [" dog walked", "dog walked ", "\ndog walked\n"])
def test_blanks_around_an_answer_do_not_hide_it(tokenizer, answer):
    context = f"the cat and the {answer} on the mat"
    record = QuestionRecord(id="1", question="who ?", context=context, answers=(Answer(text=answer, start=context.index(answer)),))
    (feature,) = KIND.features([record], tokenizer, Lengths())
    assert feature.target.any()
    assert KIND.decode([record], [feature], spans([feature])) == ["dog walked"]


def test_the_first_gold_answer_is_learned(tokenizer):
    context = "the cat sat and the dog sat"
    answers = (Answer(text="dog", start=context.index("dog")), Answer(text="cat", start=4))
    record = QuestionRecord(id="1", question="who ?", context=context, answers=answers)
    (feature,) = KIND.features([record], tokenizer, Lengths())
    assert KIND.decode([record], [feature], spans([feature])) == ["dog"]


def test_the_question_is_never_answered_with_even_if_it_holds_the_answer(tokenizer):
    record = question("the cat sat", "cat", text="was it the cat ?")
    (feature,) = KIND.features([record], tokenizer, Lengths())
    output = np.zeros((feature.length, 2), np.float32)
    output[: passage_tokens(feature)[0]] = 50  # the whole question and its marks
    (answer,) = KIND.decode([record], [feature], [output])
    assert answer in record.context
    assert "?" not in answer
    assert (feature.offsets[: passage_tokens(feature)[0]] == -1).all()


def test_a_question_keeps_64_sub_tokens(tokenizer):
    features = windows_of("the cat sat", tokenizer, Lengths(max_length=384), text="who " * 200)
    assert sum(int(piece) == tokenizer.convert_tokens_to_ids("▁who") for piece in features[0].sequences[0]) == MAX_QUESTION


@pytest.mark.parametrize("length", [1, 5, 20, 70])
def test_long_and_short_questions_leave_room_for_the_passage(tokenizer, length):
    windows = windows_of(LONG, tokenizer, Lengths(max_length=16, stride=2), text="who " * length)
    covered = {place for window in windows for start, end in window.offsets if start >= 0 for place in range(start, end)}
    assert covered == {place for place, sign in enumerate(LONG) if not sign.isspace()}


def test_windows_of_many_questions_come_in_the_records_order(tokenizer):
    records = [question(LONG, "dog", text="who " * (1 + number % 3), name="same id") for number in range(7)]
    features = KIND.features(records, tokenizer, Lengths(max_length=24, stride=8))
    positions = [feature.record for feature in features]
    assert positions == sorted(positions)
    for position, record in enumerate(records):
        alone = KIND.features([record], tokenizer, Lengths(max_length=24, stride=8))
        mine = [feature for feature in features if feature.record == position]
        assert [list(feature.sequences[0]) for feature in mine] == [list(feature.sequences[0]) for feature in alone]


def test_the_best_window_answers(tokenizer):
    record = question(LONG, "bird")
    features = KIND.features([record], tokenizer, Lengths(max_length=24, stride=8))
    scores = [np.zeros((feature.length, 2), np.float32) for feature in features]
    third = passage_tokens(features[2])[1]
    scores[2][third] = 7
    start, end = features[2].offsets[third]
    assert KIND.decode([record], features, scores) == [LONG[start:end]]


def test_numbers_that_are_none_give_no_answer_instead_of_an_error(tokenizer):
    record = question(LONG, "bird")
    features = KIND.features([record], tokenizer, Lengths(max_length=24, stride=8))
    (answer,) = KIND.decode([record], features, [np.full((feature.length, 2), np.nan, np.float32) for feature in features])
    assert KIND.measure([record], [answer], "en")["f1"].value < 100


@pytest.mark.parametrize(
    ("language", "gold", "predicted", "mlqa", "squad"),
    [
        ("es", "el gato negro", "gato", 200 / 3, 50),
        ("de", "der Hund", "Hund", 100, 200 / 3),
        ("zh", "天气很好", "天气好", 600 / 7, 0),
        ("vi", "«Paris»", "Paris", 100, 0),
        ("en", "the cat", "cat", 100, 100),
        ("qva", "el gato", "gato", 200 / 3, 200 / 3),
    ],
)
def test_mlqa_is_scored_by_the_rules_of_its_language_and_squad_by_english_ones(language, gold, predicted, mlqa, squad):
    record = question(f"x {gold} y", gold)
    assert SpanQA(rules="mlqa").measure([record], [predicted], language)["f1"].value == pytest.approx(mlqa)
    assert SpanQA(rules="squad").measure([record], [predicted], language)["f1"].value == pytest.approx(squad)


def test_how_answers_are_scored_does_not_change_what_is_trained():
    assert SpanQA(rules="mlqa").identity() == SpanQA(rules="squad").identity()


@pytest.mark.parametrize(("context", "words"), [("the cat sat on the mat", 3), ("เขาทำงาน", 1), ("cat", 1)])
def test_a_random_span_has_three_words_of_the_passage_or_three_signs_of_a_single_word(context, words):
    record = QuestionRecord(id="1", question="who ?", context=context, answers=())
    (span,) = KIND.constant([record])
    assert span
    assert span in context
    assert len(span.split()) <= words
    assert words > 1 or len(span) <= 3
