"""Peak memory: a fresh process for each model, form and repetition."""

import sys

import pandas as pd
import pytest

from tests.measures.efficiency_fixtures import cost_job
from xtreme_eval.errors import XtremeEvalError
from xtreme_eval.measures import memory

SETTINGS = {"length": 16, "batch": 2, "repeats": 2}


def test_every_form_of_every_subject_is_asked_for_in_each_repetition(base, location):
    asked = []

    def probe(requests):
        asked.extend(requests)
        for place, request in enumerate(requests):
            yield {"hole": "not here"} if request["form"] == "int8" else {"peak": 100 + place, "before": 50, "weights": 7}

    job = cost_job("memory", "tatoeba", base, forms="fp32 int8", **SETTINGS)
    found = memory.peaks(job, location, probe, lambda *told: None)
    assert [(request["place"], request["form"]) for request in asked] == [(0, "fp32"), (0, "int8"), (1, "fp32"), (1, "int8")] * 2
    assert found[["recipe", "form", "repeat"]].to_numpy().tolist()[:3] == [
        ["one", "fp32", 0],
        ["one", "int8", 0],
        ["other", "fp32", 0],
    ]
    assert found["hole"].tolist() == ["", "not here"] * 4
    assert found[found["form"] == "fp32"]["peak"].tolist() == [100, 102, 104, 106]


def test_the_spread_is_the_largest_between_repetitions_of_one_thing():
    case = {"target": "xnli", "seed": 1, "form": "fp32", "length": 8, "batch": 1, "hole": ""}
    peaks = {"one": [100.0, 101.0], "other": [300.0, 312.0]}
    frame = pd.DataFrame([{**case, "recipe": recipe, "peak": peak} for recipe, found in peaks.items() for peak in found])
    assert memory.spread(frame) == pytest.approx(4.0)


def test_real_peaks_repeat_within_two_percent_and_hold_the_weights(base, location, store):
    job = cost_job("memory", "tatoeba", base, ("one",), forms="fp32", **SETTINGS)
    found = memory.measure(job, location, store, lambda *told: None)
    assert len(found) == 2
    assert memory.spread(found) < 2
    assert (found["peak"] > found["before"]).all()
    assert (found["weights"] < found["peak"]).all()


def test_a_process_that_fails_says_how_far_it_came_and_why(monkeypatch):
    failing = "print('{}'); import sys; sys.exit('no model can be read')"
    monkeypatch.setattr(memory, "COMMAND", (sys.executable, "-c", failing))
    with pytest.raises(XtremeEvalError, match=r"1 of 2 peak memories were measured.*status 1: no model can be read"):
        list(memory.probe_processes([{}, {}]))
