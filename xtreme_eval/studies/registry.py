"""Every declared study: a module of this package asks one question, with its grid as STUDY and, if it has one, `answer`.

One file is one study. A question that is asked at two scales has two grids in its file:

    STUDY = Study(name="chains", world=1, ...)      tiny, on the sample world: minutes, anywhere
    FULL = Study(name="chains-full", ...)           at full scale, on the benchmark's files: same name with "-full"

    def answer(results: Results, table: ScoreTable) -> Answer: ...

The same `answer` serves both, so it reads from `results.plan.study` which recipes, targets, seeds and measurements there are.
`make study STUDY=chains` runs the first, `make study STUDY=chains SCALE=full DATA=… BASE=…` the second.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING

from xtreme_eval.errors import UnknownNameError
from xtreme_eval.experiment.study import Study

if TYPE_CHECKING:  # plans and lists need no tables
    from xtreme_eval.scores.answer import Answer
    from xtreme_eval.scores.table import ScoreTable
    from xtreme_eval.studies.results import Results

Answerer = Callable[["Results", "ScoreTable"], "Answer"]
"""What a study's module may have as `answer`: from its results and their score table to what they say."""


@cache
def studies() -> dict[str, Study]:
    """Every study by name; a module's STUDY comes before its FULL."""
    return {study.name: study for module in _modules() for study in _declared(module)}


def study(name: str) -> Study:
    """The study of this name.

    Raises:
        UnknownNameError: there is none.
    """
    if name not in studies():
        raise UnknownNameError("study", name, studies())
    return studies()[name]


def answerer(name: str) -> Answerer | None:
    """The function that turns this study's scores into its answer, if it has one."""
    for module in _modules():
        if name in {study.name for study in _declared(module)}:
            return getattr(module, "answer", None)
    return None


@cache
def _modules() -> list[ModuleType]:
    package = import_module("xtreme_eval.studies")
    modules = (import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__))
    return [module for module in modules if _declared(module)]


def _declared(module: ModuleType) -> list[Study]:
    """The studies of a module."""
    found = (getattr(module, name, None) for name in ("STUDY", "FULL"))
    return [study for study in found if isinstance(study, Study)]
