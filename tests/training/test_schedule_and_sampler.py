"""The learning rate's rise and fall, and which task of a mixture is trained when."""

from collections import Counter

import pytest

from xtreme_eval.training.sampler import ingredient_order
from xtreme_eval.training.schedule import learning_rate_factor


def factors(steps, warmup):
    return [learning_rate_factor(step, steps=steps, warmup=warmup) for step in range(steps)]


def test_the_rate_rises_over_the_warm_up_and_falls_to_the_end():
    assert factors(10, 0.2) == [0.5, 1.0, 1.0, 7 / 8, 6 / 8, 5 / 8, 4 / 8, 3 / 8, 2 / 8, 1 / 8]


def test_without_warm_up_it_only_falls():
    assert factors(4, 0) == [1, 0.75, 0.5, 0.25]


@pytest.mark.parametrize("steps", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("warmup", [0, 0.01, 0.1, 0.5, 0.99])
def test_every_step_learns_something_and_none_more_than_the_peak(steps, warmup):
    found = factors(steps, warmup)
    assert all(0 < factor <= 1 for factor in found)
    assert max(found) == 1
    peak = found.index(1)
    assert found[: peak + 1] == sorted(found[: peak + 1])
    assert found[peak:] == sorted(found[peak:], reverse=True)


@pytest.mark.parametrize("weights", [(1, 1), (3, 1), (5, 3, 2), (0.02, 0.98), (7,)])
def test_each_task_gets_its_share_of_the_steps(weights):
    steps = 20_000
    counts = Counter(ingredient_order(weights, steps, seed=1))
    for number, weight in enumerate(weights):
        share = weight / sum(weights)
        assert abs(counts[number] - steps * share) <= 5 * (steps * share * (1 - share)) ** 0.5
    assert set(counts) <= set(range(len(weights)))


def test_the_order_is_the_same_for_the_same_seed_and_no_block():
    order = ingredient_order((1, 1), 100, seed=1)
    assert order == ingredient_order((1, 1), 100, seed=1)
    assert order != ingredient_order((1, 1), 100, seed=2)
    assert order != sorted(order)
    assert len(order) == 100
