"""Every declared model family, found by its name, by a checkpoint's model type, or for a base model of a study."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from xtreme_eval.errors import DataError, MissingFileError, UnknownNameError
from xtreme_eval.experiment.base import Base, FolderBase, TinyBase
from xtreme_eval.languages import LANGUAGES
from xtreme_eval.models.family import Family


@cache
def families() -> dict[str, Family]:
    """Every family by name: one module of `xtreme_eval.models.families` with a constant FAMILY each."""
    package = import_module("xtreme_eval.models.families")
    modules = [import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__)]
    return {module.FAMILY.name: module.FAMILY for module in modules if isinstance(getattr(module, "FAMILY", None), Family)}


def family(name: str) -> Family:
    """The family of this name.

    Raises:
        UnknownNameError: there is none.
    """
    if name not in families():
        raise UnknownNameError("model family", name, families())
    return families()[name]


def family_of_type(model_type: str, place: str) -> Family:
    """The family that checkpoints with this `model_type` belong to.

    Args:
        model_type: as in config.json.
        place: whose it is, for the error.

    Raises:
        DataError: no family has it.
    """
    for found in families().values():
        if model_type in found.backbones:
            return found
    known = "; ".join(f"{found.title} ({', '.join(found.backbones)})" for found in families().values())
    step = f"Known are {known}. Choose a checkpoint of these, or declare the family in a file of xtreme_eval/models/families."
    raise DataError(place, f"its model type, {model_type!r}, belongs to no known model family", step)


def family_of_base(base: Base) -> Family | None:
    """The family of a base model as far as it is known without the network: None for what was never released under its id.

    Raises:
        UnknownNameError: a tiny base names a family that there is not.
        DataError: a folder's configuration cannot be read, or its model type belongs to no family.
    """
    if isinstance(base, TinyBase):
        return family(base.family)
    if isinstance(base, FolderBase):
        return family_of_type(_model_type(Path(base.path) / "config.json"), base.path)
    ids = {released.id.lower(): found for found in families().values() for released in found.checkpoints}
    return ids.get(base.id.lower())


def seen_languages(base: Base) -> frozenset[str] | None:
    """The languages that a base model saw in pretraining; None where nobody knows.

    A tiny base has seen all but those whose script was kept from it.
    """
    if isinstance(base, TinyBase):
        return frozenset(code for code, language in LANGUAGES.items() if language.script not in base.unread)
    found = family_of_base(base)
    return None if found is None else found.languages


def _model_type(path: Path) -> str:
    """What a configuration file calls the sort of model.

    Raises:
        MissingFileError: there is no such file.
        DataError: it is no JSON object with a model type.
    """
    if not path.is_file():
        raise MissingFileError(path, "there is no such file", "Save the model with transformers' save_pretrained.")
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["model_type"])
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(path, "it names no model_type", "Save the model with transformers' save_pretrained.") from error
