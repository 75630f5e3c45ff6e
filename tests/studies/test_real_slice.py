"""The real-slice study made small: every step of it runs on real files, is scored, and says what it could not score."""

from pathlib import Path

import pytest

from tests.training.small_grid import location, run
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.experiment.stage import Stage
from xtreme_eval.experiment.study import Study
from xtreme_eval.reports.write import write_report
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.studies.catalog import Catalog
from xtreme_eval.studies.preflight import check_data
from xtreme_eval.studies.real_slice import BASE, STUDY
from xtreme_eval.studies.report import study_report
from xtreme_eval.studies.results import collect

SHARED = Path(__file__).parents[3] / "shared" / "data"
LANGUAGES = ("en", "de", "zh", "sw")
LINES = 150
pytestmark = pytest.mark.skipif(not (SHARED / "real-slice").is_dir(), reason=f"no real benchmark files at {SHARED}")


def shrunk(stage: Stage) -> Stage:
    few: dict[str, object] = {"examples": 24, "epochs": 1.0, "selections": 1, "selection_examples": 30}
    return stage.model_copy(update={"hyper": stage.hyper.model_copy(update=few)})


def small_study() -> Study:
    steps = Hyper(learning_rate=2e-3, steps=5, batch_tokens=512, max_length=64, selections=0)
    size = {"vocabulary_size": 3000, "layers": 1, "hidden": 32, "feed_forward": 64, "heads": 2, "pretraining": steps}
    study = STUDY.narrowed(recipes=("baseline", "cosmosqa"), languages=LANGUAGES)
    recipes = tuple(one.model_copy(update={"stages": tuple(map(shrunk, one.stages))}) for one in study.recipes)
    targets = tuple(one.model_copy(update={"stages": tuple(map(shrunk, one.stages))}) for one in study.targets)
    return study.model_copy(update={"base": BASE.model_copy(update=size), "recipes": recipes, "targets": targets})


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real-slice")
    text = folder / "text"
    text.mkdir()
    for language in LANGUAGES:
        raw = (SHARED / "text" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
        (text / f"{language}.txt").write_text("\n".join(raw[:LINES]), encoding="utf-8")
    data, store = SHARED / "real-slice", DirectoryStore(folder / "store")
    place = location(data, text)
    plan = make_plan(small_study(), Catalog(place))
    holes = check_data([step.job for step in plan.steps.values()], place)
    run(plan, data, store, text=text)
    results = collect(plan, store, {})
    write_report(study_report(results, place), folder / "report")
    report = folder / "report" / "score_table.md"
    return plan, holes, results.scores, report.read_text(encoding="utf-8")


def scored(scores, task, split="test"):
    rows = scores[(scores["task"] == task) & (scores["split"] == split) & scores["value"].notna()]
    return set(rows["language"])


def test_every_language_with_labelled_files_is_scored(finished):
    _, _, scores, _ = finished
    assert {task: scored(scores, task) for task in ("xnli", "pawsx", "udpos", "panx", "xquad", "tatoeba")} == {
        "xnli": {"en", "de", "zh", "sw"},
        "pawsx": {"en", "de", "zh"},
        "udpos": {"en", "de", "zh"},
        "panx": {"en", "de", "zh", "sw"},
        "xquad": {"en", "de", "zh"},
        "tatoeba": {"de", "zh", "sw"},
    }
    assert scored(scores, "mlqa", "dev") == {"en", "de", "zh"}
    assert scored(scores, "bucc", "dev") == {"zh"}


def test_what_the_files_cannot_tell_is_a_hole_by_name(finished):
    _, holes, scores, report = finished
    assert scored(scores, "tydiqa") == scored(scores, "mlqa") == scored(scores, "bucc") == set()
    assert any("tydiqa.goldp.sw.dev.json: the answers to all 250 questions are blank" in hole for hole in holes)
    assert any(hole.startswith("mlqa, test: no files for") for hole in holes)
    assert "TyDiQA, test" in report.split("## Holes")[1]


def test_each_score_stands_beside_its_trivial_baseline_and_standard_error(finished):
    _, _, scores, report = finished
    rows = scores[scores["value"].notna()]
    assert rows["trivial"].between(0, 100).all()
    assert (rows["standard_error"] >= 0).all()
    assert rows["above_trivial"].notna().all()
    assert "| trivial baseline |" in report
    assert "not comparable with published numbers" in report


def test_work_is_shared_as_planned(finished):
    plan, _, _, _ = finished
    assert (
        len(plan.trainings) == 1 + 6 + 1 + 6
    )  # a base; xnli, pawsx, udpos, panx, squad for two targets, tydiqa; twice, and cosmosqa
    assert plan.naive_trainings == 9 + 7 + 2 * 9 + 7
