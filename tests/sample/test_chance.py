"""Random choices: uniform, balanced, and the same for ever."""

from collections import Counter

from xtreme_eval.sample.chance import balanced, below, pick, several, shuffled, stream, weighted


def test_a_stream_gives_the_same_numbers_on_every_python_version() -> None:
    # Made with CPython 3.11.7; `random()` after a text seed is documented to stay.
    rng = stream(1, "test")
    assert [below(rng, 1000) for _ in range(6)] == [923, 358, 248, 476, 401, 805]
    assert shuffled(rng, "abcdef") == list("bfeadc")


def test_streams_with_different_names_or_seeds_differ() -> None:
    draws = {tuple(below(stream(seed, name), 10**6) for _ in range(3)) for seed in (1, 2) for name in ("a", "b")}
    assert len(draws) == 4


def test_shuffling_keeps_the_items_and_reaches_every_order() -> None:
    rng = stream(1, "orders")
    seen = Counter("".join(shuffled(rng, "abc")) for _ in range(600))
    assert sorted(seen) == ["abc", "acb", "bac", "bca", "cab", "cba"]
    assert min(seen.values()) > 60


def test_several_takes_different_positions() -> None:
    assert len(set(several(stream(1, "x"), range(10), 4))) == 4


def test_weights_are_respected_and_zero_weights_never_drawn() -> None:
    rng = stream(1, "weights")
    seen = Counter(weighted(rng, "abc", (3, 0, 1)) for _ in range(4000))
    assert seen["b"] == 0
    assert 2.5 < seen["a"] / seen["c"] < 3.5


def test_balanced_labels_differ_in_number_by_one_at_most() -> None:
    assert sorted(Counter(balanced(stream(1, "y"), "abc", 11)).values()) == [3, 4, 4]


def test_picking_reaches_the_first_and_the_last_item() -> None:
    rng = stream(1, "ends")
    assert {pick(rng, "xyz") for _ in range(100)} == set("xyz")
