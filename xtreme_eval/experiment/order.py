"""Which steps must run, and which ready one goes first: the one with the longest remaining path behind it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from xtreme_eval.experiment.plan import Plan, Step


def needed(plan: Plan, present: Collection[str]) -> list[Step]:
    """The steps that must run: every missing evaluation, and every missing training that one of them descends from.

    A training whose evaluations are all present is not run again, even if its own artifact is gone.
    """
    wanted = {step.key for step in plan.evaluations if step.key not in present}
    for step in reversed(plan.steps.values()):  # steps are stored parents first
        if step.key in wanted:
            wanted.update(parent for parent in step.needs if parent not in present)
    return [step for step in plan.steps.values() if step.key in wanted]


def longest_paths(plan: Plan, costs: Mapping[str, float]) -> dict[str, float]:
    """For each step its own cost plus that of the costliest chain of steps that waits for it."""
    remaining: dict[str, float] = {}
    behind: dict[str, float] = dict.fromkeys(plan.steps, 0.0)
    for step in reversed(plan.steps.values()):
        remaining[step.key] = costs[step.key] + behind[step.key]
        for parent in step.needs:
            behind[parent] = max(behind[parent], remaining[step.key])
    return remaining


@dataclass(kw_only=True)
class Schedule:
    """The state of a running grid: what waits, what runs, what is done, and what failed with its reason.

    A failed step takes its descendants with it; everything else goes on.
    """

    waiting: dict[str, Step]
    priority: Mapping[str, float]
    running: dict[str, Step] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)

    def start(self) -> Step | None:
        """Take the most urgent step whose parents are there; None while there is none."""
        ready = [step for step in self.waiting.values() if not any(self._open(parent) for parent in step.needs)]
        if not ready:
            return None
        step = max(ready, key=lambda step: self.priority[step.key])
        self.running[step.key] = self.waiting.pop(step.key)
        return step

    def finish(self, key: str) -> None:
        """A running step has committed its artifact."""
        self.done.add(self.running.pop(key).key)

    def fail(self, key: str, reason: str) -> None:
        """A running step ended with an error: it and all that wait for it will not be made."""
        self.running.pop(key)
        self.failed[key] = reason
        for step in list(self.waiting.values()):  # parents come first, so one pass reaches all descendants
            if any(parent in self.failed for parent in step.needs):
                self.failed[step.key] = reason
                del self.waiting[step.key]

    def give_up(self, reason: str) -> None:
        """Start nothing more: all that waits will not be made."""
        self.failed.update(dict.fromkeys(self.waiting, reason))
        self.waiting.clear()

    def _open(self, key: str) -> bool:
        return key in self.waiting or key in self.running


def schedule(plan: Plan, present: Collection[str], costs: Mapping[str, float]) -> Schedule:
    """The schedule of all needed steps."""
    return Schedule(waiting={step.key: step for step in needed(plan, present)}, priority=longest_paths(plan, costs))
