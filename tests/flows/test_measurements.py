"""Measurements in a grid: made once, found by the study's answer, no harm to the rest where they fail."""

import pytest

from tests import miniature
from tests.measures.example import counted, known_example
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.store.inventory import entries
from xtreme_eval.store.open import open_store
from xtreme_eval.store.retention import was_dropped
from xtreme_eval.studies.catalog import Catalog
from xtreme_eval.studies.registry import studies
from xtreme_eval.studies.results import collect

__all__ = ["known_example"]

SUBJECTS = (("baseline", "", 1), ("mnli", "", 1), ("mnli", "xnli", 1))


@pytest.fixture
def measured(copied, known_example, monkeypatch):
    """A function that runs the finished grid again with these measurements; returns the failures."""

    def run(*measurements, **changes):
        study = miniature.STUDY.model_copy(update={"measurements": measurements})
        monkeypatch.setitem(studies(), study.name, study)
        request = copied.model_copy(update=changes)
        return request, miniature.run_in_a_thread(request)

    return run


def results(request, failures=()):
    plan = make_plan(request.chosen(), Catalog(request.location))
    by_key = {key: "it failed" for key, step in plan.steps.items() if step.job.title in failures}
    return collect(plan, open_store(request.location.store), by_key)


def test_a_grid_makes_its_measurements_and_collects_them(measured):
    request, failures = measured(counted(*SUBJECTS))
    assert failures == {}
    found = results(request)
    frame = found.measured["counted"]
    assert list(frame.itertuples(index=False, name=None)) == [("baseline", "", 1, 1), ("mnli", "", 1, 2), ("mnli", "xnli", 1, 3)]
    assert found.unmeasured == {}


def test_a_measurement_is_an_artifact_that_knows_what_it_was_made_of(measured):
    request, _ = measured(counted(*SUBJECTS, layers=3))
    store = open_store(request.location.store)
    (entry,) = [entry for entry in entries(store) if entry.kind == "measurement"]
    plan = make_plan(request.chosen(), Catalog(request.location))
    assert (entry.key, entry.title) == (plan.measured[0].key, "measure counted")
    assert entry.made_from == plan.measurements[0].needs
    assert set(entry.manifest.files) == {"measurement.parquet"}
    assert {"seconds", "device", "versions", "version"} <= set(entry.manifest.meta)


def test_a_measurement_is_made_once(measured, monkeypatch):
    from flows import grid

    titles, hand_over = [], grid.step_task
    monkeypatch.setattr(grid, "step_task", lambda job, location: titles.append(job.title) or hand_over(job, location))
    measured(counted(*SUBJECTS))
    assert titles == ["measure counted"]
    measured(counted(*SUBJECTS))
    assert titles == ["measure counted"]


def test_a_failing_measurement_stops_nothing_and_is_seen_to_be_missing(measured):
    request, failures = measured(counted(*SUBJECTS, name="bad", fails_at="mnli"), counted(*SUBJECTS, name="good"))
    assert failures == {"measure bad": "ValueError: no luck with mnli"}
    found = results(request, failures)
    assert list(found.measured) == ["good"]
    assert found.unmeasured == {"bad": "it failed"}
    assert found.scores["value"].notna().all()
    assert (request.folder / "score_table.md").exists()


def test_weights_go_once_they_have_been_measured(measured):
    request, failures = measured(
        counted(*SUBJECTS), counted(("baseline", "xnli", 1), name="bad", fails_at="baseline"), keep_weights=False
    )
    assert set(failures) == {"measure bad"}
    store, plan = open_store(request.location.store), make_plan(request.chosen(), Catalog(request.location))
    assert {step.job.title for step in plan.trainings if was_dropped(store, step.key)} == {"train mnli → xnli · seed 1"}
    assert results(request).measured["counted"]["stages"].tolist() == [1, 2, 3]
