"""The words of each language: cognates of the English ones, or made of the language's own syllables."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from xtreme_eval.sample.chance import happens, pick, stream
from xtreme_eval.sample.concepts import CONTENT_WORDS, STEMS, SUPPORT
from xtreme_eval.sample.languages import ENGLISH, INVENTED, Grammar

SHORT_WORDS = ("the", "in", "for", "from", "not", "so", "and")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A language with its words.

    Attributes:
        words: English stem -> this language's stem.
        persons, places: names known in this language only, besides the shared ones; some have two words.
    """

    grammar: Grammar
    words: Mapping[str, str]
    persons: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


def make_speakers(seed: int) -> dict[str, Speaker]:
    """English and the five invented languages of a seed, by code; no two concepts of a language sound the same."""
    taken = {*STEMS, SUPPORT, *(stem + vowel for stem in STEMS for vowel in ENGLISH.vowels)}
    speakers = {ENGLISH.code: Speaker(grammar=ENGLISH, words={stem: stem for stem in (*STEMS, SUPPORT)})}
    for grammar in INVENTED:
        speakers[grammar.code] = _speaker(stream(seed, f"words of {grammar.code}"), grammar, taken)
    return speakers


def _speaker(rng: Random, grammar: Grammar, taken: set[str]) -> Speaker:
    words = {stem: _word(rng, grammar, stem, taken) for stem in STEMS}
    names = [_new(rng, grammar, 3, taken).capitalize() for _ in range(20)]
    persons = (*names[:8], f"{names[8]} {names[16]}", f"{names[9]} {names[17]}")
    places = (*names[10:14], f"{names[14]} {names[18]}", f"{names[15]} {names[19]}")
    return Speaker(grammar=grammar, words=words, persons=persons, places=places)


def _word(rng: Random, grammar: Grammar, stem: str, taken: set[str]) -> str:
    if stem in CONTENT_WORDS and happens(rng, grammar.cognates):
        return stem if happens(rng, 0.5) else stem + pick(rng, grammar.vowels)
    return _new(rng, grammar, 1 if stem in SHORT_WORDS else 2, taken)


def _new(rng: Random, grammar: Grammar, syllables: int, taken: set[str]) -> str:
    while True:
        word = "".join(pick(rng, grammar.consonants) + pick(rng, grammar.vowels) for _ in range(syllables))
        if word not in taken:
            taken.add(word)
            return word
