"""Whether similar tasks help each other, and at which budget: correlations, choices of a task, pictures and one sentence."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from xtreme_eval.scores.answer import Answer, SmallTable
from xtreme_eval.scores.leave_one_out import (
    AT_RANDOM,
    ELSEWHERE,
    elsewhere_regrets,
    mean_regret,
    random_regrets,
    similarity_regrets,
)
from xtreme_eval.scores.rank_correlation import LEVEL, Correlation, crossed, difference, kendall, spearman
from xtreme_eval.scores.similarity_charts import by_budget, by_compute, interval_told, percent, scatters

PAIRS = ["budget", "task", "target", "gain", "similarity", "value"]
BUDGETS = ["budget", "recipe", "steps", "petaflops", "gain", "beyond"]
LEAST = 4
"""Pairs that a correlation is computed from."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One similarity at one budget: both correlations, and Spearman's within targets, each target's means taken off."""

    budget: float
    similarity: str
    pairs: int
    spearman: Correlation
    kendall: Correlation
    within: Correlation


def similarity_answer(pairs: pd.DataFrame, budgets: pd.DataFrame, *, notes: Sequence[str] = ()) -> Answer:
    """What similarity says about the gain.

    Args:
        pairs: columns `PAIRS`, one row a pair of a task and a target, budget (share of the task's steps, 0 to 1) and similarity;
            gains in points, the mean over seeds; no NaN.
        budgets: columns `BUDGETS`, one row a recipe and budget: its own steps and 10^15 operations beyond the baseline's, its
            mean gain over targets, and that gain less what the same extra steps of target training gain (NaN: not tried).
        notes: what else a reader must know.
    """
    found = list(_correlations(pairs))
    choices = _choices(pairs)
    return Answer(
        sentence=_sentence(found, choices),
        tables=(
            *([_correlation_table(found), _choice_table(choices)] if found else []),
            *([_change_table(pairs)] if len({one.budget for one in found}) > 1 else []),
            _budget_table(budgets),
        ),
        charts=(*scatters(pairs), *([by_budget(_spearmans(found))] if found else []), by_compute(budgets)),
        notes=(*_RULES, *notes),
    )


_RULES = (
    "gain: test score less the baseline's with the same seed, in points, the mean over seeds; collapsed runs are left out, and so "
    "are pairs whose intermediate task is the target's own training data",
    "intervals: 95 %, from bootstraps that draw whole intermediate tasks and whole targets, since pairs share them, with "
    "Student's t; with few tasks and targets they are too wide rather than too narrow",
    "within targets: both numbers less their target's mean, so that only the choice of a task for a target counts",
    "regret: the best task's gain less the chosen one's on a target that had no say in the choice, the mean over targets with "
    "Student's interval; the best one is a maximum over noise, so that no way of choosing gets to 0",
)


def _correlations(pairs: pd.DataFrame) -> Iterator[Found]:
    keys = list(pairs[["budget", "similarity"]].drop_duplicates().itertuples(index=False, name=None))
    for budget, similarity in keys:
        rows = pairs[(pairs["budget"] == budget) & (pairs["similarity"] == similarity)]
        if len(rows) >= LEAST:
            drawn = crossed(list(rows["task"]), list(rows["target"]))
            x, y = list(rows["value"]), list(rows["gain"])
            centred = rows[["value", "gain"]] - rows.groupby("target")[["value", "gain"]].transform("mean")
            inner = centred.round(12)  # what is equal within targets stays equal
            yield Found(
                budget=budget,
                similarity=similarity,
                pairs=len(rows),
                spearman=spearman(x, y, drawn),
                kendall=kendall(x, y, drawn),
                within=spearman(list(inner["value"]), list(inner["gain"]), drawn),
            )


def _spearmans(found: Sequence[Found]) -> pd.DataFrame:
    """What the picture of all budgets shows."""
    rows = [(one.budget, one.similarity, one.spearman.value, *one.spearman.interval()) for one in found]
    return pd.DataFrame(rows, columns=["budget", "similarity", "spearman", "low", "high"])


def _correlation_table(found: Sequence[Found]) -> SmallTable:
    rows = []
    for one in found:
        row: dict[str, object] = {"budget": percent(one.budget), "similarity": one.similarity, "pairs": one.pairs}
        for name in ("spearman", "kendall", "within"):
            correlation: Correlation = getattr(one, name)
            low, high = correlation.interval()
            row |= {name: correlation.value, f"{name}_low": low, f"{name}_high": high, f"{name}_interval": interval_told(low, high)}
        rows.append(row)
    frame = pd.DataFrame(rows).rename(columns={"within": "within targets"})
    shown = {"budget": "", "similarity": "", "pairs": "d", "spearman": "+.2f", "spearman_interval": "", "kendall": "+.2f"}
    shown |= {"kendall_interval": "", "within targets": "+.2f", "within_interval": ""}
    return SmallTable(name="correlations", title="Does similarity go with the gain?", frame=frame, shown=shown)


