"""Every declared study: one module of this package with a constant STUDY is one study."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from xtreme_eval.errors import UnknownNameError
from xtreme_eval.experiment.study import Study


@cache
def studies() -> dict[str, Study]:
    """Every study by name."""
    package = import_module("xtreme_eval.studies")
    modules = (import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__))
    found = (getattr(module, "STUDY", None) for module in modules)
    return {study.name: study for study in found if isinstance(study, Study)}


def study(name: str) -> Study:
    """The study of this name.

    Raises:
        UnknownNameError: there is none.
    """
    if name not in studies():
        raise UnknownNameError("study", name, studies())
    return studies()[name]
