"""Simulated grids: systems on the same examples of several languages, with effects of seeds, examples and chance; truth known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from xtreme_eval.scores.terms import Runs, Terms

Array = np.ndarray
Draw = Callable[[np.random.Generator, tuple[int, ...]], Array]
LANGUAGES, EXAMPLES = 3, 80


def normal(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Mean 0, variance 1, as those below."""
    return rng.standard_normal(shape)


def heavy(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Student's t with 4 degrees of freedom: now and then a seed that is far off."""
    return rng.standard_t(4, shape) / np.sqrt(2)


def skewed(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Exponential, turned: most seeds a little above the mean, a few far below it (failed runs)."""
    return 1 - rng.exponential(1, shape)


def fixed(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """No effect of seeds: a control that is not trained."""
    return np.zeros(shape)


@dataclass(frozen=True, kw_only=True)
class World:
    """How grids come about; standard deviations in points.

    Attributes:
        seed, example: of the part of a difference that belongs to a seed, to an example.
        seed_language: to a seed in one language.
        rest: of the points of each example of each run: chance.
        after, before: what the seeds of systems and of their control are drawn from.
        parallel: whether examples are the same ones in all languages.
        accuracy: whether examples are right or wrong; else their points are normal.
    """

    name: str
    seed: float
    example: float
    seed_language: float = 0.5
    rest: float = 20.0
    after: Draw = normal
    before: Draw = normal
    parallel: bool = True
    accuracy: bool = False

    def grid(self, rng: np.random.Generator, seeds: int) -> tuple[Runs, Runs]:
        """The runs of a system and of its control; over all seeds and examples they do not differ."""
        control, after = self.systems(rng, seeds, [0.0])
        return after, control

    def systems(self, rng: np.random.Generator, seeds: int, gains: Sequence[float]) -> list[Runs]:
        """A control, and systems that are better than it by `gains`, on the same examples."""
        share = 1 if self.parallel else LANGUAGES
        difficulty = 15 * normal(rng, (1, share, EXAMPLES))
        found: list[Runs] = []
        for gain, draw in ((0.0, self.before), *((gain, self.after) for gain in gains)):
            own = self.example * normal(rng, (1, share, EXAMPLES))
            of_seeds = self.seed * draw(rng, (seeds, 1, 1)) + self.seed_language * normal(rng, (seeds, LANGUAGES, 1))
            points = 60 + gain + difficulty + (own + of_seeds) / np.sqrt(2)  # a difference has twice the variance
            rest = self.rest * normal(rng, (seeds, LANGUAGES, EXAMPLES))
            points = 100.0 * (rng.random(rest.shape) < points / 100) if self.accuracy else points + rest
            found.append({seed: self._terms(points[seed]) for seed in range(seeds)})
        return found

    def standard_error(self, seeds: int) -> tuple[float, float]:
        """Of the mean difference, in truth, and its degrees of freedom by the rule of `scores.paired`; points that are normal."""
        shared = 1 if self.parallel else LANGUAGES
        rest = 2 * self.rest**2 / (LANGUAGES * EXAMPLES * seeds)
        of_seeds = (self.seed**2 + self.seed_language**2 / LANGUAGES) / seeds + rest
        of_examples = self.example**2 / (EXAMPLES * shared)
        variance = of_seeds + of_examples
        return float(np.sqrt(variance)), variance / (of_seeds / (seeds - 1) + of_examples / (shared * (EXAMPLES - 1)))

    def _terms(self, points: Array) -> Terms:
        groups = {("task", f"language {number}"): row for number, row in enumerate(points)}
        return Terms(groups=groups, parallel=frozenset({"task"} if self.parallel else ()))


WORLDS = (
    World(name="seeds vary most", seed=3.0, example=4.0),
    World(name="seeds and examples alike", seed=1.5, example=15.0),
    World(name="examples vary most", seed=0.3, example=20.0, seed_language=0.3, rest=5.0),
    World(name="chance alone", seed=0.0, example=0.0, seed_language=0.0),
    World(name="languages of their own", seed=1.5, example=15.0, parallel=False),
    World(name="right or wrong", seed=2.0, example=10.0, accuracy=True),
)
STRESS = (
    World(name="heavy tails", seed=3.0, example=4.0, after=heavy, before=heavy),
    World(name="skewed alike", seed=3.0, example=4.0, after=skewed, before=skewed),
    World(name="one side skewed", seed=3.0, example=4.0, after=skewed),
    World(name="skewed, and a control that no seed changes", seed=3.0, example=4.0, after=skewed, before=fixed),
)
