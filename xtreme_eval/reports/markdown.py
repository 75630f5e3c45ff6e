"""The whole report as one Markdown page."""

from collections.abc import Collection, Iterable, Sequence

import pandas as pd

from xtreme_eval.reports.layout import Cell, Panel, gain_panels, language_panels, score_panel, small_heads, small_rows
from xtreme_eval.reports.legend import full_legend, short_legend
from xtreme_eval.reports.report import Report
from xtreme_eval.scores.answer import Answer, SmallTable
from xtreme_eval.scores.table import ScoreTable


def markdown_report(report: Report) -> str:
    """The answer, scores and gains of each split, how to read them, every language, and the holes with their reasons."""
    table, label = report.table, report.label
    scores = [score_panel(table, split) for split in table.splits]
    gains = list(gain_panels(table))
    languages = [panel for split in table.splits for panel in language_panels(table, split)]
    sections = [
        f"# {report.title}",
        *([f"**{label}**"] if label else []),
        *([] if report.answer is None else _answer(report.answer, label)),
        *(_section("##", panel, label) for panel in (*scores, *gains)),
        *([] if gains else ["No gains: the study has no other recipe than the baseline, or no baseline."]),
        "## How to read it",
        _bullets(full_legend(table, (*scores, *gains, *languages))),
        *(part for small in report.appendices for part in _small(small, label)),
        "## Languages",
        *(_section("###", panel, label) for panel in languages),
        "## Tasks",
        _tasks(table),
        "## Collapsed runs",
        _collapsed(table),
        "## Holes",
        _holes(table),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]], *, left: Collection[int] = (0,)) -> str:
    """A pipe table, padded so that the source reads well too; the columns `left` are left aligned, the others right."""
    texts = [[text.replace("|", "\\|") for text in row] for row in (head, *rows)]
    widths = [max(3, *map(len, column)) for column in zip(*texts, strict=True)]
    rule = ["-" * width if place in left else "-" * (width - 1) + ":" for place, width in enumerate(widths)]
    padded = [
        [
            text.ljust(width) if place in left else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        for row in texts
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in (padded[0], rule, *padded[1:]))


def _section(level: str, panel: Panel, label: str) -> str:
    parts = [f"{level} {panel.title}" + (f" ({label})" if label else "")]
    parts.append(markdown_table(("recipe", *panel.head), ((recipe, *map(_text, cells)) for recipe, cells in panel.rows)))
    if legend := short_legend(panel):
        parts.append(legend)
    return "\n\n".join([*parts, *panel.notes])


def _answer(answer: Answer, label: str) -> list[str]:
    tables = [part for small in answer.tables for part in _small(small, label)]
    return ["## Answer", answer.sentence, *tables, _bullets(answer.notes)]


def _small(small: SmallTable, label: str) -> list[str]:
    heading = f"## {small.title}" + (f" ({label})" if label else "")
    texts = [place for place, form in enumerate(small.shown.values()) if not form]
    rows = small_rows(small)
    return [heading, markdown_table(small_heads(small), rows, left=texts) if rows else "None.", _bullets(small.notes)]


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _text(cell: Cell) -> str:
    spread = f"({cell.spread})" if cell.spread else ""
    return " ".join(part for part in (cell.number + cell.marks, cell.covered, cell.error, spread) if part)


def _tasks(table: ScoreTable) -> str:
    """What each task's declaration tells a reader about its data and its official script."""
    notes = [f"- {task.title}: {note}" for task in table.tasks for note in task.notes]
    return "\n".join([*notes, "- All: weights are selected on English dev only."])


def _collapsed(table: ScoreTable) -> str:
    titles = {task.name: task.title for task in table.tasks}
    runs = [
        f"- {recipe} → {titles.get(target, target)}, seed {seed}" + ("" if pd.isna(score) else f": {score:.1f} on English dev")
        for recipe, target, seed, score in table.collapsed.itertuples(index=False, name=None)
    ]
    return "\n".join(runs) or "None."


def _holes(table: ScoreTable) -> str:
    if table.holes.empty:
        return "None: every recipe has a score for every task, language and split."
    titles = {task.name: task.title for task in table.tasks}
    holes = table.holes.itertuples(index=False, name=None)
    return "\n".join(_hole(titles[target], *others) for target, *others in holes)


def _hole(title: str, split: str, languages: str, recipes: str, reason: str) -> str:
    where = "all languages" if languages == "all" else languages
    who = "" if recipes == "all" else f" ({recipes})"
    return f"- {title}, {split}, {where}{who}: {reason}"
