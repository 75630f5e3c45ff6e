"""Each target's languages, grouped by family and script: scores of every recipe, and what each recipe gains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from xtreme_eval.languages import LANGUAGES
from xtreme_eval.reports.anchors import anchors
from xtreme_eval.reports.layout import Panel, controls_title, language_panels, metric_title, one_decimal
from xtreme_eval.reports.legend import short_legend
from xtreme_eval.reports.sheet import Entry, Head, Sheet, entry, file_name, reach_of, scaled
from xtreme_eval.scores.columns import ENGLISH, ZERO_SHOT, Column
from xtreme_eval.scores.detail import language_gains
from xtreme_eval.scores.marks import FLAGS, HOLE
from xtreme_eval.scores.table import ScoreTable

_HEADS = (
    Head(title="language", numeric=False),
    Head(title="code", numeric=False),
    Head(title="family", numeric=False),
    Head(title="script", numeric=False),
)
_ERRORS = "each number's standard error is in score_table.csv"
_SCRIPTED = "families and scripts as in the language tables of XTREME (arXiv 2003.11080) and XTREME-R (arXiv 2104.07412)"


@dataclass(frozen=True, kw_only=True)
class Maps:
    """One target's tables: `gains` on test (None where there are none), then scores by metric and split."""

    target: Column
    gains: Sheet | None
    scores: tuple[Sheet, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """All of them."""
        return (*([self.gains] if self.gains else []), *self.scores)


def language_maps(table: ScoreTable) -> list[Maps]:
    """The maps of each target that has scores."""
    gains = language_gains(table)
    gains = gains[gains["split"] == "test"]
    steady = gains[~gains["collapsed"].astype(bool)]
    reach = reach_of(steady["value"].to_list())
    panels = [panel for split in table.splits for panel in language_panels(table, split)]
    found = []
    for task in table.tasks:
        scores = tuple(_score_sheet(table, task, panel) for panel in panels if panel.title.startswith(f"{task.title}, "))
        if scores:
            own = gains[gains["target"] == task.name]
            found.append(Maps(target=task, gains=_gain_sheet(table, task, own, reach) if len(own) else None, scores=scores))
    return found


def in_families(codes: Sequence[str]) -> list[str]:
    """English, then Indo-European languages by branch, then the others by family; within a family by script and name."""
    return sorted(codes, key=lambda code: (code != ENGLISH, not LANGUAGES[code].family.startswith("IE:"), *_place(code)))


def family_title(code: str) -> str:
    """The family in words: "Indo-European: Germanic"."""
    return LANGUAGES[code].family.replace("IE:", "Indo-European: ")


def _place(code: str) -> tuple[str, str, str]:
    found = LANGUAGES[code]
    return found.family, found.script, found.name


def _score_sheet(table: ScoreTable, task: Column, panel: Panel) -> Sheet:
    cells = {
        (recipe, language): cell
        for recipe, (_, row) in zip(panel.recipes, panel.rows, strict=True)
        for language, cell in zip(panel.columns, row, strict=True)
    }
    links = anchors(table)

    def of(recipe: str, language: str) -> Entry:
        cell, link = cells[recipe, language], links.get((recipe, task.name), "")
        return replace(entry(cell, shade=scaled(cell.value, 100), link=link), small=())

    notes = tuple(filter(None, (short_legend(panel), *panel.notes, _ERRORS, _SCRIPTED)))
    recipes = [(recipe, table.title(recipe)) for recipe in panel.recipes]
    return _sheet(
        panel.title,
        task,
        recipes,
        {code: [of(recipe, code) for recipe in panel.recipes] for code in (*task.languages, ZERO_SHOT)},
        notes=notes,
    )


def _gain_sheet(table: ScoreTable, task: Column, gains: pd.DataFrame, reach: float) -> Sheet:
    recipes = [recipe for recipe in table.recipes if recipe in set(gains["recipe"])]
    columns = zip(gains["recipe"], gains["language"], gains["value"], gains["collapsed"], strict=True)
    found = {(recipe, language): (float(value), bool(collapsed)) for recipe, language, value, collapsed in columns}
    links = anchors(table)

    def of(recipe: str, language: str) -> Entry:
        if (recipe, language) not in found:
            return Entry(text=HOLE)
        value, collapsed = found[recipe, language]
        marks, link = FLAGS["collapsed"] if collapsed else "", links[recipe, task.name]
        return Entry(text=one_decimal(value, signed=True), marks=marks, value=value, shade=scaled(value, reach), link=link)

    title = f"{task.title}, gain over {controls_title(table)} by language, test"
    notes = (f"points of {metric_title(*task.metrics)}, paired by seed; the median over seeds", _SCRIPTED)
    titles = [(recipe, table.title(recipe)) for recipe in recipes]
    return _sheet(
        title, task, titles, {code: [of(recipe, code) for recipe in recipes] for code in task.languages}, notes=notes, gain=True
    )


def _sheet(
    title: str,
    task: Column,
    recipes: Sequence[tuple[str, str]],
    entries: Mapping[str, list[Entry]],
    *,
    notes: tuple[str, ...],
    gain: bool = False,
) -> Sheet:
    """Languages x recipes; a mean over languages stays at the end."""
    order = in_families(task.languages)
    means = [ZERO_SHOT] if ZERO_SHOT in entries else []
    rows = [(*_named(code), *entries[code]) for code in order]
    rows += [
        (Entry(text="mean without English"), Entry(text="0-shot"), Entry(text=""), Entry(text=""), *entries[code]) for code in means
    ]
    breaks = {place for place in range(1, len(order)) if LANGUAGES[order[place]].family != LANGUAGES[order[place - 1]].family}
    return Sheet(
        name=file_name("languages", title.replace(task.title, task.name, 1)),
        title=title,
        heads=(*_HEADS, *(Head(title=shown) for _, shown in recipes)),
        rows=tuple(rows),
        tone="gain" if gain else "score",
        fixed=len(means),
        breaks=frozenset(breaks),
        notes=notes,
    )


def _named(code: str) -> tuple[Entry, ...]:
    found = LANGUAGES[code]
    return Entry(text=found.name), Entry(text=code), Entry(text=family_title(code)), Entry(text=found.script)
