"""A study's results: every planned cell's score rows out of the store, and a stated hole for every cell that has none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from xtreme_eval.experiment.plan import Plan, PlannedCell, PlannedMeasurement
from xtreme_eval.measures.run import MEASUREMENT
from xtreme_eval.scores.frame import read_scores, score_frame
from xtreme_eval.scores.record import Placed, Reduced, Score, hole_rows
from xtreme_eval.scores.terms import Runs
from xtreme_eval.store.protocol import Manifest, Store
from xtreme_eval.suite import registry


@dataclass(frozen=True, kw_only=True)
class Results:
    """What the tables are made of; `trainings` are the manifests of all checkpoints, in plan order; `measured` the results of its
    measurements that are there, by name, and `unmeasured` the reasons why others are not.
    `runs` are each split's runs that did not collapse, by (recipe, target), with their examples (see `comparisons.with_runs`).
    """

    plan: Plan
    scores: pd.DataFrame
    placed: Sequence[Placed]
    trainings: Sequence[Manifest]
    measured: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    runs: Mapping[str, Mapping[tuple[str, str], Runs]] = field(default_factory=dict)
    unmeasured: Mapping[str, str] = field(default_factory=dict)


def collect(plan: Plan, store: Store, failures: Mapping[str, str]) -> Results:
    """Read what the plan's steps have committed.

    Args:
        plan: the study's cells and where their results lie.
        store: where they lie.
        failures: reason by key of the steps that failed.

    Raises:
        CorruptArtifactError: a stored file is damaged.
    """
    trainings = [manifest for step in plan.trainings if (manifest := store.find(step.key))]
    frames: dict[str, pd.DataFrame] = {}
    holes: list[Score] = []
    placed: list[Placed] = []
    for number, cell in enumerate(plan.cells):
        manifest = store.find(cell.evaluation) if cell.evaluation else None
        if manifest is None:
            reason = cell.hole or failures.get(cell.evaluation or "", "not run yet")
            holes += _holes(plan, cell, f"hole-{number}", reason)
            placed.append(_placed(cell, f"hole-{number}", None))
        else:
            if manifest.key not in frames:  # cells may share one
                frames[manifest.key] = read_scores(store.open_file(manifest, "scores.parquet"))
            placed.append(_placed(cell, manifest.key, manifest))
    scores = pd.concat([*frames.values(), *([score_frame(holes)] if holes else [])], ignore_index=True)
    measured = {planned.asked.name: _measured(planned, store) for planned in plan.measured}
    return Results(
        plan=plan,
        scores=scores,
        placed=placed,
        trainings=trainings,
        measured={name: frame for name, frame in measured.items() if frame is not None},
        unmeasured={
            planned.asked.name: planned.hole or failures.get(planned.key or "", "not run yet")
            for planned in plan.measured
            if measured[planned.asked.name] is None
        },
    )


def own_data(plan: Plan) -> frozenset[tuple[str, str]]:
    """Pairs (recipe, target) whose intermediate stages train on the target's own data: longer training, not transfer."""
    owners = {task.name: task.targets_own_data for task in registry.intermediates()}
    return frozenset(
        (cell.cell.recipe.name, cell.cell.target)
        for cell in plan.cells
        for stage in cell.cell.recipe.stages
        for ingredient in stage.mixture
        if cell.cell.target in owners.get(ingredient.task, ()) and ingredient.task not in {lack.task for lack in cell.left_out}
    )


def reduced(plan: Plan) -> dict[str, Reduced]:
    """The recipes whose mixtures go without some of their tasks, since a user has not supplied licensed data."""
    found = {}
    for cell in plan.cells:
        tasks = [part.task for stage in cell.cell.recipe.stages for part in stage.mixture]
        missing = {lack.task: lack.reason for lack in cell.left_out if lack.task in tasks}
        if missing:
            there = sum(task not in missing for task in tasks)
            found[cell.cell.recipe.name] = Reduced(there=there, declared=len(tasks), missing=missing)
    return found


def _measured(planned: PlannedMeasurement, store: Store) -> pd.DataFrame | None:
    """What was measured; None where it has not been."""
    manifest = store.find(planned.key) if planned.key else None
    return pd.read_parquet(store.open_file(manifest, MEASUREMENT)) if manifest else None


def _placed(cell: PlannedCell, evaluation: str, manifest: Manifest | None) -> Placed:
    """A place in the grid; how the last training before it ended is recorded with the evaluation, for checkpoints may go."""
    training = manifest.meta["training"] if manifest else {}
    verdicts: list[dict[str, Any]] = training.get("dev", [])
    return Placed(
        recipe=cell.cell.recipe.name,
        target=cell.cell.target,
        seed=cell.cell.seed,
        evaluation=evaluation,
        checkpoint=cell.trainings[-1] if manifest and cell.trainings else "",
        collapsed=bool(training.get("collapsed")),
        selection_score=sum(verdict["score"] for verdict in verdicts) / len(verdicts) if verdicts else None,
    )


def _holes(plan: Plan, cell: PlannedCell, evaluation: str, reason: str) -> list[Score]:
    target, benchmark = registry.target(cell.cell.target), plan.study.benchmark
    return [
        row
        for split in target.evaluation
        for language in target.languages[benchmark]
        if plan.study.languages is None or language in plan.study.languages
        for row in hole_rows(benchmark, target, language, split, reason=reason, evaluation=evaluation)
    ]
