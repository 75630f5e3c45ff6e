"""Base models as people name them: one of the tiny ones, a folder, or a Hub checkpoint at one commit."""

import re
from pathlib import Path

from xtreme_eval.errors import SpecificationError
from xtreme_eval.experiment.base import Base, FolderBase, HubBase
from xtreme_eval.experiment.study import Study
from xtreme_eval.studies.tiny_bases import TINY_BASES

HUB = re.compile(r"(?P<id>[\w.-]+/[\w.-]+)(?:@(?P<revision>.*))?", re.ASCII)
REVISION = re.compile(r"[0-9a-f]{40}")


def named_base(text: str) -> Base:
    """The base model called `text`: 'tiny-small', 'path/to/folder' or 'FacebookAI/xlm-roberta-large@COMMIT'.

    Raises:
        SpecificationError: it is none of them, or the Hub checkpoint is not pinned to a commit.
    """
    if text in TINY_BASES:
        return TINY_BASES[text]
    if Path(text).is_dir():
        return FolderBase(name=Path(text).resolve().name, path=text)
    found = HUB.fullmatch(text)
    if not found:
        problem = f"--base {text} is neither a folder nor ORGANISATION/MODEL@COMMIT"
        raise SpecificationError([f"{problem}, nor one of the sample world's own: {', '.join(TINY_BASES)}"])
    if not found["revision"] or not REVISION.fullmatch(found["revision"]):
        problem = f"--base {text} must name a commit of the repository by its 40 hexadecimal digits"
        raise SpecificationError([f"{problem} ({found['id']}@…): a branch or tag may change its meaning"])
    return HubBase(name=found["id"].split("/")[1], id=found["id"], revision=found["revision"])


def with_bases(study: Study, named: str | None) -> Study:
    """The study with every base model settled.

    Args:
        study: its recipes' bases may lack the commit; its own may be left to whoever runs it.
        named: base models as `named_base` takes them, several with "," between them. One that is called like a recipe's base takes
            its place (a folder as well), any other is the study's own.

    Raises:
        SpecificationError: a base is still not settled, or several are meant to be the study's own.
    """
    bases = [named_base(text.strip()) for text in (named or "").split(",") if text.strip()]
    declared = {recipe.base.name for recipe in study.recipes if recipe.base} | ({study.base.name} if study.base else set())
    settled = {base.name: base for base in bases if base.name in declared}
    own = [base for base in bases if base.name not in declared]
    if len(own) > 1:
        names = " and ".join(base.name for base in own)
        raise SpecificationError([f"--base names both {names} as the base model of study {study.name}: name one of them"])
    base = own[0] if own else (settled.get(study.base.name, study.base) if study.base else None)
    recipes = tuple(
        recipe.model_copy(update={"base": settled[recipe.base.name]}) if recipe.base and recipe.base.name in settled else recipe
        for recipe in study.recipes
    )
    if base is None:
        raise SpecificationError([f"study {study.name} leaves the base model to you: name one with --base"])
    used = dict.fromkeys(recipe.base or base for recipe in recipes)
    if unsettled := [one.id for one in used if isinstance(one, HubBase) and not one.revision]:
        raise SpecificationError([_unsettled(study.name, unsettled)])
    return study.model_copy(update={"base": base, "recipes": recipes})


def _unsettled(study: str, identifiers: list[str]) -> str:
    names = ",".join(f"{identifier}@COMMIT" for identifier in identifiers)
    newest = f"python -c \"from huggingface_hub import model_info; print(model_info('{identifiers[0]}').sha)\""
    return (
        f"study {study} needs the commits of its base models, or folders of these names: --base {names}. "
        f"A model's newest commit: {newest}"
    )
