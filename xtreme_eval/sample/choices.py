"""Multiple choice in English: what follows (HellaSwag), why and what then (Cosmos QA), and general facts (CommonsenseQA)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from random import Random

from xtreme_eval.sample.chance import balanced, happens, pick, several, shuffled
from xtreme_eval.sample.clauses import Clause, action, changed, draw_clause, membership, state
from xtreme_eval.sample.concepts import ADJECTIVES, ANIMATES, CLASS_OF, CLASSES, DO, PERSONS, SCRIPTS, WAS
from xtreme_eval.sample.formats import comma_separated, jsonl
from xtreme_eval.sample.lexicon import Speaker
from xtreme_eval.sample.sentences import Words, clause_words, question, statement, text
from xtreme_eval.sample.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question with its choices; `label` is the index of the right one. `concept` is what the question is about."""

    context: str
    question: str
    choices: tuple[str, ...]
    label: int
    concept: str = ""


def choice_files(world: World) -> Iterator[tuple[str, str]]:
    """hellaswag/, cosmosqa/ and commonsenseqa/: a training and a development set each."""
    sizes = world.sizes
    for split, size in (("train", sizes.hellaswag_train), ("val", sizes.test)):
        yield f"hellaswag/hellaswag_{split}.jsonl", _hellaswag(_draw(world, "hellaswag", split, size), split)
    for split, size in (("train", sizes.cosmosqa_train), ("valid", sizes.test)):
        yield f"cosmosqa/{split}.csv", _cosmosqa(_draw(world, "cosmosqa", split, size), split)
    for split, size in (("train", sizes.commonsenseqa_train), ("dev", sizes.test)):
        items = _draw(world, "commonsenseqa", split, size)
        yield f"commonsenseqa/{split}_rand_split.jsonl", _commonsenseqa(items, split)


def _draw(world: World, task: str, split: str, size: int) -> list[Item]:
    rng = world.stream(f"{task} {split}")
    make, count = MAKERS[task]
    labels = balanced(rng, range(count), size)
    return [
        world.new(task, partial(make, rng, world.english, label), lambda item: f"{item.context} {item.question}")
        for label in labels
    ]


def continuation(rng: Random, english: Speaker, label: int) -> Item:
    """HellaSwag: a state, and four ways to go on."""
    subject, other = several(rng, PERSONS, 2)
    scripts = several(rng, SCRIPTS, 4)
    first = statement(draw_clause(rng, subject=other, sort="event"), english)
    context = text(first + statement(state(subject, scripts[0]), english))
    endings = [text(statement(action(subject, script), english)[len(subject.split()) :]) for script in scripts]
    return Item(context=context, question=f"{english.words['so']} {subject}", choices=_placed(endings, label), label=label)


def reading(rng: Random, english: Speaker, label: int) -> Item:
    """Cosmos QA: two people and their states (or deeds); what did one of them do (or why)? One wrong answer is the other's."""
    subject, other = several(rng, PERSONS, 2)
    scripts = several(rng, SCRIPTS, 4)
    told, answered = (state, action) if happens(rng, 0.5) else (action, state)
    facts = shuffled(rng, (told(subject, scripts[0]), told(other, scripts[1])))
    asked: Words
    if told is state:
        asked = question(Clause(subject=subject, verb=DO, object=scripts[0].object), "object", english)
    else:
        asked = question(action(subject, scripts[0]), "why", english)
    extra = statement(draw_clause(rng, subject=pick(rng, ANIMATES), sort="event"), english)
    context = text([*extra, *(word for fact in facts for word in statement(fact, english))])
    answers = [text(statement(answered(subject, script), english)) for script in scripts]
    return Item(context=context, question=text(asked), choices=_placed(answers, label), label=label)


def general_fact(rng: Random, english: Speaker, label: int) -> Item:
    """CommonsenseQA: which class a thing belongs to, what someone in a state does, or in which state someone does it."""
    sort = pick(rng, ("class", "deed", "state"))
    if sort == "class":
        return _class_question(rng, english, label)
    scripts, subject = several(rng, SCRIPTS, 5), pick(rng, PERSONS + ANIMATES)
    script = scripts[0]
    if sort == "deed":
        first = clause_words(state(subject, script), english)
        asked = question(Clause(subject=subject, verb=script.verb, object=script.object), "object", english)
        choices = [other.object for other in scripts]
    else:
        first = clause_words(action(subject, script), english)
        asked = question(Clause(subject=subject, verb=WAS, predicate=script.state), "object", english)
        choices = [other.state for other in scripts]
    link = english.words["so" if sort == "deed" else "because"]
    return Item(
        context="",
        question=f"{text(first)} {link} {text(asked)}",
        choices=_placed(choices, label),
        label=label,
        concept=script.state,
    )


def _class_question(rng: Random, english: Speaker, label: int) -> Item:
    noun = pick(rng, tuple(CLASS_OF))
    adjective = pick(rng, (None, *ADJECTIVES))
    asked = question(changed(membership(noun), subject_adjective=adjective), "object", english)
    others = several(rng, (name for name in CLASSES if name != CLASS_OF[noun]), 4)
    return Item(context="", question=text(asked), choices=_placed([CLASS_OF[noun], *others], label), label=label, concept=noun)


MAKERS = {"hellaswag": (continuation, 4), "cosmosqa": (reading, 4), "commonsenseqa": (general_fact, 5)}


def _placed(choices: list[str], label: int) -> tuple[str, ...]:
    """The choices with the first one, the right one, moved to position `label`."""
    right, *wrong = choices
    return (*wrong[:label], right, *wrong[label:])


def _hellaswag(items: list[Item], split: str) -> str:
    return jsonl(
        {
            "ind": index,
            "activity_label": "",
            "ctx_a": item.context,
            "ctx_b": item.question,
            "ctx": f"{item.context} {item.question}",
            "split": split,
            "split_type": "indomain",
            "label": item.label,
            "endings": item.choices,
            "source_id": f"sample~{index}",
        }
        for index, item in enumerate(items)
    )


def _cosmosqa(items: list[Item], split: str) -> str:
    header = ("id", "context", "question", "answer0", "answer1", "answer2", "answer3", "label")
    return comma_separated(
        header,
        (
            (f"sample-{split}-{index}", item.context, item.question, *item.choices, str(item.label))
            for index, item in enumerate(items)
        ),
    )


def _commonsenseqa(items: list[Item], split: str) -> str:
    return jsonl(
        {
            "answerKey": "ABCDE"[item.label],
            "id": f"sample-{split}-{index}",
            "question": {
                "question_concept": item.concept,
                "choices": [{"label": letter, "text": choice} for letter, choice in zip("ABCDE", item.choices, strict=True)],
                "stem": item.question,
            },
        }
        for index, item in enumerate(items)
    )
