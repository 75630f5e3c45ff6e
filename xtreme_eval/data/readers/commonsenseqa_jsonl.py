"""CommonsenseQA's JSON lines: a question and five answers, A to E."""

from collections.abc import Sequence
from pathlib import Path

from xtreme_eval.data.readers.json_lines import Row, json_lines
from xtreme_eval.data.records import ChoiceRecord, Record

LETTERS = ("A", "B", "C", "D", "E")


def commonsenseqa_jsonl(paths: Sequence[Path]) -> list[Record]:
    """One record a line.

    Raises:
        MissingFileError, DataError: a line is not of this form.
        UnscorableError: no line has an answer (the official test file).
    """
    (path,) = paths
    return [_choice(row) for row in json_lines(path, "answerKey")]


def _choice(row: Row) -> ChoiceRecord:
    try:
        stem = row.values["question"]["stem"]
        choices = {choice["label"]: choice["text"] for choice in row.values["question"]["choices"]}
    except (KeyError, TypeError):
        problem = "'question' does not hold a 'stem' and 'choices' with 'label' and 'text'"
        raise row.error(problem, "The original release has them; flattened copies cannot be read.") from None
    if tuple(sorted(choices)) != LETTERS:
        raise row.error(f"the choices are labelled {', '.join(map(str, choices))}", f"Needed: {', '.join(LETTERS)}.")
    key = row.text("answerKey")
    if key not in LETTERS:
        raise row.error(f"unknown label {key!r}", f"Allowed: {', '.join(LETTERS)}.")
    return ChoiceRecord(prompt=stem, choices=tuple(choices[letter] for letter in LETTERS), label=LETTERS.index(key))
