"""Which ready step goes first: the one with the longest remaining path behind it."""

from collections.abc import Collection, Mapping

from xtreme_eval.experiment.plan import Plan, Step


def longest_paths(plan: Plan, costs: Mapping[str, float]) -> dict[str, float]:
    """For each step its own cost plus that of the costliest chain of steps that waits for it."""
    remaining: dict[str, float] = {}
    behind: dict[str, float] = dict.fromkeys(plan.steps, 0.0)
    for step in reversed(plan.steps.values()):  # steps are stored parents first
        remaining[step.key] = costs[step.key] + behind[step.key]
        for parent in step.needs:
            behind[parent] = max(behind[parent], remaining[step.key])
    return remaining


def needed(plan: Plan, present: Collection[str]) -> list[Step]:
    """The steps that must run: every missing evaluation, and every missing training that one of them descends from.

    A training whose evaluations are all present is not run again, even if its own artifact is gone.
    """
    wanted = {step.key for step in plan.evaluations if step.key not in present}
    for step in reversed(plan.steps.values()):
        if step.key in wanted:
            wanted.update(parent for parent in step.needs if parent not in present)
    return [step for step in plan.steps.values() if step.key in wanted]
