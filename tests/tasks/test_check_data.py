"""The data are read once for a plan, and again when a file, or what is read, has changed."""

import shutil

import pytest

from tasks import check_data as step
from tests import miniature
from xtreme_eval.errors import XtremeEvalError
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.studies import preflight
from xtreme_eval.studies.catalog import Catalog


@pytest.fixture
def place(prefect_api, miniature_data, tmp_path):
    shutil.copytree(miniature_data, tmp_path / "data")
    return miniature.request(tmp_path / "data", tmp_path / "out")


def checked(request):
    jobs = [planned.job for planned in make_plan(request.chosen(), Catalog(request.location)).steps.values()]
    return step.check_data(jobs, request.location, return_state=True)


def test_files_that_passed_are_not_read_again(place, monkeypatch):
    assert checked(place).name == "Completed"
    monkeypatch.delattr(preflight, "check_data")
    assert checked(place).name == "Cached"
    assert checked(place).result() == []


def test_a_file_that_changed_is_read_again(place, tmp_path):
    assert checked(place).name == "Completed"
    with (tmp_path / "data" / "xnli" / "test-en.tsv").open("a") as file:
        file.write("no tab in this line\n")
    with pytest.raises(XtremeEvalError, match=r"test-en\.tsv, line 25: 1 columns where 3 are needed"):
        checked(place).result()
    with pytest.raises(XtremeEvalError, match="line 25"):  # an error is no result to keep
        checked(place).result()


def test_a_stricter_check_reads_again(place, monkeypatch):
    assert checked(place).name == "Completed"
    monkeypatch.setattr(preflight, "VERSION", preflight.VERSION + 1)
    assert checked(place).name == "Completed"
