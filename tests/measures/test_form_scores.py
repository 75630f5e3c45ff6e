"""Scores in other forms are the benchmark's own."""

import pandas as pd

from tests.measures.efficiency_fixtures import cost_job
from xtreme_eval.measures import form_scores


def test_the_form_a_model_was_trained_in_has_the_scores_of_its_evaluation(base, store, location):
    from xtreme_eval.evaluation.run import run_evaluation
    from xtreme_eval.experiment.jobs import EvaluateJob
    from xtreme_eval.measures.subject_model import evaluation_job
    from xtreme_eval.scores.frame import read_scores

    job = cost_job("form_scores", "tatoeba", base, ("one",), forms="fp32 bf16")
    job = job.model_copy(update={"languages": ("qto",)})
    found = form_scores.measure(job, location, store, lambda *told: None)
    evaluated: EvaluateJob = evaluation_job(job, job.checkpoints[0])
    manifest = run_evaluation(evaluated, location, store, lambda *told: None)
    scores = read_scores(store.open_file(manifest, "scores.parquet"))
    exact = found[found["form"] == "fp32"]
    assert exact["value"].tolist() == scores[scores["primary"] & (scores["split"] == "test")]["value"].tolist()
    assert set(found["form"]) == {"fp32", "bf16"}


def test_a_task_score_is_the_mean_of_metrics_over_languages():
    case = {"recipe": "one", "target": "xquad", "seed": 1, "form": "fp32", "hole": ""}
    values = {("en", "f1"): 80.0, ("de", "f1"): 60.0, ("en", "exact_match"): 50.0, ("de", "exact_match"): 10.0}
    rows = [{**case, "language": language, "metric": metric, "value": value} for (language, metric), value in values.items()]
    hole = {**case, "form": "int8", "hole": "not here", "language": None, "metric": None, "value": None}
    (row,) = form_scores.task_scores(pd.DataFrame([*rows, hole])).itertuples()
    assert (row.form, row.value) == ("fp32", 50.0)
