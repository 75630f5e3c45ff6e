"""Extractive question answering: a few facts about different people, a question about one of them, the answer in the text."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from xtreme_eval.languages import language
from xtreme_eval.sample.chance import below, happens, pick
from xtreme_eval.sample.clauses import SHARED, Cast, Clause, askable, cast_of, changed, draw_clause
from xtreme_eval.sample.formats import squad
from xtreme_eval.sample.lexicon import Speaker
from xtreme_eval.sample.sentences import answer, question, statement, text
from xtreme_eval.sample.world import World

PARAGRAPHS = 5
"""Paragraphs of a SQuAD-like article."""
MLQA = "mlqa/MLQA_V1"
TYDIQA = "tydiqa/tydiqa-goldp-v1.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """Facts, the one that is asked about as far as the question tells it, its position, and the part that is asked for."""

    facts: tuple[Clause, ...]
    about: Clause
    position: int
    asked: str


def question_files(world: World) -> Iterator[tuple[str, str]]:
    """squad/, xquad/ (parallel), mlqa/ and tydiqa/ (each language for itself); XQuAD and MLQA have longer passages."""
    yield from _squad_files(world)
    yield from _mlqa_files(world)
    yield from _tydiqa_files(world)


def quiz(rng: Random, cast: Cast, facts: int) -> Quiz:
    """A question with exactly one right answer among `facts` clauses, all with different subjects."""
    while True:
        clauses = tuple(draw_clause(rng, cast) for _ in range(facts))
        if len({clause.subject for clause in clauses}) < facts:
            continue
        position = below(rng, facts)
        clause = clauses[position]
        asked = pick(rng, askable(clause))
        if asked == "subject" and sum(other.complement == clause.complement for other in clauses) > 1:
            continue
        return Quiz(facts=clauses, about=_vaguer(rng, clause, asked), position=position, asked=asked)


def _vaguer(rng: Random, clause: Clause, asked: str) -> Clause:
    """The clause with some modifiers left out, never what is asked for."""
    parts = ("subject_adjective", "object_adjective", "place", "year")
    return changed(clause, **{part: None for part in parts if part != asked and happens(rng, 0.5)})


def _article(item: Quiz, speaker: Speaker, name: str) -> dict[str, Any]:
    """The paragraph of one quiz, in SQuAD's form."""
    sentences = [statement(clause, speaker) for clause in item.facts]
    before = sum(len(text(words)) + 1 for words in sentences[: item.position])
    found, start = answer(sentences[item.position], item.asked)
    asked = text(question(item.about, item.asked, speaker))
    answers = [{"text": found, "answer_start": before + start}]
    return {
        "context": " ".join(text(words) for words in sentences),
        "qas": [{"id": name, "question": asked, "answers": answers}],
    }


def _draw(world: World, name: str, speaker: Speaker, size: int, facts: tuple[int, ...]) -> list[Quiz]:
    rng = world.stream(name)
    cast = SHARED if speaker is world.english else cast_of(speaker)
    return [world.new("questions", lambda: quiz(rng, cast, pick(rng, facts)), lambda item: str(item.facts)) for _ in range(size)]


def _articles(items: list[Quiz], speaker: Speaker, name: str) -> list[dict[str, Any]]:
    paragraphs = [_article(item, speaker, f"{name}-{index:06d}") for index, item in enumerate(items)]
    starts = range(0, len(paragraphs), PARAGRAPHS)
    return [{"title": f"Sample {start // PARAGRAPHS}", "paragraphs": paragraphs[start : start + PARAGRAPHS]} for start in starts]


def _squad_files(world: World) -> Iterator[tuple[str, str]]:
    english, sizes = world.english, world.sizes
    train = _draw(world, "SQuAD train", english, sizes.squad_train, (2, 3))
    yield "squad/train-v1.1.json", squad("1.1", _articles(train, english, "squad-train"))
    dev = _draw(world, "SQuAD dev", english, sizes.test, (2, 3))
    yield "squad/dev-v1.1.json", squad("1.1", _articles(dev, english, "squad-dev"))
    parallel = _draw(world, "XQuAD", english, sizes.test, (3,))
    for code, speaker in world.speakers.items():
        yield f"xquad/xquad.{code}.json", squad("1.1", _articles(parallel, speaker, "xquad"))


def _mlqa_files(world: World) -> Iterator[tuple[str, str]]:
    for split, size in (("dev", world.sizes.dev), ("test", world.sizes.test)):
        for code, speaker in world.speakers.items():
            items = _draw(world, f"MLQA {split} {code}", speaker, size, (4,))
            path = f"{MLQA}/{split}/{split}-context-{code}-question-{code}.json"
            yield path, squad(1.0, _articles(items, speaker, f"mlqa-{split}-{code}"))


def _tydiqa_files(world: World) -> Iterator[tuple[str, str]]:
    train = _draw(world, "TyDiQA train", world.english, world.sizes.tydiqa_train, (2,))
    yield f"{TYDIQA}-train/tydiqa.goldp.en.train.json", _tydiqa(train, world.english, 0)
    for code, speaker in world.speakers.items():
        items = _draw(world, f"TyDiQA dev {code}", speaker, world.sizes.test, (2,))
        yield f"{TYDIQA}-dev/tydiqa.goldp.{code}.dev.json", _tydiqa(items, speaker, 1)


def _tydiqa(items: list[Quiz], speaker: Speaker, number: int) -> str:
    """One paragraph an article and no titles; ids start with the language's name, as in TyDiQA-GoldP."""
    name = language(speaker.grammar.code).name.lower()
    articles = []
    for index, item in enumerate(items):
        paragraph = _article(item, speaker, f"{name}-{index:06d}-{number}")
        articles.append({"paragraphs": [paragraph]})
    return squad("TyDiQA-GoldP-1.1-for-SQuAD-1.1", articles)
