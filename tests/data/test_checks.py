"""Gold labels that nothing can be scored against."""

from pathlib import Path

import pytest

from xtreme_eval.data.checks import refuse_unscorable
from xtreme_eval.data.records import Answer, ChoiceRecord, PairRecord, QuestionRecord, Record, TaggedSentence
from xtreme_eval.errors import UnscorableError

PATH = Path("test.tsv")


def pairs(*labels: str) -> list[PairRecord]:
    return [PairRecord(first="a", second="b", label=label) for label in labels]


def choices(*labels: int) -> list[ChoiceRecord]:
    return [ChoiceRecord(prompt="a", choices=("b", "c"), label=label) for label in labels]


def tagged(*tags: str) -> list[TaggedSentence]:
    return [TaggedSentence(words=("a",) * len(tags), tags=tags)]


def questions(*answers: str) -> list[QuestionRecord]:
    return [QuestionRecord(id="1", question="?", context="", answers=(Answer(text=answer, start=0),)) for answer in answers]


@pytest.mark.parametrize(
    ("records", "problem"),
    [
        (pairs(*["neutral"] * 20), "all 20 labels are 'neutral'"),
        (choices(*[0] * 20), "all 20 labels are '0'"),
        (tagged("O", "O"), "all 2 tags are 'O'"),
        (tagged(*["NOUN"] * 20), "all 20 tags are 'NOUN'"),
        (questions("", " "), "the answers to all 2 questions are blank"),
    ],
)
def test_labels_that_are_all_the_same_are_refused(records: list[Record], problem: str) -> None:
    with pytest.raises(UnscorableError) as error:
        refuse_unscorable(records, PATH)
    assert str(error.value).startswith(f"test.tsv: {problem}: any score on it would mean nothing. Put the labelled release")


@pytest.mark.parametrize(
    "records",
    [
        pairs(*["neutral"] * 19),
        pairs(*["neutral"] * 30, "entailment"),
        choices(0, 1),
        tagged("O", "B-PER"),
        tagged("INTJ"),
        questions("", "yes"),
        [],
    ],
)
def test_labels_that_differ_or_are_too_few_to_tell_pass(records: list[Record]) -> None:
    refuse_unscorable(records, PATH)
