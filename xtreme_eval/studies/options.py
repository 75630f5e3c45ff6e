"""The shell options that name a part of a study: the same words for planning and for running it."""

from typing import Annotated

import typer

from xtreme_eval.errors import SpecificationError
from xtreme_eval.studies.request import GridRequest

Study = Annotated[str, typer.Option(help="Name of the study.")]
Data = Annotated[str | None, typer.Option(help="Folder with the benchmark's release files; the sample world makes its own.")]
Text = Annotated[str | None, typer.Option(help="Folder with running text, one .txt file a language.")]
Out = Annotated[str, typer.Option(help="Folder for results.")]
Store = Annotated[str | None, typer.Option(help="Where artifacts are kept. Default: the folder 'store' under OUT.")]
Recipes = Annotated[str | None, typer.Option(help="Comma-separated recipes, e.g. baseline,squad1. Default: all of the study.")]
Targets = Annotated[str | None, typer.Option(help="Comma-separated target tasks, e.g. xnli,tydiqa.")]
Languages = Annotated[str | None, typer.Option(help="Comma-separated languages, e.g. en,de.")]
Seeds = Annotated[str | None, typer.Option(help="Comma-separated seeds, e.g. 1,2,3.")]
World = Annotated[int | None, typer.Option(help="Seed of the generated sample world.")]


def request(
    *,
    study: str,
    data: str | None,
    text: str | None,
    out: str,
    store: str | None,
    recipes: str | None,
    targets: str | None,
    languages: str | None,
    seeds: str | None,
    world: int | None,
) -> GridRequest:
    """What the options ask for.

    Raises:
        SpecificationError: a seed is not a whole number, or the world's seed is negative.
    """
    try:
        numbers = None if seeds is None else tuple(int(seed) for seed in _names(seeds) or ())
    except ValueError:
        raise SpecificationError([f"--seeds takes whole numbers, e.g. 1,2,3, not {seeds!r}"]) from None
    if world is not None and world < 0:
        raise SpecificationError([f"--world takes a whole number from 0 on, not {world}"])
    return GridRequest(
        study=study,
        data=data,
        text=text,
        out=out,
        store=store,
        recipes=_names(recipes),
        targets=_names(targets),
        languages=_names(languages),
        seeds=numbers,
        world=world,
    )


def _names(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(name.strip() for name in text.split(",") if name.strip())
