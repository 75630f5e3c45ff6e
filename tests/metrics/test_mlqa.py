"""The MLQA script's rule of each language. Golden values come from that script as XTREME runs it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xtreme_eval.metrics.mlqa import LANGUAGES, mlqa, normalise


@pytest.mark.parametrize(
    ("language", "answer", "expected"),
    [
        ("en", "The Cat, a dog!", "cat dog"),
        ("es", "¿La casa?", "casa"),
        ("de", "Eine Frau und der Hund", "frau und hund"),
        ("vi", "Những con mèo của tôi", "con mèo tôi"),
        ("ar", "الرجل، في البيت", "رجل في بيت"),
        ("ar", "مال", "م"),
        ("hi", "the लड़का।", "the लड़का"),
        ("zh", "天气 abc很好，OK", "天 气 abc 很 好 ok"),
        ("zh", "the ㍿", "the ㍿"),
    ],
)
def test_answers_lose_case_punctuation_and_the_articles_of_their_language(language, answer, expected):
    assert normalise(answer, language) == expected


@pytest.mark.parametrize(
    ("language", "gold", "predicted", "f1"),
    [
        ("es", "el gato negro", "gato", 0.6667),
        ("zh", "天气很好", "天气好", 0.8571),
        ("de", "der Hund", "Hund", 1.0),
        ("vi", "«Paris»", "Paris", 1.0),
        ("en", "the", "a", 0.0),
    ],
)
def test_f1_is_that_of_the_official_script(language, gold, predicted, f1):
    assert mlqa([[gold]], [predicted], language)["f1"].value == pytest.approx(100 * f1, abs=5e-3)


@given(st.sampled_from(LANGUAGES), st.text())
def test_what_has_been_normalised_has_no_punctuation_and_single_spaces(language, answer):
    words = normalise(answer, language).split(" ")
    assert "" not in words or words == [""]
    assert not set("".join(words)) & set(".,;:!?«»。،।-_$+<")


def test_an_unanswered_question_counts():
    measures = mlqa([["Hund"], ["Katze"]], ["der Hund", None], "de")
    assert measures["exact_match"].terms.tolist() == [100, 0]
    assert measures["f1"].value == 50


def test_a_language_without_a_rule_is_refused():
    with pytest.raises(ValueError, match="no rule for language 'fr': it is defined for ar, de, en, es, hi, vi, zh"):
        mlqa([["Paris"]], ["Paris"], "fr")
