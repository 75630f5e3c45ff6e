"""Questions in SQuAD v1.1's form."""

import json
from typing import Any

import pytest

from tests.data.conftest import Write
from xtreme_eval.data.checks import refuse_unscorable
from xtreme_eval.data.readers.squad_json import only_language, squad_json
from xtreme_eval.data.records import Answer, QuestionRecord
from xtreme_eval.errors import DataError, UnscorableError

CONTEXT = "Zoë saw 東京."


def document(*questions: dict[str, Any]) -> str:
    return json.dumps({"version": "1.1", "data": [{"title": "t", "paragraphs": [{"context": CONTEXT, "qas": list(questions)}]}]})


def question(identity: str, text: str, start: int) -> dict[str, Any]:
    return {"id": identity, "question": "What?", "answers": [{"text": text, "answer_start": start}]}


def test_offsets_count_characters(write: Write) -> None:
    path = write("a.json", document(question("1", "東京", 8)))
    assert squad_json([path]) == [
        QuestionRecord(id="1", question="What?", context=CONTEXT, answers=(Answer(text="東京", start=8),)),
    ]


def test_every_answer_of_a_question_is_kept(write: Write) -> None:
    entry = question("1", "Zoë", 0)
    entry["answers"].append({"text": "Zoë saw", "answer_start": 0})
    (record,) = squad_json([write("a.json", document(entry))])
    assert isinstance(record, QuestionRecord)
    assert [answer.text for answer in record.answers] == ["Zoë", "Zoë saw"]


def test_questions_that_share_an_id_are_all_read(write: Write) -> None:
    records = squad_json([write("a.json", document(question("0", "Zoë", 0), question("0", "saw", 4)))])
    assert [record.id for record in records if isinstance(record, QuestionRecord)] == ["0", "0"]


def test_an_answer_elsewhere_is_named_with_where_it_is_found(write: Write) -> None:
    path = write("a.json", document(question("1", "Zoë", 0), question("q7", "東京", 9)))
    with pytest.raises(DataError) as error:
        squad_json([path])
    assert "a.json: question 'q7' (data[0].paragraphs[0].qas[1]): the answer '東京' is not at its answer_start 9" in str(
        error.value
    )
    assert "It is found at 8; offsets count characters" in str(error.value)


def test_an_answer_that_is_nowhere_is_named(write: Write) -> None:
    with pytest.raises(DataError, match=r"the answer 'Rome' is not at its answer_start -1.*It is nowhere in the passage"):
        squad_json([write("a.json", document(question("1", "Rome", -1)))])


def test_a_file_that_was_cut_short_is_named_with_line_and_column(write: Write) -> None:
    whole = json.dumps(json.loads(document(question("1", "Zoë", 0))), indent=1)
    with pytest.raises(DataError, match=r"a\.json, line 5: invalid JSON: .* \(column \d+\)\. .*it may have been cut short"):
        squad_json([write("a.json", "\n".join(whole.splitlines()[:5])[:-4])])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[]", r"a\.json: the document has no 'data' that is a list\. The file must have SQuAD v1\.1's form"),
        ('{"data": [{}]}', r"data\[0\] has no 'paragraphs' that is a list"),
        ('{"data": [{"paragraphs": [{"qas": []}]}]}', r"data\[0\]\.paragraphs\[0\] has no 'context' that is a text"),
        ('{"data": []}', "there is no question in it"),
        (document({"id": 3}), r"data\[0\]\.paragraphs\[0\]\.qas\[0\] has no 'id' that is a text"),
        (document(question("1", "Zoë", True)), r"question '1' \(.*\) has no 'answer_start' that is a whole number"),
        (
            document(question("1", "Zoë", 0), question("2", "", 0)),
            r"question '2' and 0 more of 2 have no answer, or a blank one\. Put",
        ),
        (
            document({"id": "1", "question": "?", "answers": []}, question("2", "Zoë", 0)),
            r"question '1' and 0 more of 2.*SQuAD v2\.0",
        ),
    ],
)
def test_another_form_is_named_with_its_place(write: Write, content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        squad_json([write("a.json", content)])


@pytest.mark.parametrize("answers", [[], [{"text": "", "answer_start": 0}]])
def test_a_file_without_any_answer_is_read_and_left_to_the_check(write: Write, answers: list[Any]) -> None:
    path = write("a.json", document({"id": "1", "question": "?", "answers": answers}))
    with pytest.raises(UnscorableError, match=r"a\.json: the answers to all 1 questions are blank"):
        refuse_unscorable(squad_json([path]), path)


def test_only_the_questions_of_one_language_are_kept_where_ids_name_languages(write: Write) -> None:
    read = only_language("english", ("english", "arabic"))
    path = write("a.json", document(question("english-1", "Zoë", 0), question("arabic-1", "saw", 4)))
    assert [record.id for record in read([path]) if isinstance(record, QuestionRecord)] == ["english-1"]
    assert len(read([write("b.json", document(question("0", "Zoë", 0), question("1", "saw", 4)))])) == 2


def test_a_file_of_other_languages_only_is_refused(write: Write) -> None:
    with pytest.raises(DataError, match="no question id starts with 'english-'"):
        only_language("english", ("english", "arabic"))([write("a.json", document(question("arabic-1", "saw", 4)))])
