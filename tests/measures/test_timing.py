"""Interleaved timing, with a clock that the test moves."""

import math

import pytest

from tests.measures.efficiency_fixtures import Hand
from xtreme_eval.measures.timing import Rounds, in_order, interleaved, paired_ratio

THREE = Rounds(count=3, calls=2, warm_up=4)


def timed(hand, runs, rounds=THREE, load=lambda: 0.5):
    return list(
        interleaved({(name,): hand.run(name, seconds) for name, seconds in runs.items()}, rounds, clock=hand.clock, load=load)
    )


def test_every_call_has_exactly_the_time_it_took():
    found = timed(Hand(), {"quick": 1.0, "slow": 3.0})
    assert {(call.name, call.seconds) for call in found} == {(("quick",), 1.0), (("slow",), 3.0)}
    assert sorted((call.round, call.call) for call in found if call.name == ("slow",)) == [
        (number, call) for number in range(3) for call in range(2)
    ]


def test_the_warm_up_is_run_and_not_timed():
    hand = Hand()
    assert len(timed(hand, {"a": 1.0, "b": 1.0})) == 3 * 2 * 2
    assert hand.ran[:8] == ["a", "b"] * 4
    assert len(hand.ran) == 8 + 12


def test_everything_is_run_once_before_anything_is_run_again_and_in_changing_order():
    hand = Hand()
    timed(hand, {"a": 1.0, "b": 1.0, "c": 1.0}, Rounds(count=5, calls=4, warm_up=0))
    orders = [tuple(hand.ran[start : start + 3]) for start in range(0, 60, 3)]
    assert all(sorted(order) == ["a", "b", "c"] for order in orders)
    assert len(set(orders)) > 1


def test_the_order_is_the_same_for_the_same_seed():
    first, second = Hand(), Hand()
    timed(first, {"a": 1.0, "b": 1.0, "c": 1.0})
    timed(second, {"a": 1.0, "b": 1.0, "c": 1.0})
    assert first.ran == second.ran


def test_calls_are_listed_by_name_as_they_were_made():
    found = in_order(timed(Hand(), {"b": 1.0, "a": 2.0}), [("b",), ("a",)])
    assert [call.name[0] for call in found] == ["b"] * 6 + ["a"] * 6
    assert [(call.round, call.call) for call in found[:3]] == [(0, 0), (0, 1), (1, 0)]


def test_the_load_is_asked_for_once_a_round():
    loads = iter([0.1, 0.2, 0.3])
    found = timed(Hand(), {"a": 1.0}, load=lambda: next(loads))
    assert [call.load for call in found] == [0.1, 0.1, 0.2, 0.2, 0.3, 0.3]


def test_a_ratio_is_the_geometric_mean_over_rounds_of_the_ratio_of_medians():
    after = {0: [2.0, 2.0, 90.0], 1: [8.0]}
    before = {0: [1.0], 1: [1.0, 1.0, 0.1]}
    found = paired_ratio(after, before)
    assert found.mean == pytest.approx(4.0)
    assert found.size == 2
    reach = 12.706204736432095 * math.log(2)  # t of one degree of freedom; the logarithms are log 2 and log 8
    assert found.low == pytest.approx(4 * math.exp(-reach))
    assert found.high == pytest.approx(4 * math.exp(reach))


def test_a_machine_that_slows_down_does_not_change_a_ratio():
    after = {number: [1.5 * speed] for number, speed in enumerate([1.0, 5.0, 30.0])}
    before = {number: [speed] for number, speed in enumerate([1.0, 5.0, 30.0])}
    found = paired_ratio(after, before)
    assert (found.low, found.mean, found.high) == pytest.approx((1.5, 1.5, 1.5))


def test_rounds_of_one_side_alone_are_left_out():
    assert paired_ratio({0: [2.0], 1: [4.0], 2: [99.0]}, {0: [1.0], 1: [2.0], 7: [99.0]}).size == 2
    with pytest.raises(ValueError, match="no round in which both were timed"):
        paired_ratio({0: [1.0]}, {1: [1.0]})
