"""Random choices that are the same on every platform and Python version.

Python promises only that `Random.random()` keeps its sequence from version to version, so everything here is built on it.
"""

from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


def stream(seed: int, name: str) -> Random:
    """An independent generator for one purpose, so that adding a draw to one file changes no other file."""
    return Random(f"{seed}/{name}")


def happens(rng: Random, probability: float) -> bool:
    """True with the given probability."""
    return rng.random() < probability


def below(rng: Random, limit: int) -> int:
    """A whole number from 0 to `limit` - 1, all equally likely."""
    return int(rng.random() * limit)


def pick(rng: Random, items: Sequence[Item]) -> Item:
    """One of the items, all equally likely."""
    return items[int(rng.random() * len(items))]


def weighted(rng: Random, items: Sequence[Item], weights: Sequence[float]) -> Item:
    """One of the items, in proportion to its weight."""
    point = rng.random() * sum(weights)
    for item, weight in zip(items, weights, strict=True):
        point -= weight
        if point < 0:
            return item
    return items[-1]


def shuffled(rng: Random, items: Iterable[Item]) -> list[Item]:
    """The items in random order (Fisher-Yates)."""
    result = list(items)
    for last in range(len(result) - 1, 0, -1):
        other = int(rng.random() * (last + 1))
        result[last], result[other] = result[other], result[last]
    return result


def several(rng: Random, items: Iterable[Item], count: int) -> list[Item]:
    """`count` different positions of the items, in random order."""
    return shuffled(rng, items)[:count]


def balanced(rng: Random, labels: Sequence[Item], count: int) -> list[Item]:
    """`count` labels in random order, each as often as the others (or once more)."""
    return shuffled(rng, (labels[index % len(labels)] for index in range(count)))
