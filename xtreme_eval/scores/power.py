"""What a comparison could have found: power, the smallest effect that is detected, and effects in standard deviations.

detectable_effect(seed_standard_error(spread=2.0, seeds=3), df=2)      # before a study: points, from the spread of gains
power_of(effect=3.0, standard_error=1.2, df=2)                         # 0 to 1
"""

import math
from dataclasses import dataclass

POWER = 0.8
ALPHA = 0.05
ROUNDING = 1e-9
"""Of the mean; a spread as small as this is rounding, and the noncentral t would be inverted for ever."""


def power_of(effect: float, standard_error: float, df: float, *, alpha: float = ALPHA) -> float:
    """How probably a two-sided t test finds a true difference, 0 to 1 (noncentral t).

    `statsmodels.stats.power.ttest_power` gives the same number where it gives one: it is NaN for large effects, since the chance of
    a significant difference of the wrong sign cannot be computed there. It is none then.

    Args:
        effect, standard_error: points.
        df: degrees of freedom of the standard error.
    """
    from scipy.special import nctdtr
    from scipy.stats import t

    noncentral, critical = abs(effect) / standard_error, float(t.ppf(1 - alpha / 2, df))
    wrong_sign = float(nctdtr(df, noncentral, -critical))
    return 1 - float(nctdtr(df, noncentral, critical)) + (0.0 if math.isnan(wrong_sign) else wrong_sign)


def detectable_effect(standard_error: float, df: float, *, power: float = POWER, alpha: float = ALPHA) -> float:
    """The smallest true difference that is found with this power, in points; 0 where nothing varies."""
    from scipy.special import nctdtrinc
    from scipy.stats import t

    return standard_error * float(nctdtrinc(df, 1 - power, float(t.ppf(1 - alpha / 2, df))))


def seed_standard_error(spread: float, seeds: int) -> float:
    """The standard error over seeds of a mean gain.

    Args:
        spread: standard deviation of the gain between seeds, in points.
    """
    return spread / math.sqrt(seeds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A difference in standard deviations, and the ends of its interval."""

    value: float
    low: float
    high: float


def standardised(mean: float, spread: float, size: int, *, level: float = 0.95) -> Effect:
    """The mean in standard deviations, with its interval; NaN where there is no spread.

    Hedges' g: Cohen's d of paired differences times 1 - 3 / (4 df - 1), which takes most of the bias of few values out (Hedges
    1981, J. Educational Statistics 6). The interval inverts the noncentral t (Cumming & Finch 2001, Educational and
    Psychological Measurement 61); it is exact for normal differences.

    Args:
        spread: standard deviation of the differences.
        size: how many differences.
    """
    from scipy.special import nctdtrinc

    if size < 2 or spread <= ROUNDING * abs(mean):
        nothing = 0.0 if size > 1 and mean == 0 else float("nan")
        return Effect(value=nothing, low=nothing, high=nothing)
    df, root = size - 1, math.sqrt(size)
    low, high = (float(nctdtrinc(df, (1 + sign * level) / 2, mean / spread * root)) / root for sign in (1, -1))
    return Effect(value=mean / spread * (1 - 3 / (4 * df - 1) if df > 1 else 1.0), low=low, high=high)