def _change_table(pairs: pd.DataFrame) -> SmallTable:
    """Spearman's correlation at the largest budget less that at the smallest, over the pairs that both have."""
    few, many = pairs["budget"].min(), pairs["budget"].max()
    key = ["task", "target", "similarity", "value"]
    both = pairs[pairs["budget"] == few].merge(pairs[pairs["budget"] == many], on=key, suffixes=("_few", "_many"))
    rows = []
    for similarity, mine in both.groupby("similarity", sort=False):
        drawn = crossed(list(mine["task"]), list(mine["target"]))
        least, most = (spearman(list(mine["value"]), list(mine[f"gain_{name}"]), drawn) for name in ("few", "many"))
        change = difference(most, least)
        low, high = change.interval()
        rows.append((similarity, len(mine), least.value, most.value, change.value, low, high, interval_told(low, high)))
    frame = pd.DataFrame(rows, columns=["similarity", "pairs", "least", "most", "change", "low", "high", "interval"])
    shown = {"similarity": "", "pairs": "d", "least": "+.2f", "most": "+.2f", "change": "+.2f", "interval": ""}
    title = f"Spearman's correlation with the gain: least steps ({percent(few)}) and most ({percent(many)})"
    return SmallTable(name="change", title=title, frame=frame, shown=shown)


def _choices(pairs: pd.DataFrame) -> pd.DataFrame:
    """Regret by budget and way of choosing."""
    rows = []
    for budget, mine in pairs.groupby("budget", sort=False):
        regrets = {name: similarity_regrets(its) for name, its in mine.groupby("similarity", sort=False)}
        gains = mine.drop_duplicates(["task", "target"])
        regrets |= {ELSEWHERE: elsewhere_regrets(gains), AT_RANDOM: random_regrets(gains)}
        for chooser, regret in regrets.items():
            if regret:
                mean = mean_regret(regret)
                right = sum(loss == 0 for loss in regret.values()) if chooser != AT_RANDOM else math.nan
                rows.append((budget, chooser, mean.mean, mean.low, mean.high, right, len(regret)))
    return pd.DataFrame(rows, columns=["budget", "chosen by", "regret", "low", "high", "best chosen", "targets"])


def _choice_table(choices: pd.DataFrame) -> SmallTable:
    frame = choices.assign(
        budget=[percent(budget) for budget in choices["budget"]],
        interval=[interval_told(low, high, ".1f") for low, high in zip(choices["low"], choices["high"], strict=True)],
    )
    shown = {"budget": "", "chosen by": "", "regret": ".1f", "interval": "", "best chosen": ".0f", "targets": "d"}
    return SmallTable(name="choices", title="Choosing a task for a target left out", frame=frame, shown=shown)


def _budget_table(budgets: pd.DataFrame) -> SmallTable:
    frame = budgets.assign(budget=[percent(budget) for budget in budgets["budget"]])
    shown = {"budget": "", "recipe": "", "steps": ".0f", "petaflops": ".3g", "gain": "+.1f", "beyond": "+.1f"}
    notes = (
        "steps and operations: what a recipe costs beyond the baseline, of which six a parameter and sub-token are counted",
        "beyond: the gain less that of the baseline whose targets were trained for as many more steps as the budget's intermediate "
        "stages have on the average",
    )
    return SmallTable(name="budgets", title="What a budget costs and gains", frame=frame, shown=shown, notes=notes)


def _sentence(found: Sequence[Found], choices: pd.DataFrame) -> str:
    full = [one for one in found if one.budget == max(each.budget for each in found) and not math.isnan(one.spearman.value)]
    if not full:
        return (
            f"Too few gains and similarities are there to say whether one goes with the other: at least {LEAST} pairs are needed."
        )
    level = 1 - (1 - LEVEL) / len(full)
    sure = sum(one.spearman.interval(level)[0] > 0 for one in full)
    best = max(full, key=lambda one: one.spearman.value)
    interval = f"{interval_told(*best.spearman.interval(level))}, 95 % for all {len(full)} together, {best.pairs} pairs"
    first = min((one for one in found if one.similarity == best.similarity), key=lambda one: one.budget)
    before = f"; {first.spearman.value:+.2f} at {percent(first.budget)}" if first.budget < best.budget else ""
    at = f"At {percent(best.budget)} of the intermediate steps"
    value = f"{best.spearman.value:+.2f} ({interval}{before})"
    return (
        f"{at} {sure} of {len(full)} similarities can be told to predict the gain: the closest, {best.similarity}, has a Spearman "
        f"correlation of {value}{_lost(best, choices)}."
    )


def _lost(best: Found, choices: pd.DataFrame) -> str:
    """What choosing by this similarity loses, beside the other ways of choosing."""
    regrets = choices[choices["budget"] == best.budget].set_index("chosen by")["regret"]
    if best.similarity not in regrets:
        return ""
    others = f"taking the one that is best on the others {regrets[ELSEWHERE]:.1f}, any one {regrets[AT_RANDOM]:.1f}"
    return f", and choosing a task by it loses {regrets[best.similarity]:.1f} points on a target left out, {others}"
