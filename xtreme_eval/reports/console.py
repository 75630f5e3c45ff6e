"""The report on a console: the answer, the test table, the gains, and what the signs mean."""

import re
from dataclasses import replace

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xtreme_eval.reports.layout import Cell, Panel, gain_panels, score_panel, small_heads, small_rows
from xtreme_eval.reports.legend import full_legend
from xtreme_eval.reports.report import Report
from xtreme_eval.scores.answer import Answer, SmallTable

_NAME_WIDTH = 24
_MANY = 12
"""From this many recipes on a number has one line: its error beside it, and its lowest and highest seed in the files alone."""
_STYLES = ("bold", "yellow", "dim", "dim")


def print_report(report: Report, console: Console | None = None) -> None:
    """Print answer, test scores and gains, folded where the console is narrow; plain text without a terminal."""
    console, table, label = console or Console(), report.table, report.label
    shown = [score_panel(table, "test"), *(panel for panel in gain_panels(table) if panel.title.endswith("test"))]
    panels = [compact(panel) if len(panel.rows) >= _MANY else panel for panel in shown]
    console.print(Text(report.title, style="bold"))
    if report.answer is not None:
        _print_answer(report.answer, console)
    for panel in panels:
        heading = panel.title + (f" ({label})" if label else "")
        for start, stop in folds(panel, console.width):
            console.print()
            console.print(Text(heading if start == 0 else f"{heading}, continued", style="bold"))
            console.print(_table(panel, start, stop), soft_wrap=False)
    console.print()
    for line in (*full_legend(table, shown), *dict.fromkeys(note for panel in shown for note in panel.notes)):
        console.print(Text(line, style="dim"))
    if len(table.holes) or len(table.collapsed):
        counts = f"Holes: {len(table.holes)}, collapsed runs: {len(table.collapsed)}"
        console.print(Text(f"{counts}; score_table.md lists them with their reasons.", style="dim"))


def _print_answer(answer: Answer, console: Console) -> None:
    console.print(Text(answer.sentence, style="bold yellow"))
    for small in answer.tables:
        console.print()
        console.print(Text(small.title, style="bold"))
        console.print(_small_table(small))
    for note in answer.notes:
        console.print(Text(note, style="dim"))


def _small_table(small: SmallTable) -> Table:
    """Texts are broken between words, numbers are not."""
    grid = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for name, form in zip(small_heads(small), small.shown.values(), strict=True):
        grid.add_column(name, justify="right" if form else "left", no_wrap=bool(form))
    for row in small_rows(small):
        grid.add_row(*map(Text, row))
    return grid


def compact(panel: Panel) -> Panel:
    """The panel with one line a number: "41.2° ±1.8"."""
    rows = tuple((recipe, tuple(_joined(cell) for cell in cells)) for recipe, cells in panel.rows)
    return replace(panel, rows=rows)


def _joined(cell: Cell) -> Cell:
    number = " ".join(part for part in (cell.number + cell.marks, cell.covered, cell.error) if part)
    return Cell(number=number)


def folds(panel: Panel, width: int) -> list[tuple[int, int]]:
    """Ranges of columns that fit side by side, as (start, stop); at least one column each."""
    room = width - _name_width(panel) - 2
    ranges, start, used = [], 0, 0
    for place, head in enumerate(panel.head):
        lines = [head.replace(" ", "\n"), *("\n".join(cells[place].lines) for _, cells in panel.rows)]
        needed = 2 + max(len(line) for text in lines for line in text.split("\n"))
        if place > start and used + needed > room:
            ranges.append((start, place))
            start, used = place, 0
        used += needed
    return [*ranges, (start, len(panel.head))]


def _table(panel: Panel, start: int, stop: int) -> Table:
    grid = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    grid.add_column("recipe", width=_name_width(panel), overflow="fold")
    for head in panel.head[start:stop]:
        grid.add_column(head.replace(" ", "\n"), justify="right", no_wrap=True)
    for recipe, cells in panel.rows:
        grid.add_row(Text(wrapped(recipe, _name_width(panel))), *(_text(cell) for cell in cells[start:stop]))
    return grid


def wrapped(recipe: str, width: int) -> str:
    """A recipe's name on several lines, broken behind "+" and ">" where that is possible."""
    lines = [""]
    for part in re.split(r"(?<=[+>])", recipe):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _text(cell: Cell) -> Text:
    """Number, coverage, error and spread under each other."""
    text = Text(cell.number + cell.marks, style=_STYLES[0])
    for style, line in zip(_STYLES[1:], (cell.covered, cell.error, cell.spread), strict=True):
        if line:
            text.append(f"\n{line}", style=f"not bold {style}")
    return text


def _name_width(panel: Panel) -> int:
    return min(_NAME_WIDTH, max(len("recipe"), *(len(recipe) for recipe, _ in panel.rows)))
