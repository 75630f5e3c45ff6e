"""What a measurement reads of its tasks: in its key, checked before anything runs, and fetched by `data prepare`."""

import shutil

import pytest

from tests import miniature
from tests.measures.example import counted, known_example
from xtreme_eval.errors import UnknownNameError, XtremeEvalError
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.studies.catalog import Catalog
from xtreme_eval.studies.needs import needs
from xtreme_eval.studies.preflight import check_data

__all__ = ["known_example"]


@pytest.fixture
def asked(miniature_data, tmp_path, known_example):
    """The miniature grid on data of its own."""
    shutil.copytree(miniature_data, tmp_path / "data")
    return miniature.request(tmp_path / "data", tmp_path / "out")


def study(*tasks):
    measurement = counted(("baseline", "", 1)).model_copy(update={"tasks": tasks})
    return miniature.STUDY.model_copy(update={"measurements": (measurement,), "targets": miniature.STUDY.targets[:1]})


def plan(request, *tasks):
    return make_plan(study(*tasks), Catalog(request.location))


def jobs(planned):
    return [step.job for step in planned.measurements]


@pytest.mark.parametrize(
    ("task", "file"), [("sst2", "SST-2/dev.tsv"), ("tatoeba", "tatoeba/v1/tatoeba.qva-eng.qva"), ("panx", "panx/train-en.tsv")]
)
def test_a_changed_file_of_a_task_changes_the_key(asked, task, file, tmp_path):
    before = plan(asked, task).measured[0].key
    path = tmp_path / "data" / file
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:1], *lines[2:], lines[1]]))
    assert plan(asked, task).measured[0].key != before
    assert plan(asked, "mnli").measured[0].key != before


def test_a_task_without_files_is_a_hole_with_its_reason(asked, tmp_path):
    (tmp_path / "data" / "SST-2" / "train.tsv").unlink()
    (measured,) = plan(asked, "mnli", "sst2").measured
    assert measured.key is None
    assert "train.tsv" in measured.hole


def test_broken_files_of_a_measured_task_are_found_before_anything_runs(asked, tmp_path):
    path = tmp_path / "data" / "SST-2" / "dev.tsv"
    path.write_text(path.read_text().replace("\t", " "))
    assert check_data(jobs(plan(asked, "mnli")), asked.location) == []
    with pytest.raises(XtremeEvalError, match=r"dev\.tsv"):
        check_data(jobs(plan(asked, "sst2")), asked.location)


def test_a_measured_tasks_files_are_needed():
    titles = {need.title for need in needs(study("sst2", "tatoeba"), generated=True)}
    assert {"sst2, training", "sst2, English dev", "tatoeba, test"} <= titles
    assert "sst2, training" not in {need.title for need in needs(study(), generated=True)}


def test_a_measure_or_a_task_that_there_is_not_is_refused_with_those_that_there_are(asked):
    with pytest.raises(UnknownNameError, match="task"):
        plan(asked, "sst")
    lost = miniature.STUDY.model_copy(
        update={"measurements": (counted(("baseline", "", 1)).model_copy(update={"measure": "stage_counts"}),)}
    )
    with pytest.raises(UnknownNameError, match="stage_count"):
        make_plan(lost, Catalog(asked.location))
