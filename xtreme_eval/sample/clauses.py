"""What a sentence means, apart from any language: who did what to whom, where and when."""

from dataclasses import dataclass, replace
from random import Random
from typing import Any

from xtreme_eval.sample.chance import happens, pick, weighted
from xtreme_eval.sample.concepts import (
    ADJECTIVES,
    ANIMATES,
    CLASS_OF,
    HAIL,
    IS,
    NUMBERS,
    OBJECTS,
    ORGANISATIONS,
    OWN,
    PERSONS,
    PLACES,
    STATES,
    VERBS,
    WAS,
    WORK,
    YEARS,
    Script,
)
from xtreme_eval.sample.lexicon import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One statement. A subject or object is a noun's stem or a person's name; what is None is not said.

    Attributes:
        verb: an event's stem, or WORK, OWN, HAIL, WAS or IS, which need `organisation`, `number` and `object`, `origin`,
            `predicate` (a state or adjective) and `predicate` (a class).
    """

    subject: str
    verb: str
    object: str | None = None
    subject_adjective: str | None = None
    object_adjective: str | None = None
    number: int | None = None
    organisation: str | None = None
    origin: str | None = None
    predicate: str | None = None
    place: str | None = None
    year: int | None = None
    negated: bool = False

    @property
    def complement(self) -> tuple[str | int | None, ...]:
        """What was done, without the doer and the circumstances."""
        return self.verb, self.object, self.number, self.organisation, self.origin, self.predicate


def changed(clause: Clause, **parts: Any) -> Clause:
    """The clause with some parts replaced; None leaves a part unsaid."""
    return replace(clause, **parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The names, years and numbers that sentences may use."""

    persons: tuple[str, ...] = PERSONS
    places: tuple[str, ...] = PLACES
    organisations: tuple[str, ...] = ORGANISATIONS
    years: tuple[int, ...] = YEARS
    numbers: tuple[int, ...] = NUMBERS


SHARED = Cast()


def cast_of(speaker: Speaker) -> Cast:
    """The shared names and the language's own."""
    return Cast(persons=PERSONS + speaker.persons, places=PLACES + speaker.places)


SORTS = ("event", WORK, OWN, HAIL, WAS)
WEIGHTS = (0.52, 0.16, 0.14, 0.12, 0.06)


def draw_clause(rng: Random, cast: Cast = SHARED, *, subject: str | None = None, sort: str | None = None) -> Clause:
    """A random statement; `subject` and `sort` fix who it is about and which sort of clause it is."""
    sort = sort or weighted(rng, SORTS, WEIGHTS)
    if subject is None:
        subject = pick(rng, ANIMATES) if sort in {"event", WAS} and happens(rng, 0.5) else pick(rng, cast.persons)
    place = pick(rng, cast.places) if sort != HAIL and happens(rng, 0.4) else None
    year = pick(rng, cast.years) if happens(rng, 0.35) else None
    adjective = pick(rng, ADJECTIVES) if subject in CLASS_OF and happens(rng, 0.3) else None
    if sort == "event":
        return _event(rng, cast, subject, adjective, place, year)
    return Clause(
        subject=subject,
        subject_adjective=adjective,
        verb=sort,
        place=place,
        year=year,
        object=pick(rng, OBJECTS) if sort == OWN else None,
        number=pick(rng, cast.numbers) if sort == OWN else None,
        object_adjective=pick(rng, ADJECTIVES) if sort == OWN and happens(rng, 0.3) else None,
        organisation=pick(rng, cast.organisations) if sort == WORK else None,
        origin=pick(rng, cast.places) if sort == HAIL else None,
        predicate=pick(rng, ADJECTIVES + STATES) if sort == WAS else None,
    )


def _event(rng: Random, cast: Cast, subject: str, adjective: str | None, place: str | None, year: int | None) -> Clause:
    patient = subject
    while patient == subject:
        patient = weighted(rng, (pick(rng, OBJECTS), pick(rng, ANIMATES), pick(rng, cast.persons)), (0.6, 0.3, 0.1))
    return Clause(
        subject=subject,
        subject_adjective=adjective,
        verb=pick(rng, VERBS),
        object=patient,
        object_adjective=pick(rng, ADJECTIVES) if patient in CLASS_OF and happens(rng, 0.4) else None,
        place=place,
        year=year,
    )


def denied_sometimes(rng: Random, clause: Clause) -> Clause:
    """The clause, or in one case of ten its negation."""
    return changed(clause, negated=happens(rng, 0.1))


def askable(clause: Clause) -> list[str]:
    """The parts of a clause that can be asked for."""
    optional = ("number", "organisation", "origin", "place", "year")
    parts = ["subject", *(part for part in optional if getattr(clause, part) is not None)]
    if clause.object is not None and clause.number is None:
        parts.append("object")
    return parts


def membership(noun: str) -> Clause:
    """The meaning of "the dog is animal"."""
    return Clause(subject=noun, verb=IS, predicate=CLASS_OF[noun])


def state(subject: str, script: Script) -> Clause:
    """The meaning of "Ana was hungry"."""
    return Clause(subject=subject, verb=WAS, predicate=script.state)


def action(subject: str, script: Script) -> Clause:
    """The meaning of "Ana cooked the rice"."""
    return Clause(subject=subject, verb=script.verb, object=script.object)
