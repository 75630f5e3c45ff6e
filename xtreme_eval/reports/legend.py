"""What the signs and numbers of a report mean, in words."""

from collections.abc import Iterable

from xtreme_eval.reports.layout import Panel, metrics_line, seeds_of
from xtreme_eval.scores.marks import HOLE, MEANING
from xtreme_eval.scores.table import ScoreTable

_HOLE = "no score: the reasons are listed under Holes"


def short_legend(panel: Panel) -> str:
    """One line for under a table: its marks and the first words of what each means; "" without marks."""
    meaning = {**MEANING, HOLE: _HOLE}
    return " · ".join(f"{sign} {meaning[sign].split(':')[0]}" for sign in panel.marks)


def full_legend(table: ScoreTable, panels: Iterable[Panel]) -> list[str]:
    """How to read the numbers, then every mark that occurs in the panels."""
    found = {sign for panel in panels for sign in panel.marks}
    meaning = {**MEANING, HOLE: _HOLE}
    return [*_numbers(table), *(f"{sign} {text}" for sign, text in meaning.items() if sign in found)]


def _numbers(table: ScoreTable) -> list[str]:
    several = (table.frame["seeds"] > 1).any()
    lines = [
        f"Scores are 0 to 100 ({metrics_line(table.columns)}); a task score is the mean over its languages.",
        "Overall is the unweighted mean of the task scores, not of the groups.",
        "± is the standard error over examples; it takes languages and tasks as independent, exact match and F1 as fully "
        "dependent (an upper bound), and the two sides of a gain as independent.",
        "The trivial baseline costs no training: a majority class, a word list, a random span.",
    ]
    if several:
        lines.append(
            f"Of {seeds_of(table)}: the median over seeds (lowest…highest); gains are paired by seed; collapsed runs are left out."
        )
    return lines
