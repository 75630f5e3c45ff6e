"""The plan in words: how many cells, how few trainings, what is there already and what will run."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from xtreme_eval.experiment.order import needed
from xtreme_eval.experiment.plan import Plan
from xtreme_eval.experiment.retention import Stored


def plan_facts(
    plan: Plan, present: Collection[str] | None, costs: dict[str, float], weights: Stored | None = None
) -> dict[str, Any]:
    """Counts and estimates, as JSON.

    Args:
        plan: the study's steps and cells.
        present: keys that are in the store; None if that is not known.
        costs: forward-pass sub-tokens a step.
        weights: bytes of the checkpoints that are to be stored; None if that is not known.
    """
    to_run = {step.key for step in needed(plan, present or ())}
    left_out = {f"{cell.cell.recipe.name} goes without {lack.task}: {lack.reason}" for cell in plan.cells for lack in cell.left_out}
    return {
        "study": plan.study.name,
        "cells": len(plan.cells),
        "holes": [*_holes(plan), *(f"measure {each.asked.name}: {each.hole}" for each in plan.measured if each.hole)],
        "left out": sorted(left_out),
        "trainings": {
            "distinct": len(plan.trainings),
            "if every cell trained alone": plan.naive_trainings,
            "to run": sum(step.key in to_run for step in plan.trainings),
        },
        "evaluations": {"distinct": len(plan.evaluations), "to run": sum(step.key in to_run for step in plan.evaluations)},
        "measurements": {"distinct": len(plan.measurements), "to run": sum(step.key in to_run for step in plan.measurements)},
        "cached": None if present is None else len(plan.steps) - len(to_run),
        "million tokens to run": round(sum(costs[key] for key in to_run) / 1e6, 1),
        "bytes of checkpoints": asdict(weights) if weights else None,
        "steps": [
            {"key": step.key, "title": step.job.title, "needs": list(step.needs), "to run": step.key in to_run}
            for step in plan.steps.values()
        ],
    }


def _holes(plan: Plan) -> list[str]:
    """'qqp → xnli: REASON': one line for a recipe that cannot run at all, and one for a target that no other recipe can run on."""
    found = {(cell.cell.recipe.name, cell.cell.target): cell.hole for cell in plan.cells if cell.hole}
    recipes = [recipe.name for recipe in plan.study.recipes]
    targets = [target.name for target in plan.study.targets]
    reason_of = {recipe: {found.get((recipe, target), "") for target in targets} for recipe in recipes}
    idle = [recipe for recipe, reasons in reason_of.items() if len(reasons) == 1 and "" not in reasons]
    others = [recipe for recipe in recipes if recipe not in idle]
    lines = [f"{recipe} → every target: {found[recipe, targets[0]]}" for recipe in idle]
    for target in targets:
        reasons = {recipe: found[recipe, target] for recipe in others if (recipe, target) in found}
        if len(reasons) == len(others) > 1 and len(set(reasons.values())) == 1:
            lines.append(f"every {'other ' if idle else ''}recipe → {target}: {reasons[others[0]]}")
        else:
            lines += [f"{recipe} → {target}: {reason}" for recipe, reason in reasons.items()]
    return lines


def plan_lines(facts: dict[str, Any]) -> list[str]:
    """The same facts in a few sentences."""
    trainings, evaluations, measurements = facts["trainings"], facts["evaluations"], facts["measurements"]
    known = "unknown (no store yet)" if facts["cached"] is None else f"{facts['cached']} steps"
    to_run = (
        f"To run: {_counted(trainings['to run'], evaluations['to run'], measurements['to run'])}, "
        f"about {facts['million tokens to run']:,} million tokens through the model."
    )
    nothing = trainings["to run"] + evaluations["to run"] + measurements["to run"] == 0
    measured = f", {measurements['distinct']} measurements" if measurements["distinct"] else ""
    lines = [
        f"Study {facts['study']}: {facts['cells']} cells (recipe x target x seed).",
        f"{trainings['distinct']} distinct trainings serve them, instead of {trainings['if every cell trained alone']} "
        f"if every cell trained alone; {evaluations['distinct']} evaluations{measured}.",
        f"Cached: {known}. {'Nothing is to be run.' if nothing else to_run}",
    ]
    if weights := facts["bytes of checkpoints"]:
        lines += [_weights_line(weights)] if weights["written"] else []
    return [*lines, *(f"Left out: {lack}" for lack in facts["left out"]), *(f"Hole: {hole}" for hole in facts["holes"])]


def _counted(trainings: int, evaluations: int, measurements: int) -> str:
    """Measurements are named where there are any: most studies have none."""
    both = f"{trainings} trainings and {evaluations} evaluations"
    return f"{trainings} trainings, {evaluations} evaluations and {measurements} measurements" if measurements else both


def _weights_line(weights: dict[str, int]) -> str:
    """GB with as many places as say something."""
    written, peak, kept = (f"{weights[name] / 1e9:,.3g}" for name in ("written", "peak", "kept"))
    return (
        f"Checkpoints: about {written} GB are written, {peak} GB lie there at most and {kept} GB in the end (4 bytes for each "
        "parameter of the base model; what is there now, snapshots and further workers' checkpoints come on top)."
    )


def plan_markdown(facts: dict[str, Any]) -> str:
    """The same facts as a page, with a row for each step."""
    rows = [f"| {step['title']} | {'to run' if step['to run'] else 'cached'} | `{step['key'][:12]}` |" for step in facts["steps"]]
    sentences = "\n".join(f"- {line}" for line in plan_lines(facts))
    return "\n".join((f"# Plan of {facts['study']}", "", sentences, "", "| step | | key |", "|---|---|---|", *rows)) + "\n"
