"""Parts of speech (UD-POS) and named entities (PAN-X): sentences whose words already know their tags."""

from collections.abc import Iterator
from random import Random

from xtreme_eval.sample.chance import happens, pick, weighted
from xtreme_eval.sample.clauses import SHARED, Cast, action, askable, cast_of, denied_sometimes, draw_clause, state
from xtreme_eval.sample.concepts import SCRIPTS
from xtreme_eval.sample.formats import tagged
from xtreme_eval.sample.lexicon import Speaker
from xtreme_eval.sample.sentences import Words, linked, question, statement, text
from xtreme_eval.sample.world import World

TASKS = (("udpos", "upos"), ("panx", "entity"))

LISTED = Cast(
    persons=(
        "Ana", "Boris", "Clara", "David", "Elena", "Felix", "Greta", "Hugo", "Irina", "Jonas", "Tara Lind", "Walter Lind",
    ),
    places=("Altburg", "Denburg", "Carton", "Milton", "Belia", "Doria", "Port Samia", "Port Velia"),
    organisations=("Agricorp", "Maricorp", "Datatek", "Citybank", "Goldbank", "Medicorp Group"),
)  # fmt: skip
"""The names in PAN-X's training set, half of each sort. Dev and test have the others too, which only the running text shows:
so a list of the training names does not find them."""


def tagging_files(world: World) -> Iterator[tuple[str, str]]:
    """udpos/ and panx/: one English training set, and dev and test sets that each language has for itself."""
    train = {"udpos": world.sizes.udpos_train, "panx": world.sizes.panx_train}
    for task, column in TASKS:
        cast = LISTED if task == "panx" else SHARED
        yield f"{task}/train-en.tsv", tagged(_draw(world, task, "train", world.english, cast, train[task]), column)
        for split, size in (("dev", world.sizes.dev), ("test", world.sizes.test)):
            for code, speaker in world.speakers.items():
                cast = SHARED if speaker is world.english else cast_of(speaker)
                yield f"{task}/{split}-{code}.tsv", tagged(_draw(world, task, split, speaker, cast, size), column)


def _draw(world: World, task: str, split: str, speaker: Speaker, cast: Cast, size: int) -> list[Words]:
    rng = world.stream(f"{task} {split} {speaker.grammar.code}")
    return [world.new(task, lambda: sentence(rng, speaker, cast), text) for _ in range(size)]


def sentence(rng: Random, speaker: Speaker, cast: Cast) -> Words:
    """A statement, a question or two linked clauses; most of them contain a name."""
    sort = weighted(rng, ("statement", "question", "linked", "script"), (0.5, 0.2, 0.2, 0.1))
    clause = draw_clause(rng, cast)
    if sort == "question":
        return question(clause, pick(rng, askable(clause)), speaker)
    if sort == "linked":
        return linked(clause, "and", draw_clause(rng, cast), speaker)
    if sort == "script":
        script, subject = pick(rng, SCRIPTS), clause.subject
        one, two = state(subject, script), action(subject, script)
        return linked(one, "so", two, speaker) if happens(rng, 0.5) else linked(two, "because", one, speaker)
    clause = denied_sometimes(rng, clause)
    front = pick(rng, [None, *(part for part in ("place", "year") if getattr(clause, part) is not None)])
    return statement(clause, speaker, front=front)
