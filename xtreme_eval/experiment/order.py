"""Which steps must run, and which ready one goes first: the one with the longest remaining path behind it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from xtreme_eval.experiment.plan import Plan, Step


def needed(plan: Plan, present: Collection[str]) -> list[Step]:
    """The steps that must run: every missing evaluation and measurement, and every missing training that one of them descends from.

    A training whose evaluations and measurements are all present is not run again, even if its own artifact is gone.
    """
    wanted = {step.key for step in (*plan.evaluations, *plan.measurements) if step.key not in present}
    for step in reversed(plan.steps.values()):  # steps are stored parents first
        if step.key in wanted:
            wanted.update(parent for parent in step.needs if parent not in present)
    return [step for step in plan.steps.values() if step.key in wanted]


def results_behind(plan: Plan) -> dict[str, tuple[str, ...]]:
    """For each training the evaluations and measurements that descend from it, directly or not."""
    behind: dict[str, dict[str, None]] = {step.key: {} for step in plan.trainings}
    for step in reversed(plan.steps.values()):
        for parent in step.needs:
            behind[parent] |= behind.get(step.key, {step.key: None})
    return {key: tuple(results) for key, results in behind.items()}


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

    A failed step takes its descendants with it; everything else goes on. Each step is looked at once a parent, not at every
    turn: a grid may have hundreds of thousands.
    """

    waiting: dict[str, Step]
    priority: Mapping[str, float]
    running: dict[str, Step] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._children: dict[str, list[str]] = defaultdict(list)
        for step in self.waiting.values():
            for parent in step.needs:
                self._children[parent].append(step.key)
        self._open = {key: sum(parent in self.waiting for parent in step.needs) for key, step in self.waiting.items()}
        self._place = {key: place for place, key in enumerate(self.waiting)}
        self._aside: list[str] = []
        self._ready = [self._urgency(key) for key, parents in self._open.items() if not parents]
        heapify(self._ready)

    def start(self) -> Step | None:
        """Take the most urgent step whose parents are there; None while there is none."""
        while self._ready:
            *_, key = heappop(self._ready)
            if step := self.waiting.pop(key, None):  # None: given up in the meantime
                self.running[key] = step
                return step
        return None

    def finish(self, key: str) -> None:
        """A running step has committed its artifact."""
        self.done.add(self.running.pop(key).key)
        for child in self._children[key]:
            self._open[child] -= 1
            if not self._open[child]:
                heappush(self._ready, self._urgency(child))

    def put_aside(self, key: str) -> None:
        """A running step cannot be made now: it waits until `try_again`."""
        self.waiting[key] = self.running.pop(key)
        self._aside.append(key)

    @property
    def has_aside(self) -> bool:
        """Whether steps were put aside."""
        return bool(self._aside)

    def try_again(self) -> None:
        """What was put aside is ready again."""
        while self._aside:
            heappush(self._ready, self._urgency(self._aside.pop()))

    def fail(self, key: str, reason: str) -> None:
        """A running step ended with an error: it and all that wait for it will not be made."""
        self.running.pop(key)
        lost = [key]
        while lost:
            gone = lost.pop()
            self.failed[gone] = reason
            lost += [child for child in self._children[gone] if self.waiting.pop(child, None)]

    def give_up(self, reason: str) -> None:
        """Start nothing more: all that waits will not be made."""
        self.failed.update(dict.fromkeys(self.waiting, reason))
        self.waiting.clear()

    def _urgency(self, key: str) -> tuple[float, int, str]:
        """Smallest first: the longest path, then the plan's own order."""
        return -self.priority[key], self._place[key], key


def schedule(
    plan: Plan, present: Collection[str], costs: Mapping[str, float], passing: Mapping[str, Collection[str]] | None = None
) -> Schedule:
    """The schedule of all needed steps.

    `passing` names the trainings whose weights go once certain results are there: these are as urgent as the training was, or all
    weights would lie there until the last training has ended.
    """
    paths = longest_paths(plan, costs)
    for training, results in (passing or {}).items():
        paths |= {result: max(paths[result], paths[training]) for result in results}
    return Schedule(waiting={step.key: step for step in needed(plan, present)}, priority=paths)
