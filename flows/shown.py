"""What a person sees before a grid, its plan, and after it: the table, the files, and what went wrong."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from rich.console import Console

from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.reports.console import print_report
from xtreme_eval.reports.plan import plan_lines
from xtreme_eval.reports.trainings import TRAININGS
from xtreme_eval.reports.write import report_files
from xtreme_eval.store.open import open_store
from xtreme_eval.studies.catalog import Catalog
from xtreme_eval.studies.report import study_report
from xtreme_eval.studies.request import GridRequest
from xtreme_eval.studies.results import collect


def show_plan(facts: dict[str, Any], console: Console) -> None:
    """Print what will run and what is there, as `plan_facts` has it."""
    for line in plan_lines(facts):
        _print(line, console)


def show_holes(reasons: Iterable[str], console: Console) -> None:
    """Print why files that are there will be holes in the table."""
    for reason in reasons:
        _print(f"Hole: {reason}", console)


def show_advice(advice: str, console: Console) -> None:
    """Print what a person may want to change, if there is anything."""
    if advice:
        _print(f"Advice: {advice}", console)


def show_failures(failures: Mapping[str, str], console: Console) -> None:
    """Print the titles of the failed steps under what they have failed of."""
    for reason, titles in groupby(sorted(failures, key=lambda title: failures[title]), key=lambda title: failures[title]):
        _print(f"\nFailed: {reason}", console)
        for title in titles:
            _print(f"  {title}", console)


def show(request: GridRequest, failures: Mapping[str, str], console: Console) -> None:
    """Print the score table, the paths of all files, and each failed step with its reason."""
    plan = make_plan(request.chosen(), Catalog(request.location))
    results = collect(plan, open_store(request.location.store), {})
    report = study_report(results, request.location)
    print_report(report, console)
    console.print("\nWritten:")
    for name in (*report_files(report), TRAININGS):
        console.print(f"  {request.folder / name}", markup=False, highlight=False, soft_wrap=True)  # to be copied whole
    show_failures(failures, console)


def _print(line: str, console: Console) -> None:
    """Lines break between words on a terminal, and not at all in a file."""
    console.print(line, markup=False, highlight=False, soft_wrap=not console.is_terminal)
