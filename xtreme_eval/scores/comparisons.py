"""Many comparisons in one table: p corrected together, and what each says in words.

    frame = compare_all([({"recipe": "mnli", "target": "xnli"}, paired_difference(a, b)), ...], family=["target"])

Holm's correction (1979, Scandinavian J. Statistics 6; `statsmodels.stats.multitest.multipletests`) keeps the probability of any
false "higher" or "lower" in a family at 5 %, however the comparisons depend on each other: all of a table share their control.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import pandas as pd

from xtreme_eval.scores.paired import Comparison
from xtreme_eval.scores.verdicts import MARGIN

ALPHA = 0.05


def compare_all(
    named: Sequence[tuple[Mapping[str, object], Comparison]], *, family: Sequence[str] = (), alpha: float = ALPHA
) -> pd.DataFrame:
    """One row a comparison: its names, its numbers, `p_corrected`, `compared` and `verdict`; an empty frame of none.

    `compared` is how many p the row's was corrected together with.

    Args:
        named: the columns that name each comparison, and the comparison.
        family: columns; comparisons that are equal in them are corrected together; none: all are.
    """
    frame = pd.DataFrame([{**names, **asdict(found)} for names, found in named])
    if frame.empty:
        return frame
    groups = [*frame.groupby(list(family), sort=False).indices.values()] if family else [range(len(frame))]
    corrected, compared = [float("nan")] * len(frame), [0] * len(frame)
    for places in groups:
        values = corrected_p([float(frame["p"].iloc[place]) for place in places])
        for place, value in zip(places, values, strict=True):
            corrected[place], compared[place] = value, sum(not math.isnan(one) for one in values)
    words = [verdict_in_words(found, value, alpha=alpha) for (_, found), value in zip(named, corrected, strict=True)]
    return frame.assign(p_corrected=corrected, compared=compared, verdict=words)


def corrected_p(values: Sequence[float]) -> list[float]:
    """Holm's adjusted p of one family, in the given order; NaN stays NaN and is not counted."""
    from statsmodels.stats.multitest import multipletests

    known = [value for value in values if not math.isnan(value)]
    adjusted = iter(multipletests(known, method="holm")[1].tolist() if known else [])
    return [value if math.isnan(value) else next(adjusted) for value in values]


def verdict_in_words(found: Comparison, p_corrected: float, *, alpha: float = ALPHA) -> str:
    """ "higher", "lower", "no difference of 1 point" or "not told apart", and whether that is about one seed alone.

    None of 1 point: the whole interval is smaller than `MARGIN`.
    """
    if not found.seeds:
        return "no data"
    if math.isnan(p_corrected):
        return "one seed, no examples: not tested" if found.over == "nothing" else "no spread between seeds: not tested"
    return _told(found, p_corrected, alpha) + (", this seed" if found.over == "examples" else "")


def _told(found: Comparison, p_corrected: float, alpha: float) -> str:
    sign = "higher" if found.difference > 0 else "lower"
    if p_corrected <= alpha:
        return sign
    if max(-found.low, found.high) < MARGIN:
        return f"no difference of {MARGIN:.0f} point"
    return f"not told apart ({sign} before correction)" if found.p <= alpha else "not told apart"
