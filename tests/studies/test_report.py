"""From a plan and its store to the report: what the study knows about its rows reaches the tables."""

import shutil
from pathlib import Path

import pytest

from tests.training.small_grid import MIXTURE, location, run, study
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.experiment.recipe import BASELINE
from xtreme_eval.reports.write import FILES, PAGE, TABLES, report_files
from xtreme_eval.scores.best import BEST, ENGLISH_DEV
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.studies.catalog import Catalog
from xtreme_eval.studies.report import study_report
from xtreme_eval.studies.results import collect


@pytest.fixture(scope="module")
def results(grid, tmp_path_factory):
    """Two targets without a dev set; the study chooses the best of its one intermediate recipe."""
    folder = tmp_path_factory.mktemp("best")
    shutil.copytree(Path(grid.store.url.removeprefix("file:")), folder / "store")
    asked = study((BASELINE, MIXTURE), ("xquad", "bucc", "tatoeba")).model_copy(update={"best_of": (MIXTURE.name,)})
    plan, store = make_plan(asked, Catalog(location(grid.data))), DirectoryStore(folder / "store")
    run(plan, grid.data, store)
    return collect(plan, store, {})


@pytest.fixture(scope="module")
def report(grid, results):
    return study_report(results, location(grid.data))


def test_the_recipes_of_best_of_are_chosen_among(report):
    chosen = {choice.target: (choice.recipe, choice.chosen_on) for choice in report.table.choices}
    assert chosen == {
        "xquad": (MIXTURE.name, ENGLISH_DEV),
        "bucc": (MIXTURE.name, "its dev set"),
        "tatoeba": (MIXTURE.name, "dev of bucc"),
    }
    assert set(report.table.frame.query("recipe == @BEST")["split"]) == {"test"}


def test_a_target_without_dev_data_is_judged_by_what_its_training_recorded(results, report):
    choice = next(found for found in report.table.choices if found.target == "xquad")
    place = next(spot for spot in results.placed if (spot.target, spot.recipe) == ("xquad", MIXTURE.name))
    assert choice.score == pytest.approx(place.selection_score)


def test_small_tables_are_files_of_their_own(report):
    names = report_files(report)
    assert set(names) >= {PAGE, *FILES, TABLES}
    assert "best_per_target.csv" in names
    assert report.answer is None


def test_longer_training_on_own_data_is_marked(report):
    gains = report.table.frame.query("table == 'gain' and split == 'test'").set_index(["recipe", "column"])["marks"]
    assert "‡" in gains[MIXTURE.name, "xquad"]
    assert "‡" in gains[BEST, "xquad"]
    assert "‡" not in gains[MIXTURE.name, "tatoeba"]
