"""Run a study from the shell: `python -m flows --study sample`."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows.request import GridRequest
from tasks.settings import embedded_prefect
from xtreme_eval.errors import XtremeEvalError

App = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@App.command()
def grid(
    study: Annotated[str, typer.Option(help="Name of the study: sample, real-slice, …")] = "sample",
    data: Annotated[str | None, typer.Option(help="Folder with the benchmark's release files.")] = None,
    text: Annotated[str | None, typer.Option(help="Folder with running text, one .txt file a language.")] = None,
    out: Annotated[str, typer.Option(help="Folder for results.")] = "out",
    store: Annotated[str | None, typer.Option(help="Where artifacts are kept; default: OUT/store.")] = None,
    recipes: Annotated[str | None, typer.Option(help="Comma-separated recipes; default: all of the study.")] = None,
    targets: Annotated[str | None, typer.Option(help="Comma-separated target tasks.")] = None,
    languages: Annotated[str | None, typer.Option(help="Comma-separated languages.")] = None,
    seeds: Annotated[str | None, typer.Option(help="Comma-separated seeds, e.g. 1,2,3.")] = None,
    world: Annotated[int | None, typer.Option(help="Seed of the generated sample world.")] = None,
    workers: Annotated[int | None, typer.Option(help="Worker processes; default: one a core.")] = None,
) -> None:
    """Run a study's grid and print its score table. Run it again after any interruption: only what is missing runs."""
    request = GridRequest(
        study=study,
        data=data,
        text=text,
        out=out,
        store=store,
        recipes=_names(recipes),
        targets=_names(targets),
        languages=_names(languages),
        seeds=_numbers(seeds),
        world=world,
    )
    failures = run(request, workers or len(os.sched_getaffinity(0)))
    if failures:
        raise typer.Exit(1)


def run(request: GridRequest, workers: int) -> dict[str, str]:
    """Run the grid on an embedded Prefect, unless the environment names a server, and print the table."""
    request.chosen()  # a wrong name is refused before anything starts
    embedded_prefect(Path(request.out) / "prefect")
    from prefect.task_runners import ProcessPoolTaskRunner

    from flows.shown import show
    from flows.transfer_grid import transfer_grid
    from tasks.worker import warm_up

    runner = ProcessPoolTaskRunner(max_workers=workers, initializer=warm_up)
    grid_flow = transfer_grid.with_options(task_runner=runner)  # type: ignore[arg-type]  # the runner is generic in its futures
    failures = grid_flow(request, workers)
    show(request, failures, Console())
    return failures


def _names(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(name.strip() for name in text.split(",") if name.strip())


def _numbers(text: str | None) -> tuple[int, ...] | None:
    try:
        return None if text is None else tuple(int(number) for number in _names(text) or ())
    except ValueError:
        raise typer.BadParameter(f"--seeds takes whole numbers, not {text!r}") from None


def main() -> None:
    """Errors a user can cause are one line on standard error and exit status 2."""
    try:
        App()
    except XtremeEvalError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
