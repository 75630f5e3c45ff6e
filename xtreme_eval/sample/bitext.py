"""Sentence retrieval: find each sentence's translation (Tatoeba), and which sentences have one at all (BUCC)."""

from collections.abc import Iterator
from random import Random

from xtreme_eval.sample.chance import pick, shuffled
from xtreme_eval.sample.clauses import Cast, Clause, draw_clause
from xtreme_eval.sample.concepts import NUMBERS, OWN, PERSONS, PLACES, WAS, YEARS
from xtreme_eval.sample.formats import tsv
from xtreme_eval.sample.lexicon import Speaker
from xtreme_eval.sample.sentences import statement, text
from xtreme_eval.sample.world import World

FEW = Cast(persons=PERSONS[:2], places=PLACES[:2], years=YEARS[:2], numbers=NUMBERS[:2])
"""So many sentences share these few names and figures that only the other words tell which of them translate each other."""
SORTS = ("event", OWN, WAS)


def bitext_files(world: World) -> Iterator[tuple[str, str]]:
    """tatoeba/v1/: aligned lines; bucc2018/: two shuffled pools with ids and the gold pairs."""
    for code, speaker in world.speakers.items():
        if speaker is not world.english:
            yield from _tatoeba(world, code, speaker)
            for split in ("dev", "test"):
                yield from _bucc(world, code, speaker, split)


def _draw(world: World, rng: Random, code: str, size: int) -> list[Clause]:
    return [world.new(f"bitext {code}", lambda: draw_clause(rng, FEW, sort=pick(rng, SORTS)), str) for _ in range(size)]


def _tatoeba(world: World, code: str, speaker: Speaker) -> Iterator[tuple[str, str]]:
    clauses = _draw(world, world.stream(f"Tatoeba {code}"), code, world.sizes.tatoeba)
    for ending, voice in ((code, speaker), ("eng", world.english)):
        yield f"tatoeba/v1/tatoeba.{code}-eng.{ending}", "".join(text(statement(clause, voice)) + "\n" for clause in clauses)


def _bucc(world: World, code: str, speaker: Speaker, split: str) -> Iterator[tuple[str, str]]:
    rng, sizes = world.stream(f"BUCC {split} {code}"), world.sizes
    gold = _draw(world, rng, code, sizes.bucc_gold)
    foreign = shuffled(rng, gold + _draw(world, rng, code, sizes.bucc - sizes.bucc_gold))
    english = shuffled(rng, gold + _draw(world, rng, code, sizes.bucc - sizes.bucc_gold))
    path = f"bucc2018/{code}-en.{split}"
    yield f"{path}.{code}", _pool(foreign, speaker)
    yield f"{path}.en", _pool(english, world.english)
    pairs = sorted((foreign.index(clause), english.index(clause)) for clause in gold)
    yield f"{path}.gold", tsv((f"{code}-{one + 1:09d}", f"en-{two + 1:09d}") for one, two in pairs)


def _pool(clauses: list[Clause], speaker: Speaker) -> str:
    code = speaker.grammar.code
    return tsv((f"{code}-{index + 1:09d}", text(statement(clause, speaker))) for index, clause in enumerate(clauses))
