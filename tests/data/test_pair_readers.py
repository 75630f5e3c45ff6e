"""Sentence pairs: XTREME's layout, files with a header, JSON lines."""

import json

import pytest

from tests.data.conftest import Write
from xtreme_eval.data.readers.headed_tsv import headed_tsv
from xtreme_eval.data.readers.nli_jsonl import nli_jsonl
from xtreme_eval.data.readers.pair_tsv import pair_tsv
from xtreme_eval.data.records import PairRecord
from xtreme_eval.errors import DataError, UnscorableError
from xtreme_eval.suite.nli_files import XNLI_READER

READ = pair_tsv("0", "1")
GLUE = headed_tsv("entailment", "neutral", label_column="gold_label")
JSONL = nli_jsonl("entailment", "neutral")


def test_quotes_do_not_join_rows(write: Write) -> None:
    path = write("a.tsv", 'He said "no\tHe said no\t1\n"Yes\tNo"\t0\n')
    assert READ([path]) == [
        PairRecord(first='He said "no', second="He said no", label="1"),
        PairRecord(first='"Yes', second='No"', label="0"),
    ]


def test_carriage_returns_and_blanks_around_a_label_are_not_part_of_it(write: Write) -> None:
    assert READ([write("a.tsv", "a\tb\t1 \r\nc\td\t0\r\n")])[0] == PairRecord(first="a", second="b", label="1")


def test_xnlis_other_spelling_of_contradiction_is_understood(write: Write) -> None:
    (record,) = XNLI_READER([write("train-en.tsv", "a\tb\tcontradictory\n")])
    assert isinstance(record, PairRecord)
    assert record.label == "contradiction"


@pytest.mark.parametrize(("row", "columns"), [("a\tb", 2), ("a\tb\tc\t1", 4), ("", 1)])
def test_a_row_with_another_number_of_columns_is_named(write: Write, row: str, columns: int) -> None:
    with pytest.raises(DataError, match=rf"a\.tsv, line 2: {columns} columns where 3 are needed\. Each line is first sentence"):
        READ([write("a.tsv", f"a\tb\t1\n{row}\nc\td\t0\n")])


def test_an_unknown_label_is_named_with_the_allowed_ones(write: Write) -> None:
    with pytest.raises(DataError, match=r"a\.tsv, line 1: unknown label 'maybe'\. Allowed: 0, 1\."):
        READ([write("a.tsv", "a\tb\tmaybe\n")])


def test_a_file_without_any_label_is_xtremes_label_free_layout(write: Write) -> None:
    with pytest.raises(UnscorableError, match=r"a\.tsv: this is XTREME's label-free layout: every row has 2 columns and no label"):
        READ([write("a.tsv", "a\tb\nc\td\n")])


def test_columns_are_found_by_the_header(write: Write) -> None:
    path = write("MNLI/train.tsv", "index\tsentence2\tsentence1\tgold_label\r\n7\thypothesis\tpremise\tneutral\r\n")
    assert GLUE([path]) == [PairRecord(first="premise", second="hypothesis", label="neutral")]


def test_a_row_may_lack_columns_that_are_not_read(write: Write) -> None:
    path = write("train.txt", "gold_label\tsentence1\tsentence2\tlabel1\tlabel2\nneutral\ta\tb\n")
    assert GLUE([path]) == [PairRecord(first="a", second="b", label="neutral")]


def test_pairs_without_consensus_are_left_out(write: Write) -> None:
    path = write("dev.txt", "gold_label\tsentence1\tsentence2\n-\ta\tb\nentailment\tc\td\n")
    assert GLUE([path]) == [PairRecord(first="c", second="d", label="entailment")]
    rows = [{"sentence1": "a", "sentence2": "b", "gold_label": label} for label in ("-", "neutral")]
    path = write("dev.jsonl", "\n".join(map(json.dumps, rows)))
    assert JSONL([path]) == [PairRecord(first="a", second="b", label="neutral")]


def test_a_header_without_a_label_column_is_a_label_free_file(write: Write) -> None:
    with pytest.raises(UnscorableError, match="label-free layout: there is no column 'gold_label'"):
        GLUE([write("test_matched.tsv", "index\tsentence1\tsentence2\n0\ta\tb\n")])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("gold_label\tpremise\n-\ta\n", r"a\.tsv, line 1: no column is named 'sentence1'\. The header has: gold_label, premise"),
        ("sentence1\tsentence2\tgold_label\n", r"a\.tsv: there is no row below the header"),
        ("sentence1\tsentence2\tgold_label\na\tb\n", r"a\.tsv, line 2: 2 columns where the header has 3"),
        ("sentence1\tsentence2\tgold_label\na\tb\tneutral\tx\n", r"a\.tsv, line 2: 4 columns where the header has 3"),
        ("sentence1\tsentence2\tgold_label\na\tb\tyes\n", r"a\.tsv, line 2: unknown label 'yes'\. Allowed: entailment, neutral"),
    ],
)
def test_a_damaged_file_with_a_header_is_named(write: Write, content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        GLUE([write("a.tsv", content)])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            '{"gold_label": "neutral", "sentence1": "a", "sen',
            r"a\.jsonl, line 1: invalid JSON: Unterminated string starting at \(column 45\)",
        ),
        ('["a"]', r"a\.jsonl, line 1: a JSON list where an object is needed"),
        ('{"gold_label": "yes", "sentence1": "a", "sentence2": "b"}', r"a\.jsonl, line 1: unknown label 'yes'\. Allowed: entail"),
        ('{"gold_label": "neutral", "sentence1": "a"}', r"a\.jsonl, line 1: no text under 'sentence2', but None\. The object has:"),
    ],
)
def test_a_damaged_json_line_is_named(write: Write, content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        JSONL([write("a.jsonl", content)])


def test_json_lines_without_labels_are_a_label_free_file(write: Write) -> None:
    with pytest.raises(UnscorableError, match="no line has a value under 'gold_label'"):
        JSONL([write("a.jsonl", '{"sentence1": "a", "sentence2": "b"}\n{"sentence1": "c", "sentence2": "d", "gold_label": ""}')])
