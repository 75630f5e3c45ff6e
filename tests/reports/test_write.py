import errno
import random

import pandas as pd
import pytest

from tests.scores.made import cell, study, target
from xtreme_eval.errors import XtremeEvalError
from xtreme_eval.reports import write
from xtreme_eval.reports.report import Report
from xtreme_eval.reports.write import FILES, PAGE, TABLES, write_report
from xtreme_eval.scores.frame import read_scores
from xtreme_eval.scores.table import TIDY, score_table

TARGETS = [target("xnli"), target("pawsx")]
SCORES, PLACED = study(
    cell({"en": 80.0, "de": 60.0}, trivial=40.0, above=True),
    cell({"en": 82.0, "de": 66.0}, recipe="squad1", trivial=40.0, above=True),
    cell({"en": 70.0, "de": None}, task="pawsx", hole="no file"),
)


def _write(folder, scores=SCORES):
    report = Report(title="Tiny study", label="made by hand", table=score_table(scores, PLACED, TARGETS))
    return write_report(report, folder)


def _bytes(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    return folder, _write(folder)


def test_every_file_of_the_report_is_written_and_nothing_else(written):
    folder, paths = written
    assert paths == [folder / name for name in (PAGE, *FILES, TABLES)]
    assert sorted(folder.iterdir()) == sorted(paths)


def test_the_same_scores_in_another_order_give_the_same_bytes(written, tmp_path):
    folder, _ = written
    shuffled = random.Random(1).sample(SCORES, len(SCORES))
    _write(tmp_path / "new" / "folder", shuffled)
    assert shuffled != SCORES
    assert _bytes(tmp_path / "new" / "folder") == _bytes(folder)


def test_the_csv_has_a_row_for_each_number_and_each_hole(written):
    table = pd.read_csv(written[0] / "score_table.csv", keep_default_na=False)
    assert list(table.columns) == TIDY
    row = table.query("table == 'score' and split == 'test' and recipe == 'baseline' and column == 'xnli'")
    assert row[["value", "standard_error", "seeds", "scored", "expected", "marks"]].to_numpy().tolist() == [
        ["70.0000", "0.7071", 1, 2, 2, ""]
    ]
    assert table.query("table == 'score' and recipe == 'squad1' and column == 'pawsx'")["value"].to_list() == [""]


def test_the_parquet_table_equals_the_frame(written):
    frame = score_table(SCORES, PLACED, TARGETS).frame
    pd.testing.assert_frame_equal(pd.read_parquet(written[0] / "score_table.parquet"), frame)


def test_the_raw_rows_make_the_same_table_again(written):
    again = score_table(read_scores(written[0] / "scores.parquet"), PLACED, TARGETS)
    pd.testing.assert_frame_equal(again.frame, score_table(SCORES, PLACED, TARGETS).frame)
    rows = pd.read_parquet(written[0] / "scores.parquet")
    assert set(rows["recipe"]) == {"baseline", "squad1"}
    assert list(rows["seed"].unique()) == [1]


def test_a_full_disk_is_named_and_leaves_the_last_report_as_it_was(written, tmp_path, monkeypatch):
    _write(tmp_path)
    before = _bytes(tmp_path)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(write, "save", full)
    with pytest.raises(XtremeEvalError, match=r"the report cannot be written \(No space left on device\)\. Free space"):
        _write(tmp_path, SCORES[:2])
    assert _bytes(tmp_path) == before


def test_tables_of_an_earlier_report_do_not_stay(tmp_path):
    _write(tmp_path)
    (tmp_path / TABLES / "old.csv").write_text("stale")
    _write(tmp_path)
    assert not (tmp_path / TABLES / "old.csv").exists()
    assert {"scores-test.csv", "scores-test.tex", "gains-test.csv"} <= {path.name for path in (tmp_path / TABLES).iterdir()}


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(XtremeEvalError, match="file/report: the report cannot be written"):
        _write(tmp_path / "file" / "report")
