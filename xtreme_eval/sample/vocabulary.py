"""The sub-word vocabulary, constructed and not trained: the world's own stems and endings are the best pieces there are.

A cognate such as "dogo" is left out on purpose: it splits into the English stem and a vowel, and so shares the stem's vector.
"""

import json
import string
from collections.abc import Iterable, Iterator

from xtreme_eval.sample.concepts import NUMBERS, ORGANISATIONS, PERSONS, PLACES, YEARS
from xtreme_eval.sample.lexicon import Speaker
from xtreme_eval.sample.world import World

SPECIALS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
"""Ids 0 to 4, in XLM-R's order but for <mask>, which XLM-R has last."""
MARK = "▁"
WHOLE, ENDING, LETTER = -6.0, -3.0, -12.0
"""Log-probabilities: a whole word beats a stem and an ending that make the same letters, and both beat single letters."""


def vocabulary_files(world: World) -> Iterator[tuple[str, str]]:
    """vocabulary.json: a list of [piece, score] for a Unigram tokenizer that splits at spaces and marks word starts."""
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in vocabulary(world))
    yield "vocabulary.json", f"[\n{rows}\n]\n"


def vocabulary(world: World) -> list[tuple[str, float]]:
    """The special tokens (score 0), every stem, name and number, every ending, and all single characters."""
    scores: dict[str, float] = dict.fromkeys(SPECIALS, 0.0)
    for piece in _whole_words(world):
        scores.setdefault(MARK + piece, WHOLE)
    for piece in _endings(world.speakers.values()):
        scores.setdefault(piece, ENDING)
    for piece in _characters(world.speakers.values()):
        scores.setdefault(piece, LETTER)
    return list(scores.items())


def _whole_words(world: World) -> Iterator[str]:
    yield from (".", "?", *map(str, YEARS), *map(str, NUMBERS))
    for full in (*PERSONS, *PLACES, *ORGANISATIONS):
        yield from full.split()
    for speaker in world.speakers.values():
        for stem, word in speaker.words.items():
            yield stem if word[:-1] == stem else word
        for full in (*speaker.persons, *speaker.places):
            yield from full.split()


def _endings(speakers: Iterable[Speaker]) -> Iterator[str]:
    for speaker in speakers:
        grammar = speaker.grammar
        yield from (ending for ending in (grammar.past, grammar.plural, grammar.subject_case, grammar.object_case) if ending)
        yield grammar.plural + grammar.object_case
        yield from grammar.vowels


def _characters(speakers: Iterable[Speaker]) -> Iterator[str]:
    yield from (MARK, *string.ascii_letters, *string.digits, *string.punctuation)
    for speaker in speakers:
        letters = speaker.grammar.consonants + speaker.grammar.vowels
        yield from (*letters, *letters.upper())
