"""Gains: each number minus that of the recipe's control, mostly the baseline, with the same seed, language and metric."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from xtreme_eval.experiment.recipe import BASELINE
from xtreme_eval.scores.cells import POINT, TRIVIAL

Pairs = Collection[tuple[str, str]]
"""(recipe, target)"""


def measured_from(recipes: Sequence[str], controls: Mapping[str, str]) -> dict[str, str]:
    """Recipe -> the one that its gain is measured from, of all that have a gain: a recipe that is its own control has none.

    Args:
        controls: recipe -> control; the baseline is the control of those that are not in it, and of itself.
    """
    found = {recipe: controls.get(recipe, BASELINE.name) for recipe in recipes if recipe != TRIVIAL}
    return {recipe: control for recipe, control in found.items() if control != recipe}


def paired_gains(cells: pd.DataFrame, controls: Mapping[str, str]) -> pd.DataFrame:
    """Differences from the control's numbers, in the form of `cells`, so that they are averaged exactly as scores are.

    Only what both sides have is compared: the mean over languages of a gain never mixes different sets of languages.
    `standard_error` takes the two sides as independent; they answer the same examples, so the true one is usually smaller.
    A pair is collapsed where either side is.

    Args:
        controls: what `measured_from` returns.
    """
    sides = ["value", "standard_error", "collapsed"]
    before = cells[["recipe", "seed", *POINT, *sides]].rename(columns={"recipe": "control"})
    after = cells[cells["recipe"].isin(list(controls))]
    after = after.assign(control=after["recipe"].map(controls))
    pairs = after.merge(before, on=["control", "seed", *POINT], suffixes=("", "_before"))
    return pairs.assign(
        value=pairs["value"] - pairs["value_before"],
        standard_error=np.hypot(pairs["standard_error"], pairs["standard_error_before"]),
        collapsed=pairs["collapsed"] | pairs["collapsed_before"],
        judged=0,
        below=0,
    ).drop(columns=["control", *(f"{side}_before" for side in sides)])


def with_pairs(scores: pd.DataFrame, flag: str, flagged: Pairs) -> pd.DataFrame:
    """Add a boolean column that is true for these (recipe, target) pairs."""
    pairs = pd.MultiIndex.from_frame(scores[["recipe", "target"]])
    return scores.assign(**{flag: pairs.isin(list(flagged)) if flagged else False})
