import random

import pandas as pd
import pyarrow.parquet as pq
import pytest

from xtreme_eval.errors import DataError, SpecificationError
from xtreme_eval.scores.frame import SCHEMA, collapsed_runs, placed_scores, read_scores, score_frame, write_scores
from xtreme_eval.scores.record import Score

from .made import place, score

ROWS = [
    score(80.0, language="en", trivial=33.3, above=True),
    score(None, language="de", hole="xnli/test-de.tsv is missing"),
    score(40.0, language="fr", trivial=33.3, above=False),
]


def test_scores_come_back_from_a_file_with_holes_and_unknowns(tmp_path):
    write_scores(tmp_path / "scores.parquet", ROWS)
    back = read_scores(tmp_path / "scores.parquet").set_index("language")
    assert pq.read_schema(tmp_path / "scores.parquet").equals(SCHEMA)
    assert back.loc["en", "value"] == 80.0
    assert pd.isna(back.loc["de", "value"])
    assert back.loc["de", "hole"] == "xnli/test-de.tsv is missing"
    assert list(back["above_trivial"].isna()) == [True, False, False]
    assert not back.loc["fr", "above_trivial"]


def test_the_order_of_rows_does_not_change_the_file(tmp_path):
    shuffled = random.Random(3).sample(ROWS, len(ROWS))
    write_scores(tmp_path / "a.parquet", ROWS)
    write_scores(tmp_path / "b.parquet", shuffled)
    assert shuffled != ROWS
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_a_frame_and_the_records_it_was_made_of_are_the_same_input():
    frame = score_frame(ROWS)
    assert score_frame(frame).equals(frame)
    assert score_frame([Score(**row) for row in (record.row() for record in ROWS)]).equals(frame)


def test_an_evaluation_read_twice_counts_once():
    assert len(score_frame([*ROWS, *ROWS])) == len(ROWS)


def test_contradicting_scores_of_one_evaluation_are_refused():
    with pytest.raises(
        SpecificationError, match="evaluation e has 2 contradicting score rows, the first for xnli, en, test, accuracy"
    ):
        score_frame([score(80.0), score(81.0)])


def test_many_files_are_read_as_one(tmp_path):
    write_scores(tmp_path / "a.parquet", ROWS[:1])
    write_scores(tmp_path / "b.parquet", ROWS[1:])
    assert len(read_scores([tmp_path / "a.parquet", tmp_path / "b.parquet"])) == 3


def test_a_file_that_is_not_parquet_is_named(tmp_path):
    (tmp_path / "scores.parquet").write_text("not parquet")
    with pytest.raises(DataError, match=r"scores\.parquet: not a file of scores"):
        read_scores(tmp_path / "scores.parquet")


def test_a_parquet_file_of_something_else_is_named(tmp_path):
    pd.DataFrame({"task": ["xnli"]}).to_parquet(tmp_path / "scores.parquet")
    with pytest.raises(DataError, match=r"scores\.parquet: not a file of scores.*benchmark"):
        read_scores(tmp_path / "scores.parquet")


def test_an_evaluation_shared_by_two_seeds_stands_in_both():
    rows = placed_scores([score(80.0)], [place(seed=1), place(seed=2)])
    assert list(rows["seed"]) == [1, 2]
    assert list(rows["value"]) == [80.0, 80.0]


def test_scores_of_evaluations_outside_the_study_are_left_out():
    rows = placed_scores([score(80.0), score(70.0, evaluation="other")], [place()])
    assert list(rows["value"]) == [80.0]


def test_two_evaluations_of_the_same_numbers_in_one_cell_are_refused():
    scores = [score(80.0), score(70.0, evaluation="again")]
    with pytest.raises(SpecificationError, match="baseline → xnli, seed 1 has more than one accuracy for en"):
        placed_scores(scores, [place(), place(evaluation="again")])


def test_collapsed_runs_are_listed_once_even_with_several_evaluations():
    placed = [place(collapsed=True), place(collapsed=True, evaluation="dev"), place(seed=2)]
    assert collapsed_runs(placed).to_dict("records") == [
        {"recipe": "baseline", "target": "xnli", "seed": 1, "selection_score": 33.3}
    ]
