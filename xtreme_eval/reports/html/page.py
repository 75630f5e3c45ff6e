"""One HTML file with everything a study says: it opens from disk, asks no network for anything, and runs only its own script."""

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from xtreme_eval.reports.anchors import manifest_anchor
from xtreme_eval.reports.contents import Contents
from xtreme_eval.reports.export import csv_text, latex_text
from xtreme_eval.reports.headline import headline
from xtreme_eval.reports.html.charts import chart_svg
from xtreme_eval.reports.html.curves import curves
from xtreme_eval.reports.html.manifests import shown_manifests
from xtreme_eval.reports.layout import gain_panels, language_panels, score_panel, seeds_of
from xtreme_eval.reports.legend import full_legend
from xtreme_eval.reports.relation import relation_charts
from xtreme_eval.reports.report import Report
from xtreme_eval.reports.runs import all_runs, target_trainings
from xtreme_eval.reports.sheet import Entry, Sheet
from xtreme_eval.reports.trained import training_lines
from xtreme_eval.scores.cells import TRIVIAL
from xtreme_eval.scores.table import ScoreTable

TEMPLATES = Path(__file__).parent / "templates"


def html_report(report: Report, contents: Contents) -> str:
    """The whole page; equal reports give equal bytes."""
    table, answer, origin = report.table, report.answer, report.origin
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            contents=contents,
            sentence=answer.sentence if answer else headline(table),
            figures=_figures(report),
            legend=_legend(table),
            answer_charts=[(chart, chart_svg(chart)) for chart in (answer.charts if answer else ())],
            relation_charts=[(chart, chart_svg(chart)) for chart in relation_charts(table)],
            curves=_curves(report),
            recipes=all_runs(table),
            training_lines=training_lines(origin) if origin else [],
            manifests=shown_manifests(origin.trainings) if origin else [],
            known={manifest.key for manifest in origin.trainings} if origin else set(),
            titles={task.name: task.title for task in table.tasks},
            style=Markup(_text("style.css")),  # noqa: S704 - the package's own
            script=Markup(_text("script.js")),  # noqa: S704 - the package's own
            script_hash=b64encode(hashlib.sha256(_text("script.js").encode()).digest()).decode(),
        )
    )


@cache
def _environment() -> Environment:
    """Every value is escaped; a name that is not there is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(anchor=manifest_anchor, csv=_csv_link, latex=_latex_link, shade=_shade)
    environment.filters.update(minus=_minus, breakable=_breakable, shown=_shown)
    return environment


def _text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8").strip()


def _csv_link(sheet: Sheet) -> str:
    return f"data:text/csv;charset=utf-8,{quote(csv_text(sheet))}"


def _latex_link(sheet: Sheet, label: str) -> str:
    return f"data:application/x-tex;charset=utf-8,{quote(latex_text(sheet, label))}"


def _shown(entry: Entry) -> Markup:
    """Numbers with a real minus sign; a name may be broken."""
    return _breakable(_minus(entry.text)) if entry.value is None else escape(_minus(entry.text))


def _minus(text: str) -> str:
    """Hyphens before digits as minus signs."""
    return re.sub(r"(?<![\w-])-(?=\d)", "−", text)


def _breakable(text: str) -> Markup:
    """A recipe's name that may be broken behind "+" and ">"."""
    return Markup("<wbr>").join(re.split(r"(?<=[+>])", text))


def _shade(value: float) -> str:
    """A share of the colour, with two places."""
    return f"{abs(value):.2f}".removeprefix("0").removesuffix("0").removesuffix(".0") or "0"


def _figures(report: Report) -> list[tuple[str, str]]:
    """The size of the study in a few numbers."""
    table, origin = report.table, report.origin
    languages = {language for task in table.tasks for language in task.languages}
    found = [
        ("recipes", str(sum(recipe != TRIVIAL for recipe in table.recipes))),
        ("target tasks", str(len(table.tasks))),
        ("languages", str(len(languages))),
        ("seeds", seeds_of(table).removesuffix("s").removesuffix(" seed")),
    ]
    return (
        [*found, ("trainings", f"{origin.planned:,}"), ("saved by sharing", f"{origin.alone - origin.planned:,}")]
        if origin
        else found
    )


def _legend(table: ScoreTable) -> list[str]:
    panels = [score_panel(table, split) for split in table.splits]
    return full_legend(
        table, (*panels, *gain_panels(table), *(found for split in table.splits for found in language_panels(table, split)))
    )


def _curves(report: Report) -> list[Any]:
    if report.origin is None:
        return []
    targets = {task.name for task in report.table.tasks}
    own = [
        manifest.key
        for manifest in report.origin.trainings
        if (stage := manifest.meta["job"]["stage"]) and {part["task"] for part in stage["mixture"]} <= targets
    ]
    return curves(report.origin.trainings, target_trainings(report.table, own))
