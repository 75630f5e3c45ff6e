"""What cannot be scored is a hole that names its file; what is broken is an error; the rest is scored."""

import json
import shutil
from pathlib import Path

import pytest

from tests.training.small_grid import location, silent
from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.errors import DataError
from xtreme_eval.evaluation.run import run_evaluation
from xtreme_eval.kinds.retrieval import Retrieval
from xtreme_eval.scores.frame import read_scores
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.suite import registry


@pytest.fixture
def evaluated(grid, tmp_path):
    """Evaluate a target of the small grid on data that `change` has spoiled."""

    def evaluate(name, change):
        shutil.copytree(grid.data, tmp_path / "data")
        shutil.copytree(Path(grid.store.url.removeprefix("file:")), tmp_path / "store")
        change(tmp_path / "data")
        job = grid.job(f"evaluate baseline → {name} · seed 1").model_copy(update={"key": "spoiled"})
        store = DirectoryStore(tmp_path / "store")
        manifest = run_evaluation(job, location(tmp_path / "data"), store, silent)
        return read_scores(store.open_file(manifest, "scores.parquet"))

    return evaluate


def holes(rows):
    """(language, split) -> reason."""
    return {(row.language, row.split): row.hole for row in rows.itertuples() if row.hole}


def whole(rows):
    return set(rows[rows["hole"] == ""][["language", "split"]].itertuples(index=False, name=None))


def rewrite(path, change):
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def without_labels(text):
    return "".join("\t".join(line.split("\t")[:-1]) + "\n" for line in text.splitlines())


def blank_answers(text):
    document = json.loads(text)
    for article in document["data"]:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                question["answers"] = [{"text": "", "answer_start": 0}]
    return json.dumps(document)


def test_a_missing_file_is_a_hole_in_its_language_and_split_only(evaluated):
    rows = evaluated("xnli", lambda data: (data / "xnli" / "test-qva.tsv").unlink())
    ((place, reason),) = holes(rows).items()
    assert place == ("qva", "test")
    assert "xnli/test-qva.tsv: there is no such file" in reason
    assert whole(rows) == {("en", "dev"), ("en", "test"), ("qva", "dev"), ("qel", "dev"), ("qel", "test")}


@pytest.mark.parametrize(
    ("name", "file", "change", "reason"),
    [
        ("xnli", "xnli/test-qva.tsv", without_labels, "this is XTREME's label-free layout: every row has 2 columns"),
        ("udpos", "udpos/test-qva.tsv", without_labels, "this is XTREME's label-free layout"),
        ("tydiqa", "tydiqa/tydiqa-goldp-v1.1-dev/tydiqa.goldp.qva.dev.json", blank_answers, "questions are blank"),
        ("mlqa", "mlqa/MLQA_V1/test/test-context-qva-question-qva.json", blank_answers, "questions are blank"),
    ],
)
def test_a_file_without_gold_labels_is_a_hole_that_says_so(evaluated, name, file, change, reason):
    rows = evaluated(name, lambda data: rewrite(data / file, change))
    assert set(holes(rows)) == {("qva", "test")}
    found = holes(rows)["qva", "test"]
    assert reason in found
    assert file in found
    assert ("qel", "test") in whole(rows)


def test_a_hole_has_a_row_for_every_metric_of_the_task_score_and_no_number(evaluated):
    rows = evaluated("mlqa", lambda data: (data / "mlqa/MLQA_V1/test/test-context-qva-question-qva.json").unlink())
    lacking = rows[rows["hole"] != ""]
    assert set(lacking["metric"]) == {"exact_match", "f1"}
    assert lacking[["value", "standard_error", "trivial"]].isna().all().all()
    assert (lacking["examples"] == 0).all()
    assert lacking["primary"].all()


def test_all_languages_may_be_holes(evaluated):
    def remove(data):
        for file in (data / "tydiqa" / "tydiqa-goldp-v1.1-dev").iterdir():
            file.unlink()

    assert set(holes(evaluated("tydiqa", remove))) == {("en", "test"), ("qva", "test"), ("qel", "test")}


def test_mining_without_dev_has_no_threshold_and_is_a_hole_on_test_too(evaluated):
    def remove(data):
        for name in ("dev.qva", "dev.en", "dev.gold"):
            (data / "bucc2018" / f"qva-en.{name}").unlink()

    rows = evaluated("bucc", remove)
    assert set(holes(rows)) == {("qva", "dev"), ("qva", "test")}
    assert "test must not choose it" in holes(rows)["qva", "test"]
    assert "there is no such file" in holes(rows)["qva", "dev"]
    assert whole(rows) == {("qel", "dev"), ("qel", "test")}


def test_the_threshold_is_fitted_on_dev_pairs_only(evaluated, grid, monkeypatch):
    fitted, calibrate = [], Retrieval.calibrate

    def seen(self, records, decoded):
        fitted.append(records[0].gold)
        return calibrate(self, records, decoded)

    monkeypatch.setattr(Retrieval, "calibrate", seen)
    evaluated("bucc", lambda data: rewrite(data / "bucc2018" / "qva-en.test.gold", lambda text: "".join(text.splitlines(True)[1:])))
    data, files = ReleaseFolder(grid.data), registry.target("bucc").evaluation
    dev = {data.records(files["dev"], language)[0].gold for language in ("qva", "qel")}
    assert set(fitted) == dev


def test_mining_without_test_still_scores_dev(evaluated):
    rows = evaluated("bucc", lambda data: (data / "bucc2018" / "qva-en.test.gold").unlink())
    assert set(holes(rows)) == {("qva", "test")}
    assert ("qva", "dev") in whole(rows)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("tydiqa", "tydiqa/tydiqa-goldp-v1.1-dev/tydiqa.goldp.qva.dev.json"),
        ("xquad", "xquad/xquad.qel.json"),
        ("xnli", "xnli/test-qva.tsv"),
        ("udpos", "udpos/dev-qel.tsv"),
    ],
)
def test_a_file_that_is_cut_short_is_an_error_that_names_it(evaluated, name, file):
    def cut(data):
        content = (data / file).read_bytes()
        half = len(content) // 2
        (data / file).write_bytes(content[: max(half, content.find(b"\t", half))])  # before a column, where there are columns

    with pytest.raises(DataError, match=Path(file).name):
        evaluated(name, cut)


def test_an_unknown_label_is_an_error_with_its_line(evaluated):
    with pytest.raises(DataError, match=r"test-qva\.tsv, line 1: unknown label 'perhaps'"):
        evaluated(
            "xnli",
            lambda data: rewrite(
                data / "xnli/test-qva.tsv", lambda text: text.replace(text.split("\n")[0].split("\t")[2], "perhaps", 1)
            ),
        )


def test_nothing_is_committed_where_a_file_is_broken(grid, tmp_path):
    shutil.copytree(grid.data, tmp_path / "data")
    shutil.copytree(Path(grid.store.url.removeprefix("file:")), tmp_path / "store")
    (tmp_path / "data" / "xquad" / "xquad.qel.json").write_text('{"data": [')
    job = grid.job("evaluate baseline → xquad · seed 1").model_copy(update={"key": "broken"})
    store = DirectoryStore(tmp_path / "store")
    with pytest.raises(DataError):
        run_evaluation(job, location(tmp_path / "data"), store, silent)
    assert store.find("broken") is None
