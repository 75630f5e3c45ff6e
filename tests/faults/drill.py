"""A drill: a round of faults that is repeated until it has been done often enough; what is finished is kept on the disk."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.faults.scene import Scene
from xtreme_eval.evaluation.environment import git_revision

Counts = Mapping[str, float]
Round = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Drill:
    """One promise and how it is put to the test.

    Attributes:
        name: of its file of finished rounds, and on the command line.
        promise: a sentence.
        goals: counts that all rounds together must reach.
        never: counts that must be 0.
        round: does one round, seeded by its number, and counts.
        served: whether it needs the S3 server.
    """

    name: str
    promise: str
    goals: Mapping[str, int]
    never: tuple[str, ...]
    round: Callable[[Scene, int], Counts]
    served: bool = True

    def limited(self, count: int | None) -> "Drill":
        """The same with at most `count` of each; as it is without."""
        return self if count is None else replace(self, goals={name: min(goal, count) for name, goal in self.goals.items()})

    def reached(self, counts: Counts) -> bool:
        """Whether enough has been done."""
        return all(counts.get(name, 0) >= goal for name, goal in self.goals.items())

    def broken(self, counts: Counts) -> dict[str, float]:
        """What should never have happened, and how often it has."""
        return {name: counts[name] for name in self.never if counts.get(name, 0)}


def finished(path: Path) -> list[Round]:
    """What was noted of every finished round, in order; a line that was cut by the end of the process is none."""
    lines = path.read_text().splitlines(keepends=True) if path.exists() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def total(rounds: list[Round]) -> dict[str, float]:
    """The sums over all rounds."""
    counts: dict[str, float] = {}
    for each in rounds:
        for name, value in each.items():
            if name not in {"round", "revision"}:
                counts[name] = counts.get(name, 0) + value
    return counts


def seconds_left(drill: Drill, rounds: list[Round]) -> float | None:
    """How long the rest will take if it goes on as before; None before the first round."""
    counts = total(rounds)
    shares = [min(1.0, counts.get(name, 0) / goal) for name, goal in drill.goals.items() if goal]
    slowest = min(shares, default=1.0)
    return counts["seconds"] * (1 / slowest - 1) if slowest else None


def go_on(drill: Drill, scene: Scene, path: Path, told: Callable[[str], None]) -> dict[str, float]:
    """Do the rounds that are missing, each noted in `path` as soon as it is done; returns all counts.

    A round that breaks the promise is noted as well: the drill goes on, the report says so.
    """
    rounds = finished(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(each) + "\n" for each in rounds))
    while not drill.reached(total(rounds)):
        started = time.monotonic()
        counts = drill.round(scene, len(rounds))
        done = {"round": len(rounds), "revision": git_revision(Path()), **counts, "seconds": round(time.monotonic() - started, 1)}
        with path.open("a") as file:
            file.write(json.dumps(done) + "\n")
        rounds.append(done)
        sums = total(rounds)
        told(_line(drill, rounds, sums))
    return total(rounds)


def _line(drill: Drill, rounds: list[Round], sums: Counts) -> str:
    done = ", ".join(f"{name} {sums.get(name, 0):g}/{goal}" for name, goal in drill.goals.items())
    left = seconds_left(drill, rounds)
    soon = f", about {left / 60:.1f} min left" if left else ""
    wrong = f" BROKEN: {drill.broken(sums)}" if drill.broken(sums) else ""
    return f"{drill.name}: {done}{soon}{wrong}"
