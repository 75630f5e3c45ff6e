"""Every measure: a module of this package that has VERSION and `measure`."""

import re
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, cast

from xtreme_eval.errors import UnknownNameError
from xtreme_eval.experiment.jobs import Location, MeasureJob
from xtreme_eval.store.protocol import Store

if TYPE_CHECKING:
    import pandas as pd

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
Report = Callable[[int, int, float], None]
"""Takes how much is done, of how much in all, and a loss (0 where there is none)."""


class Measure(Protocol):
    """What a measure's module has."""

    @property
    def VERSION(self) -> int:  # noqa: N802 - a constant of a module
        """Of what it means."""
        ...

    @property
    def measure(self) -> "Callable[[MeasureJob, Location, Store, Report], pd.DataFrame]":
        """From a job to its result."""
        ...


def measure_named(name: str) -> Measure:
    """The measure of this name.

    Raises:
        UnknownNameError: there is none.
    """
    package = import_module("xtreme_eval.measures")
    names = {module.name for module in iter_modules(package.__path__)}
    if NAME.match(name) and name in names:
        module = import_module(f"{package.__name__}.{name}")
        if hasattr(module, "VERSION") and hasattr(module, "measure"):
            return cast("Measure", module)
    raise UnknownNameError("measure", name, measures())


def measures() -> list[str]:
    """The names of all measures."""
    package = import_module("xtreme_eval.measures")
    modules = (import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__))
    return [module.__name__.rpartition(".")[2] for module in modules if hasattr(module, "VERSION") and hasattr(module, "measure")]
