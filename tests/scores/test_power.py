"""Power, detectable effects and standardised effects, against tables and another library."""

import math

import numpy as np
import pytest
from statsmodels.stats.power import TTestPower, ttest_power

from xtreme_eval.scores.power import detectable_effect, power_of, seed_standard_error, standardised


@pytest.mark.parametrize("seeds", [3, 5, 10, 30])
def test_what_is_detectable_is_what_statsmodels_solves_for(seeds):
    expected = TTestPower().solve_power(nobs=seeds, alpha=0.05, power=0.8)
    assert detectable_effect(seed_standard_error(1.0, seeds), seeds - 1) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(("effect", "df"), [(0.0, 2), (1.0, 2), (3.0, 4.5), (2.8, 1000)])
def test_power_is_that_of_statsmodels(effect, df):
    assert power_of(effect, 1.0, df) == pytest.approx(ttest_power(effect, 1, 0.05, df=df))


def test_power_is_known_for_effects_of_any_size():
    assert power_of(1000.0, 1.0, 1.3) == pytest.approx(1.0)


def test_two_seeds_detect_next_to_nothing():
    assert detectable_effect(1.0, 1) > 16


def test_nothing_varies_and_everything_is_detectable():
    assert detectable_effect(0.0, 2) == 0.0


def test_the_interval_of_a_standardised_effect_covers_it_as_often_as_it_says():
    draws = np.random.default_rng(5).normal(1.5, 1.0, (1000, 4))
    found = [standardised(draw.mean(), draw.std(ddof=1), 4) for draw in draws]
    assert 0.93 <= np.mean([one.low <= 1.5 <= one.high for one in found]) <= 0.97
    assert np.mean([one.value for one in found]) == pytest.approx(1.5, abs=0.1)  # Hedges: nearly without bias


def test_an_effect_without_spread_is_unknown():
    assert math.isnan(standardised(1.0, 0.0, 3).value)
    assert standardised(0.0, 0.0, 3).value == 0.0


def test_a_spread_that_is_only_rounding_is_none():
    assert math.isnan(standardised(4.0, 5e-16, 2).value)
