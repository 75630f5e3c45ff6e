"""The study of efficiency: what it says of measurements that were made up, and what it is made of."""

import math
from types import SimpleNamespace

import pandas as pd
import pytest

from tests.scores.made import cell, study, target
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.experiment.study import StudyTarget
from xtreme_eval.measures.registry import measures
from xtreme_eval.scores.table import score_table
from xtreme_eval.store.protocol import Manifest
from xtreme_eval.studies import efficiency
from xtreme_eval.studies.efficiency_tables import pareto, training_costs
from xtreme_eval.studies.results import Results
from xtreme_eval.studies.tiny_bases import MEDIUM

ENGLISH, MULTILINGUAL = efficiency.PAIRS[0]
MACHINE = {"device": "Quick 9000", "cores": 2, "threads": 1, "clock_mhz": 2400.0}
CASE = {"target": "xnli", "seed": 1, "hole": "", "length": 128, "batch": 1}
SECONDS = {(ENGLISH, "fp32"): 0.010, (MULTILINGUAL, "fp32"): 0.011, (ENGLISH, "bf16"): 0.005, (MULTILINGUAL, "bf16"): 0.005}


def latencies() -> pd.DataFrame:
    rows = [
        {
            **CASE,
            "recipe": recipe,
            "form": form,
            "round": number,
            "call": call,
            "seconds": seconds * (1 + number),
            "load": number + 0.5,
        }
        for (recipe, form), seconds in SECONDS.items()
        for number in range(3)
        for call in range(3)
    ]
    hole = {"recipe": ENGLISH, "target": "xnli", "seed": 1, "form": "int8", "hole": "not on this machine"}
    return pd.DataFrame([*rows, hole]).assign(**MACHINE)


def memories() -> pd.DataFrame:
    peaks = {ENGLISH: [400e6, 404e6], MULTILINGUAL: [402e6, 402e6]}
    rows = [
        {**CASE, "recipe": recipe, "form": "fp32", "repeat": repeat, "peak": peak, "before": 300e6, "weights": 10e6}
        for recipe, found in peaks.items()
        for repeat, peak in enumerate(found)
    ]
    return pd.DataFrame(rows).assign(**MACHINE)


def form_scores() -> pd.DataFrame:
    values = {(ENGLISH, "fp32"): 60.0, (ENGLISH, "bf16"): 50.0, (MULTILINGUAL, "fp32"): 70.0, (MULTILINGUAL, "bf16"): 65.0}
    return pd.DataFrame(
        [
            {"recipe": recipe, "target": "xnli", "seed": 1, "form": form, "hole": "", "language": "en", "metric": "accuracy"}
            | {"value": value, "standard_error": 1.0}
            for (recipe, form), value in values.items()
        ]
    )


def answered(measured):
    """Baselines of 50; English gains 5 points and multilingual training 6, 8 and 10 by seed."""
    gains = {"baseline": [0, 0, 0], ENGLISH: [5, 5, 5], MULTILINGUAL: [6, 8, 10]}
    cells = [
        cell({"en": 50.0 + value}, recipe=recipe, seed=seed)
        for recipe, found in gains.items()
        for seed, value in zip((1, 2, 3), found, strict=True)
    ]
    scores, placed = study(*cells)
    table = score_table(scores, placed, [target("xnli", languages="en")])
    declared = efficiency.STUDY.model_copy(update={"targets": (StudyTarget(name="panx", lengths=Lengths()),)})
    declared = declared.model_copy(update={"targets": (StudyTarget(name="xnli", lengths=Lengths()),)})
    unmeasured = {} if measured else {"latency xnli": "no time"}
    plan = SimpleNamespace(study=declared, cells=[])
    results = Results(plan=plan, scores=pd.DataFrame(), placed=placed, trainings=[], measured=measured, unmeasured=unmeasured)
    return efficiency.answer(results, table)


MEASURED = {"latency xnli": latencies(), "memory xnli": memories(), "form_scores xnli": form_scores()}


def frame(answer, name):
    (found,) = [table.frame for table in answer.tables if table.name == name]
    return found


def test_the_answer_compares_each_pair_in_time_memory_and_score():
    found = answered(MEASURED)
    (row,) = frame(found, "efficiency_pairs").itertuples()
    assert (row.latency, row.latency_low, row.latency_high, row.rounds) == pytest.approx((1.1, 1.1, 1.1, 3))
    assert row.memory == pytest.approx(1.0)
    assert (row.score, row.seeds) == (pytest.approx(3.0), 3)
    reach = 4.302652729911275 * 2 / math.sqrt(3)  # t of two degrees of freedom; the differences are 1, 3 and 5
    assert (row.score_low, row.score_high) == pytest.approx((3 - reach, 3 + reach))
    assert f"{MULTILINGUAL} takes 1.100 times (1.100 … 1.100) the time of {ENGLISH}, 1.00 times its memory" in found.sentence
    assert f"+3.0 ({3 - reach:+.1f} … {3 + reach:+.1f}) points" in found.sentence


