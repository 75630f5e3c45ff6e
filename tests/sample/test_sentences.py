"""Sentences in six languages: word order, endings, tags and questions."""

import pytest

from xtreme_eval.sample.clauses import Clause
from xtreme_eval.sample.concepts import STEMS
from xtreme_eval.sample.languages import INVENTED, LANGUAGES
from xtreme_eval.sample.lexicon import Speaker
from xtreme_eval.sample.sentences import answer, linked, question, statement, text
from xtreme_eval.sample.world import World

CODES = [grammar.code for grammar in LANGUAGES]
PUSHED = Clause(subject="dog", subject_adjective="old", verb="push", object="Tara Lind", place="Port Samia", year=1962)
OWNED = Clause(subject="Ana", verb="own", number=3, object="apple", object_adjective="small")
WORKED = Clause(subject="Ana", verb="work", organisation="Ventek Group")


def plain(speaker: Speaker) -> Speaker:
    """The speaker's grammar with English words, so that order and endings can be read."""
    return Speaker(grammar=speaker.grammar, words={stem: stem for stem in STEMS} | {"the": "le", "in": "at"})


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "le old dog pushed Tara Lind at Port Samia at 1962 ."),
        ("qva", "le old dog pushen Tara Lind at Port Samia at 1962 ."),
        ("qto", "le dog old pushot Tara Lind at Port Samia at 1962 ."),
        ("qka", "old dogga Port Samia at 1962 at Tara Lind pushta ."),
        ("qzu", "pushile dog old Tara Lind at Port Samia at 1962 ."),
        ("qel", "dog old Port Samia at 1962 at Tara Lind pushσε ."),
    ],
)
def test_each_language_has_its_own_order_and_endings(world: World, code: str, expected: str) -> None:
    assert text(statement(PUSHED, plain(world.speakers[code]))) == expected


@pytest.mark.parametrize(
    ("clause", "asked", "expected"),
    [
        (PUSHED, "subject", "who pushed Tara Lind in Port Samia in 1962 ?"),
        (PUSHED, "object", "what did the old dog push in Port Samia in 1962 ?"),
        (PUSHED, "place", "where did the old dog push Tara Lind in 1962 ?"),
        (PUSHED, "year", "when did the old dog push Tara Lind in Port Samia ?"),
        (OWNED, "number", "how many small apples did Ana own ?"),
        (WORKED, "organisation", "for what did Ana work ?"),
        (Clause(subject="Ana", verb="hail", origin="Norton"), "origin", "from where did Ana hail ?"),
        (Clause(subject="Ana", verb="was", predicate="hungry"), "subject", "who was hungry ?"),
        (Clause(subject="Ana", verb="cook", object="rice"), "why", "why did Ana cook the rice ?"),
    ],
)
def test_english_asks_with_did(world: World, clause: Clause, asked: str, expected: str) -> None:
    assert text(question(clause, asked, world.english)) == expected


def test_other_languages_ask_without_did(world: World) -> None:
    assert text(question(PUSHED, "place", plain(world.speakers["qka"]))) == "where old dogga 1962 at Tara Lind pushta ?"


def test_negation_stands_before_the_verb_and_after_a_copula(world: World) -> None:
    denied = Clause(subject="Ana", verb="push", object="apple", negated=True)
    cold = Clause(subject="Ana", verb="was", predicate="cold", negated=True)
    assert text(statement(denied, world.english)) == "Ana did not push the apple ."
    assert text(statement(cold, world.english)) == "Ana was not cold ."
    assert text(statement(denied, plain(world.speakers["qzu"]))) == "not pushile Ana apple ."


def test_a_place_can_be_said_first(world: World) -> None:
    assert text(statement(PUSHED, world.english, front="place")).startswith("in Port Samia the old dog")


def test_two_clauses_are_joined_by_a_word(world: World) -> None:
    hungry, cooked = Clause(subject="Ana", verb="was", predicate="hungry"), Clause(subject="Ana", verb="cook", object="rice")
    assert text(linked(hungry, "so", cooked, world.english)) == "Ana was hungry so Ana cooked the rice ."


def test_the_words_of_a_name_are_tagged_b_and_i(world: World) -> None:
    tags = [(word.form, word.upos, word.entity) for word in statement(WORKED, world.english)]
    assert tags == [
        ("Ana", "PROPN", "B-PER"),
        ("worked", "VERB", "O"),
        ("for", "ADP", "O"),
        ("Ventek", "PROPN", "B-ORG"),
        ("Group", "PROPN", "I-ORG"),
        (".", "PUNCT", "O"),
    ]


@pytest.mark.parametrize("code", CODES)
def test_an_answer_is_found_at_its_character(world: World, code: str) -> None:
    words = statement(PUSHED, world.speakers[code])
    for role, expected in (("place", "Port Samia"), ("object", "Tara Lind"), ("year", "1962")):
        found, start = answer(words, role)
        assert found == expected
        assert text(words)[start:].startswith(expected)


@pytest.mark.parametrize("code", CODES)
def test_no_two_concepts_of_a_language_have_one_word(world: World, code: str) -> None:
    words = world.speakers[code].words
    assert len(set(words.values())) == len(words)


def test_near_languages_share_more_words_with_english_than_far_ones(world: World) -> None:
    shared = [sum(word.startswith(stem) for stem, word in world.speakers[grammar.code].words.items()) for grammar in INVENTED]
    assert shared == sorted(shared, reverse=True)
    assert shared[0] > 50
    assert shared[-1] == 0
