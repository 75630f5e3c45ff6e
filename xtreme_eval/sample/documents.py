"""The running text that the tiny base model learns its six languages from.

Half of the documents are dictionary pages of one concept each: they, more than parallel sentences, line the languages up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from xtreme_eval.sample.chance import happens, pick, shuffled, weighted
from xtreme_eval.sample.clauses import (
    SHARED,
    Cast,
    Clause,
    action,
    askable,
    cast_of,
    changed,
    denied_sometimes,
    draw_clause,
    membership,
    state,
)
from xtreme_eval.sample.concepts import ANIMATES, CLASS_OF, DO, SCRIPTS, STEMS
from xtreme_eval.sample.lexicon import Speaker
from xtreme_eval.sample.sentences import Words, linked, question, statement, text
from xtreme_eval.sample.world import World

KINDS = ("page", "mixed", "bilingual", "monolingual")
SHARES = (0.50, 0.20, 0.15, 0.15)
PAGE_DENSITY = 3.5
"""A page names its concept in a language with this probability times the language's share of the text."""


def text_files(world: World) -> Iterator[tuple[str, str]]:
    """text/mixed.txt: one document a line."""
    rng = world.stream("text")
    yield "text/mixed.txt", "".join(document(rng, world) + "\n" for _ in range(world.sizes.documents))


def document(rng: Random, world: World) -> str:
    """One document: a dictionary page, or a few sentences in one language, two, or a mixture."""
    kind = weighted(rng, KINDS, SHARES)
    if kind == "page":
        return page(rng, world)
    speakers = tuple(world.speakers.values())
    if kind == "monolingual":
        speaker = weighted(rng, speakers, [speaker.grammar.weight for speaker in speakers])
        return text(_told(rng, _passage(rng, cast_of(speaker)), speaker))
    other = weighted(rng, speakers[1:], [speaker.grammar.weight for speaker in speakers[1:]])
    if kind == "mixed":
        one, two = (world.english, other) if happens(rng, 0.5) else (other, world.english)
        return text(_told(rng, _passage(rng, SHARED), code_switched(rng, one, two)))
    return text(_twice(rng, _passage(rng, SHARED), *shuffled(rng, (world.english, other))))


def page(rng: Random, world: World) -> str:
    """One concept in English and some of the other languages, shuffled: "dog dogo bagu"."""
    stem = pick(rng, STEMS)
    words = [stem]
    for speaker in list(world.speakers.values())[1:]:
        if happens(rng, PAGE_DENSITY * speaker.grammar.weight):
            words.append(speaker.words[stem])
    return " ".join(shuffled(rng, words))


def code_switched(rng: Random, speaker: Speaker, other: Speaker) -> Speaker:
    """A speaker with the first's grammar who takes each word from the other language with probability .3, .5 or .7."""
    rate = pick(rng, (0.3, 0.5, 0.7))
    words = {stem: other.words[stem] if stem in other.words and happens(rng, rate) else own for stem, own in speaker.words.items()}
    return replace(speaker, words=words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One or two clauses; `link` joins two of them ("so", "because") if it is not empty."""

    clauses: tuple[Clause, ...]
    link: str = ""

    def sentences(self, speaker: Speaker) -> Words:
        """The passage in one language."""
        if self.link:
            return linked(self.clauses[0], self.link, self.clauses[1], speaker)
        return [word for clause in self.clauses for word in statement(clause, speaker)]


def _passage(rng: Random, cast: Cast) -> Passage:
    if happens(rng, 0.25):
        script, subject = pick(rng, SCRIPTS), pick(rng, cast.persons if happens(rng, 0.5) else ANIMATES)
        so = (state(subject, script), action(subject, script))
        return Passage(clauses=so, link="so") if happens(rng, 0.5) else Passage(clauses=so[::-1], link="because")
    clauses = [denied_sometimes(rng, draw_clause(rng, cast)) for _ in range(1 + happens(rng, 0.5))]
    if happens(rng, 0.06):
        clauses[0] = membership(pick(rng, tuple(CLASS_OF)))
    return Passage(clauses=tuple(clauses))


def _told(rng: Random, passage: Passage, speaker: Speaker) -> Words:
    """The passage, then a question with its answer or the same again in another order."""
    return passage.sentences(speaker) + (_asked(rng, passage, speaker) if happens(rng, 0.5) else _restated(rng, passage, speaker))


def _twice(rng: Random, passage: Passage, one: Speaker, two: Speaker) -> Words:
    """The passage in both languages, or in one language with a question and answer."""
    if len(passage.clauses) == 1 and happens(rng, 0.4):
        return passage.sentences(two) + _asked(rng, passage, two)
    return passage.sentences(one) + passage.sentences(two)


def _asked(rng: Random, passage: Passage, speaker: Speaker) -> Words:
    """A question about one clause and its short answer; for a script, why it was done or what was done."""
    if passage.link:
        return _script_asked(rng, passage, speaker)
    clause = changed(pick(rng, passage.clauses), negated=False)
    role = pick(rng, askable(clause))
    short = [word for word in statement(clause, speaker) if word.role == role]
    return [*question(clause, role, speaker), *short]


def _script_asked(rng: Random, passage: Passage, speaker: Speaker) -> Words:
    was, did = passage.clauses if passage.link == "so" else passage.clauses[::-1]
    if happens(rng, 0.5):
        return question(did, "why", speaker) + statement(was, speaker)
    return question(Clause(subject=did.subject, verb=DO, object=did.object), "object", speaker) + statement(did, speaker)


def _restated(rng: Random, passage: Passage, speaker: Speaker) -> Words:
    """The last clause again with its place or year first; a script the other way round; else a question."""
    if passage.link:
        return linked(passage.clauses[1], "because" if passage.link == "so" else "so", passage.clauses[0], speaker)
    clause = passage.clauses[-1]
    fronts = [part for part in ("place", "year") if getattr(clause, part) is not None]
    return statement(clause, speaker, front=pick(rng, fronts)) if fronts else _asked(rng, passage, speaker)
