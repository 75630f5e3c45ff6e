"""HellaSwag, Cosmos QA and CommonsenseQA."""

import json
from typing import Any

import pytest

from tests.data.conftest import Write
from xtreme_eval.data.readers.commonsenseqa_jsonl import commonsenseqa_jsonl
from xtreme_eval.data.readers.cosmosqa_csv import cosmosqa_csv
from xtreme_eval.data.readers.hellaswag_jsonl import hellaswag_jsonl
from xtreme_eval.data.records import ChoiceRecord
from xtreme_eval.errors import DataError, UnscorableError

COSMOS_HEADER = "id,context,question,answer0,answer1,answer2,answer3,label\n"


def swag(**changes: Any) -> str:
    return json.dumps({"ctx": "A man", "endings": ["a", "b", "c", "d"], "label": 2} | changes)


def csqa(**changes: Any) -> str:
    choices = [{"label": letter, "text": letter.lower()} for letter in "BACDE"]
    return json.dumps({"answerKey": "B", "id": "1", "question": {"stem": "Where?", "choices": choices}} | changes)


@pytest.mark.parametrize("label", [2, "2"])
def test_hellaswags_label_is_a_number_or_its_digits(write: Write, label: int | str) -> None:
    path = write("a.jsonl", swag(label=label) + "\r\n")
    assert hellaswag_jsonl([path]) == [ChoiceRecord(prompt="A man", choices=("a", "b", "c", "d"), label=2)]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (swag(label=4), r"a\.jsonl, line 2: unknown label 4\. Allowed: 0 to 3\."),
        (swag(label=True), r"a\.jsonl, line 2: unknown label True"),
        (swag(endings=["a"]), r"a\.jsonl, line 2: 'endings' is not a list of 4 texts, but \['a'\]"),
        (swag(ctx=None), r"a\.jsonl, line 2: no text under 'ctx', but None"),
        (swag()[:-9], r"a\.jsonl, line 2: invalid JSON: .* \(column \d+\)"),
        ("", r"a\.jsonl, line 2: invalid JSON"),
    ],
)
def test_a_damaged_hellaswag_line_is_named(write: Write, row: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        hellaswag_jsonl([write("a.jsonl", f"{swag()}\n{row}\n{swag()}\n")])


def test_commonsenseqas_choices_are_put_in_the_order_of_their_letters(write: Write) -> None:
    path = write("a.jsonl", csqa())
    assert commonsenseqa_jsonl([path]) == [ChoiceRecord(prompt="Where?", choices=("a", "b", "c", "d", "e"), label=1)]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (csqa(answerKey="F"), r"a\.jsonl, line 1: unknown label 'F'\. Allowed: A, B, C, D, E\."),
        (csqa(question="Where?"), r"a\.jsonl, line 1: 'question' does not hold a 'stem' and 'choices'"),
        (csqa(question={"stem": "?", "choices": [{"label": "A", "text": "a"}]}), r"the choices are labelled A\. Needed: A, B, C"),
    ],
)
def test_a_damaged_commonsenseqa_line_is_named(write: Write, row: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        commonsenseqa_jsonl([write("a.jsonl", row)])


def test_cosmos_cells_may_hold_commas_quotes_and_line_ends(write: Write) -> None:
    path = write("a.csv", COSMOS_HEADER + '1,"He said ""hi"",\nand left .",Why ?,a,b,"c, c",d,3\r\n')
    assert cosmosqa_csv([path]) == [
        ChoiceRecord(prompt='He said "hi",\nand left . Why ?', choices=("a", "b", "c, c", "d"), label=3),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (COSMOS_HEADER + "1,c,q,a,b,c,d,4\n", r"a\.csv, line 2: unknown label '4'\. Allowed: 0, 1, 2, 3\."),
        (COSMOS_HEADER + '1,"two\nlines",q,a,b,c,d,1\n2,c,q,a,b\n', r"a\.csv, line 4: 5 columns where the header has 8"),
        (COSMOS_HEADER + '1,"never closed,q,a,b,c,d,1\n', r"a\.csv, line 2: invalid CSV: unexpected end of data\. .*cut short"),
        (COSMOS_HEADER, r"a\.csv: there is no row below the header"),
        ("id,context,label\n1,c,0\n", r"a\.csv, line 1: no column is named 'question'\. The header has: id, context, label"),
    ],
)
def test_a_damaged_cosmos_file_is_named(write: Write, content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        cosmosqa_csv([write("a.csv", content)])


def test_official_test_files_without_answers_are_label_free(write: Write) -> None:
    with pytest.raises(UnscorableError, match="no line has a value under 'label'"):
        hellaswag_jsonl([write("a.jsonl", swag(label=""))])
    with pytest.raises(UnscorableError, match="no line has a value under 'answerKey'"):
        commonsenseqa_jsonl([write("b.jsonl", csqa(answerKey=None))])
    with pytest.raises(UnscorableError, match="there is no column 'label'"):
        cosmosqa_csv([write("c.csv", COSMOS_HEADER.replace(",label", "") + "1,c,q,a,b,c,d\n")])