def test_percentiles_memory_and_holes_are_told():
    found = answered(MEASURED)
    quick = frame(found, "latency").set_index(["recipe", "form"])["p50"]
    assert quick[(ENGLISH, "fp32")] == pytest.approx(20.0)  # rounds of 10, 20 and 30 ms
    assert frame(found, "memory").set_index("recipe")["peak"].to_dict() == {ENGLISH: 402.0, MULTILINGUAL: 402.0}
    (latency,) = [table for table in found.tables if table.name == "latency"]
    assert "no int8: not on this machine" in latency.notes
    notes = " ".join(found.notes)
    assert "Quick 9000, 2400 MHz, 1 threads of 2 cores; load average 0.5 … 2.5" in notes
    assert "repeats within 1.00 %" in notes


def test_what_was_not_measured_is_said_so():
    found = answered({})
    assert "an unknown multiple of the time" in found.sentence
    assert "latency xnli: no time" in found.notes
    assert not found.charts


def test_nothing_that_is_beaten_in_both_is_among_the_best():
    timed = pd.DataFrame(
        [
            {"recipe": recipe, "form": form, "length": 128, "batch": 1, "p50": 1000 * seconds}
            for (recipe, form), seconds in SECONDS.items()
        ]
        + [{"recipe": ENGLISH, "form": "lora", "length": 128, "batch": 1, "p50": 12.0}]
        + [{"recipe": ENGLISH, "form": "fp32", "length": 32, "batch": 1, "p50": 0.1}]
    )
    scores = form_scores()[["recipe", "target", "seed", "form", "value"]]
    found = pareto(timed, scores).set_index(["recipe", "form"])
    assert found["best"].to_dict() == {
        (ENGLISH, "fp32"): False,  # bf16 of the other is quicker and better
        (MULTILINGUAL, "fp32"): True,
        (ENGLISH, "bf16"): False,
        (MULTILINGUAL, "bf16"): True,
        (ENGLISH, "lora"): False,
    }
    assert found.loc[(ENGLISH, "lora"), "score"] == 60.0
    assert set(found["case"]) == {"128 sub-tokens, batch 1"}


def test_the_picture_names_the_best_in_words():
    (chart,) = [chart for chart in answered(MEASURED).charts if chart.name == "pareto"]
    assert f"{MULTILINGUAL} in bf16 (10.0 ms, 65.0)" in chart.alternative
    assert ENGLISH + " in" not in chart.alternative


def test_training_costs_are_those_of_a_recipes_own_stages():
    def manifest(key, seconds):
        meta = {"seconds": seconds, "tokens_computed": 2_000_000, "steps": 10, "device": "cpu"}
        return Manifest(key=key, kind="checkpoint", files={}, meta=meta)

    def planned(name, seed, *trainings):
        recipe = next(recipe for recipe in efficiency.STUDY.recipes if recipe.name == name)
        return SimpleNamespace(cell=SimpleNamespace(recipe=recipe, seed=seed), trainings=("base", *trainings))

    cells = [planned(ENGLISH, 1, "s1", "t1"), planned(ENGLISH, 2, "s2", "t2"), planned(MULTILINGUAL, 1, "gone", "t3")]
    plan = SimpleNamespace(study=efficiency.STUDY, cells=cells)
    assert efficiency.STUDY.base == MEDIUM
    trainings = [manifest("base", 100.0), manifest("s1", 4.0), manifest("s2", 6.0), manifest("t1", 50.0)]
    found = training_costs(Results(plan=plan, scores=pd.DataFrame(), placed=[], trainings=trainings))
    assert found.to_dict("records") == [{"recipe": ENGLISH, "device": "cpu", "seconds": 5.0, "million_tokens": 2.0, "steps": 10.0}]


@pytest.mark.parametrize("declared", [efficiency.STUDY, efficiency.FULL], ids=lambda one: one.name)
def test_every_measurement_is_of_cells_of_the_study_by_a_measure_that_there_is(declared):
    assert {asked.measure for asked in declared.measurements} == {
        "latency", "memory", "language_latency", "form_scores", "index_size",
    }  # fmt: skip
    for asked in declared.measurements:
        assert asked.measure in measures()
        assert not declared.without(asked)
        lengths = next(of for of in declared.targets if of.name == asked.subjects[0].target).lengths
        assert dict(asked.settings)["max_length"] == lengths.max_length


def test_the_tiny_study_is_small():
    assert len(efficiency.STUDY.recipes) * len(efficiency.STUDY.seeds) <= 12
    assert 3 <= len(efficiency.STUDY.targets) <= 4
