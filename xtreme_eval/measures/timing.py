"""Timing several things so that they can be compared: interleaved in random order, after a warm-up, round by round."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median

from xtreme_eval.scores.intervals import Interval, t_interval

Clock = Callable[[], float]
"""Seconds, from some moment on."""
Name = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Rounds:
    """How often each thing is run: `warm_up` times unseen, then `calls` times in each of `count` rounds."""

    count: int
    calls: int
    warm_up: int
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One call, in seconds; `load` is the machine's when the round began."""

    name: Name
    round: int
    call: int
    seconds: float
    load: float


def interleaved(
    runs: Mapping[Name, Callable[[], object]], rounds: Rounds, *, clock: Clock, load: Callable[[], float]
) -> Iterator[Timed]:
    """Time every run; whatever slows the machine down for longer than a call slows all of them alike.

    Args:
        runs: what is timed, by name; a run returns when its work is done, also on a GPU.
        rounds: how often; each call of a round runs everything once, in a new order.
    """
    generator, order = Random(rounds.seed), list(runs)
    for _ in range(rounds.warm_up):
        for run in runs.values():
            run()
    for number in range(rounds.count):
        before = load()
        for call in range(rounds.calls):
            generator.shuffle(order)
            for name in order:
                started = clock()
                runs[name]()
                yield Timed(name=name, round=number, call=call, seconds=clock() - started, load=before)


def in_order(calls: Iterable[Timed], names: Iterable[Name]) -> list[Timed]:
    """The calls by name, in the order of the names, and as they were made of each."""
    place = {name: number for number, name in enumerate(names)}
    return sorted(calls, key=lambda timed: place[timed.name])


def paired_ratio(after: Mapping[Hashable, Sequence[float]], before: Mapping[Hashable, Sequence[float]]) -> Interval:
    """How many times as long `after` takes, with Student's 95 % interval over rounds.

    The logarithm of the ratio of the medians of each round's calls; rounds that only one side has are left out. A median of the
    calls forgets the one that was interrupted, and pairing by round what the machine did meanwhile.

    Args:
        after, before: seconds of each call, by round (and by whatever else was the same for both).

    Raises:
        ValueError: they have no round in common.
    """
    shared = [number for number in after if number in before]
    if not shared:
        raise ValueError("no round in which both were timed")
    found = t_interval([math.log(median(after[number]) / median(before[number])) for number in shared])
    return Interval(mean=math.exp(found.mean), low=math.exp(found.low), high=math.exp(found.high), size=found.size)
