"""What a table lacks and why: holes that the evaluation reported, and cells or languages that have no row at all."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import pandas as pd

from xtreme_eval.scores.cells import TRIVIAL
from xtreme_eval.scores.columns import Column

NOT_RUN = "not run: this recipe × target is not among the evaluated cells"
NOT_EVALUATED = "no score row: evaluate this cell again"
BLANK = "no value, and the evaluation gave no reason"
EVERY = "all"
_PLACE = ["recipe", "target", "split", "language"]


def listed_holes(rows: pd.DataFrame, columns: Sequence[Column], recipes: Sequence[str], splits: Sequence[str]) -> pd.DataFrame:
    """Every hole once: columns target, split, languages, recipes (texts, "all" where it is in every one) and reason.

    Args:
        rows: what `placed_scores` returns.
        recipes, splits: those of the table.
    """
    tasks = {column.name: column for column in columns if column.level == "task"}
    run = [recipe for recipe in recipes if recipe != TRIVIAL]
    rows = rows[rows["target"].isin(list(tasks))]
    reported = rows.loc[rows["value"].isna(), [*_PLACE, "hole"]].rename(columns={"hole": "reason"}).replace({"reason": {"": BLANK}})
    lacking = pd.concat([reported, _unevaluated(rows, list(tasks.values()), run, splits)]).drop_duplicates()
    by_language = defaultdict(set)
    for recipe, target, split, language, reason in lacking.itertuples(index=False, name=None):
        by_language[target, split, reason, language].add(recipe)
    by_reason = defaultdict(set)
    for (target, split, reason, language), names in by_language.items():
        by_reason[target, split, _listed(names, run), reason].add(language)
    holes = [
        (target, split, _listed(languages, tasks[target].languages), names, reason)
        for (target, split, names, reason), languages in by_reason.items()
    ]
    order = list(tasks)
    holes.sort(key=lambda hole: (order.index(hole[0]), hole[1], hole[4], hole[3], hole[2]))
    return pd.DataFrame(holes, columns=["target", "split", "languages", "recipes", "reason"])


def _unevaluated(rows: pd.DataFrame, tasks: Sequence[Column], recipes: Sequence[str], splits: Sequence[str]) -> pd.DataFrame:
    """Places that a complete table needs and that have no row."""
    needed = pd.DataFrame(
        [
            (recipe, task.name, split, language)
            for recipe in recipes
            for task in tasks
            for split in splits
            if split != "dev" or task.dev
            for language in task.languages
        ],
        columns=_PLACE,
    )
    there = rows[_PLACE].drop_duplicates()
    missing = needed[~_keys(needed, _PLACE).isin(_keys(there, _PLACE))]
    run = _keys(missing, _PLACE[:2]).isin(_keys(there, _PLACE[:2]))
    return missing.assign(reason=[NOT_EVALUATED if evaluated else NOT_RUN for evaluated in run])


def _keys(frame: pd.DataFrame, names: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[names])


def _listed(found: Collection[str], known: Sequence[str]) -> str:
    ordered = [name for name in known if name in found]
    return EVERY if len(ordered) == len(known) else ", ".join(ordered)
