"""`xtreme-eval store`: look after a store: its health, what is in it, its bytes, its rubbish."""

import json
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from xtreme_eval.errors import StoreError
from xtreme_eval.reports.card import card as card_of
from xtreme_eval.store.garbage import SHORTEST_GRACE, collect, garbage
from xtreme_eval.store.inventory import Entry, descendants, entries, meant
from xtreme_eval.store.layout import SNAPSHOTS
from xtreme_eval.store.open import open_store
from xtreme_eval.store.retention import dropped_names, kept_files, mark_of, was_dropped

App = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_DAY = 86_400.0

Where = Annotated[str, typer.Option("--store", help="The store: a folder, or s3://BUCKET/PREFIX.")]
Key = Annotated[str, typer.Argument(metavar="KEY", help="The artifact's key, or the beginning of it.", show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", help="Do it; without this, only show what would be done.")]
DEFAULT = "file:out/store"


@App.callback()
def about() -> None:
    """Stored checkpoints and evaluations."""


@App.command()
def check(store: Where = DEFAULT) -> None:
    """Try out what a store must be able to do: write, list, and let one of several writers win."""
    opened = open_store(store)
    found = opened.check()
    for finding in found:
        typer.echo(f"{'ok     ' if finding.fine else 'BROKEN '} {finding.text}")
    if not all(finding.fine for finding in found):
        raise StoreError(f"{opened.url} should not be used as it is")


@App.command(name="ls")
def list_artifacts(
    store: Where = DEFAULT,
    kind: Annotated[str | None, typer.Option(help="Only these: checkpoint, evaluation or measurement.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """What is in a store: key, kind, size, age and title, oldest first."""
    opened = open_store(store)
    found = [each for each in entries(opened) if kind in {None, each.kind}]
    if as_json:
        typer.echo(json.dumps([_facts(each) for each in found], indent=1, ensure_ascii=False))
        return
    now, dropped = opened.now(), dropped_names(opened)
    for each in found:
        gone = " (weights dropped)" if each.manifest and mark_of(each.manifest) in dropped else ""
        age = _age(now - each.object.modified)
        typer.echo(f"{each.key[:16]}  {each.kind:<11} {_size(each.size):>9} {age:>6}  {each.title}{gone}")
    sizes = {file.sha256: file.size for each in found if each.manifest for file in kept_files(each.manifest, dropped)}
    typer.echo(f"{len(found)} artifacts, {_size(sum(sizes.values()))} in {len(sizes)} different files, in {opened.url}")


@App.command()
def verify(
    key: Annotated[str | None, typer.Argument(metavar="[KEY]", help="Only this artifact (default: all).")] = None,
    store: Where = DEFAULT,
    repair: Annotated[bool, typer.Option("--repair", help="Forget what is damaged, so that the next run makes it again.")] = False,
) -> None:
    """Read every byte again and compare its hash. From a bucket, that downloads everything."""
    opened = open_store(store)
    known = entries(opened)
    damaged = 0
    for each in [meant(known, key, opened.url)] if key else known:
        problems = list(opened.damages(each.manifest)) if each.manifest else [each.problem]
        if problems and was_dropped(opened, each.key):
            continue  # what is not there was dropped on purpose
        damaged += bool(problems)
        for problem in problems:
            typer.echo(f"DAMAGED {each.key} ({each.title}): {problem}")
        if problems and repair:
            opened.repair(each.key)
            typer.echo(f"forgotten: {each.key}. The next run makes it again")
        if not problems and sys.stderr.isatty():
            print(f"whole   {each.key[:16]} {each.title}", file=sys.stderr)
    if damaged and not repair:
        raise StoreError(f"{damaged} artifacts in {opened.url} are damaged. Forget them with --repair, and run the study again")
    typer.echo(f"{1 if key else len(known)} artifacts read, {damaged} damaged, in {opened.url}")


@App.command()
def gc(
    store: Where = DEFAULT,
    grace: Annotated[float, typer.Option(help="Days for which everything stays; longer than the longest upload.")] = 7,
    yes: Yes = False,
) -> None:
    """Remove what no artifact needs: blobs without a manifest, unfinished uploads, the state of finished trainings."""
    if not grace * _DAY >= SHORTEST_GRACE:
        raise StoreError(f"--grace {grace:g} is too short: what was stored within {SHORTEST_GRACE / _DAY:g} days may be in use")
    opened = open_store(store)
    found = garbage(opened, grace * _DAY)
    for each, reason in found.dead:
        typer.echo(f"{_size(each.size):>9}  {each.name} {reason}")
    typer.echo(f"{len(found.dead)} objects, {_size(found.size)}, may go; {found.young} more are younger than {grace:g} days")
    if yes:
        gone = collect(opened, found, grace * _DAY)
        typer.echo(f"removed: {len(gone)} objects, {_size(sum(each.size for each in gone))}")
    elif found.dead:
        typer.echo("Nothing is removed yet. Remove it with --yes")


@App.command()
def rm(key: Key, store: Where = DEFAULT, yes: Yes = False) -> None:
    """Forget an artifact and everything that was made from it. Its files go with `gc`, unless others share them."""
    opened = open_store(store)
    known = entries(opened)
    chosen = meant(known, key, opened.url)
    doomed = [*descendants(known, chosen.key), chosen]
    for each in doomed:
        typer.echo(f"{each.key[:16]}  {each.kind:<11} {_size(each.size):>9}  {each.title}")
    if not yes:
        typer.echo(f"{len(doomed)} artifacts would be forgotten. Nothing is removed yet. Remove them with --yes")
        return
    gone = sum(opened.discard(each.object) for each in doomed)
    for each in doomed:
        for left in list(opened.objects(f"{SNAPSHOTS}/{each.key}/")):
            opened.discard(left)
    typer.echo(f"forgotten: {gone} artifacts. Free their room with: xtreme-eval store gc --store '{opened.url}'")


@App.command()
def card(key: Key, store: Where = DEFAULT) -> None:
    """Print an artifact's card: what it was made from and how, how it ended, its files (Markdown)."""
    opened = open_store(store)
    found = meant(entries(opened), key, opened.url)
    if found.manifest is None:
        raise StoreError(found.problem)
    typer.echo(card_of(found.manifest, opened.url), nl=False)


def _facts(entry: Entry) -> dict[str, object]:
    return {
        "key": entry.key,
        "kind": entry.kind,
        "title": entry.title,
        "seed": entry.seed,
        "bytes": entry.size,
        "committed": datetime.fromtimestamp(entry.object.modified, UTC).isoformat(timespec="seconds"),
        "made_from": entry.made_from,
        "problem": entry.problem,
    }


def _size(count: int) -> str:
    """Bytes in units of a thousand."""
    for unit, worth in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= worth:
            return f"{count / worth:.1f} {unit}"
    return f"{count} B"


def _age(seconds: float) -> str:
    """Seconds in the largest unit of which there are two."""
    for unit, worth in (("d", _DAY), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * worth:
            return f"{seconds / worth:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"
