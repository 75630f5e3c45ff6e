"""What a study of similarity has found, as rows: gains and costs of recipes by budget, and how alike their tasks are."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping

import pandas as pd

from xtreme_eval.experiment.base import Base
from xtreme_eval.experiment.flops import training_flops
from xtreme_eval.experiment.plan import PlannedCell
from xtreme_eval.experiment.recipe import BASELINE, Recipe
from xtreme_eval.scores.similarity_answer import BUDGETS
from xtreme_eval.scores.table import ScoreTable
from xtreme_eval.store.protocol import Manifest
from xtreme_eval.studies.results import Results, own_data
from xtreme_eval.suite import registry
from xtreme_eval.suite.likeness import taxonomy_similarity

TAXONOMY = "taxonomy"
CONTROL = "target steps alone"


def budget_of(recipe: Recipe) -> float:
    """The share of the steps that a recipe's name says it is about, as in "mnli@25%"; all of them where it says nothing."""
    found = re.search(r"@([\d.]+)%$", recipe.name)
    return float(found[1]) / 100 if found else 1.0


def recipe_gains(results: Results, table: ScoreTable) -> pd.DataFrame:
    """Each recipe's mean gain over seeds on each target's test set, collapsed runs left out.

    Returns:
        Columns recipe, task ("" for controls), budget, target, gain (points), own (the task is the target's own training data).
    """
    own = own_data(results.plan)
    known = {recipe.name: recipe for recipe in results.plan.study.recipes if recipe.name != BASELINE.name}
    runs = table.runs[(table.runs["table"] == "gain") & (table.runs["split"] == "test") & ~table.runs["collapsed"]]
    runs = runs[runs["column"].isin([task.name for task in table.tasks])]
    rows = []
    for name, recipe in known.items():
        for target, mine in runs[runs["recipe"] == name].groupby("column", sort=False):
            rows.append((name, _task(recipe), budget_of(recipe), target, mine["value"].mean(), (name, target) in own))
    frame = pd.DataFrame(rows, columns=["recipe", "task", "budget", "target", "gain", "own"])
    return frame.astype({"gain": "float64", "budget": "float64", "own": "bool"})


def similarities(results: Results, measured: Collection[str]) -> pd.DataFrame:
    """Every similarity of every intermediate task and target: columns task, target, similarity, value.

    Args:
        results: with the measurements that are there.
        measured: the similarities that are taken from them.
    """
    study = results.plan.study
    declared = [
        (task, target.name, TAXONOMY, value)
        for task in dict.fromkeys(_task(recipe) for recipe in study.recipes if recipe.stages)
        for target in study.targets
        if (value := taxonomy_similarity(registry.intermediate(task), registry.target(target.name))) is not None
    ]
    columns = ["task", "target", "similarity", "value"]
    frames = [frame.rename(columns={"other": "target"})[columns] for frame in results.measured.values()]
    both = pd.concat([pd.DataFrame(declared, columns=columns), *frames], ignore_index=True)
    return both[both["similarity"].isin([TAXONOMY, *measured])].drop_duplicates(columns[:3]).dropna()


def recipe_budgets(results: Results, gains: pd.DataFrame) -> pd.DataFrame:
    """What each recipe takes beyond the baseline, and gains over all targets and over the control of its budget."""
    means = gains.groupby(["recipe", "task", "budget"], sort=False)["gain"].mean().reset_index()
    controls = dict(zip(means["budget"].where(means["task"] == ""), means["gain"], strict=True))
    costs = _costs(results)
    rows = []
    for recipe, task, budget, gain in means.itertuples(index=False, name=None):
        beyond = gain - controls.get(budget, math.nan) if task else math.nan
        rows.append((budget, task or CONTROL, *costs.get(recipe, (math.nan, math.nan)), gain, beyond))
    return pd.DataFrame(rows, columns=BUDGETS).sort_values(["budget", "recipe"], ignore_index=True)


def measured_notes(results: Results) -> tuple[str, ...]:
    """What similarities were measured on, and which are missing."""
    sizes = [int(size) for frame in results.measured.values() for size in frame["examples"].unique()]
    base = results.plan.study.base
    on = f"similarities: of {min(sizes)} to {max(sizes)} English training examples a task" if sizes else ""
    missing: dict[str, list[str]] = {}
    for name, reason in results.unmeasured.items():
        missing.setdefault(reason, []).append(name)
    return (
        *([f"{on}, under {base.name} before any of the study's trainings" if base else on] if on else []),
        *(f"not measured: {', '.join(names)}: {reason}" for reason, names in missing.items()),
    )


def _task(recipe: Recipe) -> str:
    return recipe.stages[0].name if recipe.stages else ""


def _costs(results: Results) -> dict[str, tuple[float, float]]:
    """Steps and 10^15 operations that each recipe takes beyond the baseline: means over seeds and targets."""
    trained = {manifest.key: manifest for manifest in results.trainings}
    study = results.plan.study
    costs = {
        (cell.cell.recipe.name, cell.cell.target, cell.cell.seed): _cost(cell, cell.cell.recipe.base or study.base, trained)
        for cell in results.plan.cells
    }
    rows = [
        (recipe, steps - costs[BASELINE.name, target, seed][0], (flops - costs[BASELINE.name, target, seed][1]) / 1e15)
        for (recipe, target, seed), (steps, flops) in costs.items()
        if (BASELINE.name, target, seed) in costs
    ]
    means = pd.DataFrame(rows, columns=["recipe", "steps", "petaflops"]).groupby("recipe").mean()
    return {str(recipe): (float(row["steps"]), float(row["petaflops"])) for recipe, row in means.iterrows()}


def _cost(cell: PlannedCell, base: Base | None, trained: Mapping[str, Manifest]) -> tuple[float, float]:
    """Steps and operations of all trainings that a cell stands on; NaN where one was not made, or the model's size is unknown."""
    if base is None or not trained.keys() >= {*cell.trainings}:
        return math.nan, math.nan
    metas = [trained[key].meta for key in cell.trainings]
    flops = training_flops(base, sum(meta["tokens_computed"] for meta in metas))
    return sum(meta["steps"] for meta in metas), math.nan if flops is None else flops
