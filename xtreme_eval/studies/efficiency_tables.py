"""Costs beside each other: which models nothing beats in both latency and score, and what training each recipe took."""

from __future__ import annotations

import pandas as pd

from xtreme_eval.experiment.base import TinyBase
from xtreme_eval.studies.results import Results


def pareto(latencies: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Each recipe in each form with its latency and its mean score over targets.

    Args:
        latencies: what `percentiles` returns; the longest sequences, one at a time or as few as there are, stand for a model.
        scores: what `task_scores` returns. Fresh adapters change nothing: in their forms the score is that of single precision.

    Returns:
        Columns recipe, form, p50 (ms), score, case, best: nothing is both as fast and as good and better in one of them.
    """
    length, batch = latencies["length"].max(), latencies["batch"].min()
    case = latencies[(latencies["length"] == length) & (latencies["batch"] == batch)]
    means = scores.groupby(["recipe", "form"])["value"].mean()
    rows = [
        {"recipe": row.recipe, "form": row.form, "p50": row.p50, "score": means[place]}
        for row in case.itertuples()
        if (place := (row.recipe, "fp32" if str(row.form).startswith("lora") else row.form)) in means.index
    ]
    found = pd.DataFrame(rows, columns=["recipe", "form", "p50", "score"])
    return found.assign(case=f"{length} sub-tokens, batch {batch}", best=[_unbeaten(found, place) for place in range(len(found))])


def _unbeaten(found: pd.DataFrame, place: int) -> bool:
    mine = found.iloc[place]
    as_good = (found["p50"] <= mine["p50"]) & (found["score"] >= mine["score"])
    return not (as_good & ((found["p50"] < mine["p50"]) | (found["score"] > mine["score"]))).any()


def training_costs(results: Results) -> pd.DataFrame:
    """What each recipe's own stages took, the mean over seeds: seconds, million sub-tokens that passed through the model, steps."""
    manifests = {manifest.key: manifest for manifest in results.trainings}
    rows = []
    for cell in {(planned.cell.recipe.name, planned.cell.seed): planned for planned in results.plan.cells}.values():
        recipe = cell.cell.recipe
        built = isinstance(recipe.base or results.plan.study.base, TinyBase)
        own = [manifests[key].meta for key in cell.trainings[built : built + len(recipe.stages)] if key in manifests]
        if len(own) == len(recipe.stages):
            rows.append(
                {
                    "recipe": recipe.name,
                    "seconds": sum(meta["seconds"] for meta in own),
                    "million_tokens": sum(meta["tokens_computed"] for meta in own) / 1e6,
                    "steps": sum(meta["steps"] for meta in own),
                    "device": ", ".join(sorted({meta["device"] for meta in own})),
                }
            )
    frame = pd.DataFrame(rows, columns=["recipe", "seconds", "million_tokens", "steps", "device"])
    return frame.groupby(["recipe", "device"], sort=False, as_index=False)[["seconds", "million_tokens", "steps"]].mean()
