"""The row "best per target": each target's best intermediate recipe, chosen on dev and shown on test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from xtreme_eval.scores.aggregate import ROW, over_languages, over_metrics, over_seeds
from xtreme_eval.scores.record import Placed
from xtreme_eval.suite.task import TargetTask

BEST = "best per target"
OWN_DEV = "its dev set"
ENGLISH_DEV = "English dev of its own training"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a target's best recipe is.

    Attributes:
        recipe: the chosen one; "" where nothing on dev tells the recipes apart.
        score: what it was chosen by, 0 to 100.
        chosen_on: where that score comes from, in words.
        rivals: how many recipes it was chosen from, itself included.
    """

    target: str
    recipe: str
    score: float
    chosen_on: str
    rivals: int


def best_choices(
    cells: pd.DataFrame,
    placed: Sequence[Placed],
    targets: Sequence[TargetTask],
    groups: Mapping[str, Sequence[str]],
    candidates: Sequence[str],
) -> tuple[Choice, ...]:
    """Choose for each target the recipe with the highest dev score (median over seeds); equal ones: the first.

    A target is judged by its own dev set in all its languages; without one by the English dev set of its own training; and if
    it is not trained either by the dev sets of its group in the benchmark (Tatoeba: by BUCC's). No test score is looked at, so
    that the chosen recipe's test score is no maximum over noise; its dev score is one.

    Args:
        cells: what `grid_cells` returns.
        placed: where the English dev scores stand.
        groups: the benchmark's groups of targets.
        candidates: recipes to choose from, in order of preference.
    """
    if not candidates:
        return ()
    known = dev_criteria(cells, placed, targets, groups)
    return tuple(_choice(target, *known[target.name], candidates) for target in targets)


def dev_criteria(
    cells: pd.DataFrame, placed: Sequence[Placed], targets: Sequence[TargetTask], groups: Mapping[str, Sequence[str]]
) -> dict[str, tuple[pd.Series, str]]:
    """What `best_choices` chooses by: target -> the recipes' scores by name (none where dev does not tell), and what they are."""
    dev, english = _dev_scores(cells), _english_scores(placed)
    return {target.name: _criterion(target, dev, english, groups) for target in targets}


def with_best(numbers: pd.DataFrame, choices: Sequence[Choice]) -> pd.DataFrame:
    """Repeat the test numbers of each target's chosen recipe as those of one more recipe, `BEST`."""
    chosen = pd.MultiIndex.from_tuples([(choice.recipe, choice.target) for choice in choices], names=["recipe", "target"])
    pairs = pd.MultiIndex.from_frame(numbers[["recipe", "target"]])
    best = numbers[pairs.isin(chosen) & (numbers["split"] == "test")]
    return pd.concat([numbers, best.assign(recipe=BEST)], ignore_index=True)


def _choice(target: TargetTask, scores: pd.Series, chosen_on: str, candidates: Sequence[str]) -> Choice:
    there = scores[scores.index.isin(candidates)].dropna().reindex(list(candidates)).dropna()
    if there.empty:
        return Choice(target=target.name, recipe="", score=float("nan"), chosen_on="nothing: it has no dev score", rivals=0)
    return Choice(target=target.name, recipe=str(there.idxmax()), score=float(there.max()), chosen_on=chosen_on, rivals=len(there))


def _criterion(
    target: TargetTask, dev: Mapping[str, pd.Series], english: Mapping[str, pd.Series], groups: Mapping[str, Sequence[str]]
) -> tuple[pd.Series, str]:
    """The scores by recipe that a target's recipes are compared by, and what they are."""
    if target.name in dev:
        return dev[target.name], OWN_DEV
    if target.train is not None and target.name in english:
        return english[target.name], ENGLISH_DEV
    others = [name for members in groups.values() if target.name in members for name in members if name in dev]
    if not others:
        return pd.Series(dtype="float64"), ""
    mean = pd.concat([dev[name] for name in others], axis=1).mean(axis=1, skipna=False)
    return mean, f"dev of {', '.join(others)}"


def _dev_scores(cells: pd.DataFrame) -> dict[str, pd.Series]:
    """Target -> dev score by recipe, of the recipes that were scored in the most languages; stand-ins are test scores."""
    dev = cells[(cells["split"] == "dev") & ~cells["stand_in"]]
    medians = over_seeds(over_metrics(over_languages(dev)), ROW)
    widest = medians[medians["scored"] == medians.groupby("target")["scored"].transform("max")]
    return {str(target): rows.set_index("recipe")["value"] for target, rows in widest.groupby("target")}


def _english_scores(placed: Sequence[Placed]) -> dict[str, pd.Series]:
    """Target -> median of the final English dev scores by recipe; collapsed runs count only where all are."""
    columns = ["recipe", "target", "collapsed", "selection_score"]
    runs = pd.DataFrame([[getattr(place, name) for name in columns] for place in placed], columns=columns)
    runs = runs.astype({"selection_score": "float64", "collapsed": "bool"})
    everywhere = runs.groupby(["recipe", "target"])["collapsed"].transform("all")
    medians = runs[~runs["collapsed"] | everywhere].groupby(["target", "recipe"])["selection_score"].median()
    return {str(target): rows.droplevel("target") for target, rows in medians.groupby("target")}
