"""Latencies: every subject in every form, length and batch, round by round."""

import pandas as pd
import pytest

from tests.measures.efficiency_fixtures import cost_job
from xtreme_eval.measures import latency
from xtreme_eval.measures.forms import UnavailableFormError


@pytest.fixture
def frame(base, store, location):
    job = cost_job("latency", "tatoeba", base, forms="fp32 bf16", lengths="8 16", batches="1 2", rounds=2, calls=3, warm_up=1)
    return latency.measure(job, location, store, lambda *told: None)


def test_every_case_has_all_its_calls_and_tells_the_machine(frame):
    cases = frame.groupby(["recipe", "form", "length", "batch"]).size()
    assert len(cases) == 2 * 2 * 2 * 2
    assert set(cases) == {2 * 3}
    assert (frame["seconds"] > 0).all()
    assert set(frame["threads"]) == {1}
    assert frame["load"].notna().all()
    assert (frame["hole"] == "").all()


def test_a_form_that_cannot_run_is_one_row_with_its_reason(base, store, location, monkeypatch):
    def only_fp32(model, form):
        if form != "fp32":
            raise UnavailableFormError("not here")
        return model

    monkeypatch.setattr(latency, "in_form", only_fp32)
    job = cost_job("latency", "tatoeba", base, ("one",), forms="int8 fp32", lengths="8", batches="1", rounds=1, calls=1, warm_up=0)
    found = latency.measure(job, location, store, lambda *told: None)
    assert found[["form", "hole"]].to_numpy().tolist() == [["int8", "not here"], ["fp32", ""]]
    assert found["seconds"].isna().tolist() == [True, False]


def made(recipe, seconds, *, length=10, batch=2, form="fp32"):
    """One call a round."""
    case = {"recipe": recipe, "target": "xnli", "seed": 1, "form": form, "hole": "", "length": length, "batch": batch}
    return [{**case, "round": number, "call": 0, "seconds": value} for number, value in enumerate(seconds)]


def test_percentiles_are_milliseconds_and_throughput_that_of_the_median():
    frame = pd.DataFrame(made("z", [0.001 * count for count in range(1, 102)]) + made("a", [0.5]))
    slow, quick = latency.percentiles(frame).sort_values("p50", ascending=False).itertuples()
    assert (slow.recipe, quick.recipe) == ("a", "z")
    assert (quick.p50, quick.p95, quick.calls) == (pytest.approx(51), pytest.approx(96), 101)
    assert quick.sequences == pytest.approx(2 / 0.051)
    assert quick.sub_tokens == pytest.approx(20 / 0.051)


def test_a_ratio_pairs_rounds_within_lengths_and_batches():
    frame = pd.DataFrame(
        made("one", [2.0, 4.0]) + made("other", [1.0, 2.0]) + made("one", [30.0], length=99) + made("other", [15.0], length=99)
    )
    found = latency.latency_ratio(frame, {"recipe": "one"}, {"recipe": "other"})
    assert (found.low, found.mean, found.high, found.size) == (pytest.approx(2), pytest.approx(2), pytest.approx(2), 3)
