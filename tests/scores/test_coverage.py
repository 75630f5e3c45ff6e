"""The statistics hold where the truth is known: a few hundred of the simulated grids of `python -m tests.benchmarks power`."""

import pytest

from tests.benchmarks.power import coverage, family_wise, power_curve
from tests.benchmarks.simulated_grids import WORLDS

ALIKE = WORLDS[1]
GRIDS = 200


@pytest.mark.parametrize("seeds", [3, 5])
def test_intervals_cover_the_truth_as_often_as_they_say(seeds):
    assert 0.915 <= coverage(ALIKE, seeds, GRIDS) <= 0.99  # 95 % of 200: 91.9 to 98.1 in 19 of 20 simulations


def test_a_table_of_gains_that_are_none_rarely_has_any_after_the_correction():
    assert family_wise(ALIKE, 3, 40, true=0) <= 0.125


def test_power_is_what_the_true_standard_error_allows():
    assert all(measured == pytest.approx(theory, abs=0.1) for _, measured, theory in power_curve(ALIKE, 5, GRIDS))
