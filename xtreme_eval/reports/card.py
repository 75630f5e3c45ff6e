"""The card of a checkpoint, an evaluation or a measurement, in Markdown, from its manifest alone."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from xtreme_eval.store.protocol import Manifest


def card(manifest: Manifest, place: str) -> str:
    """What it is, what it was made from and how, how it ended, and its files.

    Args:
        manifest: of the artifact.
        place: the store's name.
    """
    sections = [
        ("Made from", _origin(manifest.meta)),
        ("Trained on", _mixture(manifest.meta)),
        ("Hyperparameters", _settings(manifest.meta)),
        ("English dev at the end", _verdicts(manifest.meta)),
        ("How it was made", _circumstances(manifest.meta)),
        ("Files", _table(("file", "bytes", "sha256"), [(n, f"{f.size:,}", f"`{f.sha256}`") for n, f in manifest.files.items()])),
    ]
    lines = [f"# {_cell(manifest.meta.get('title', manifest.key))}", "", f"{manifest.kind} `{manifest.key}` in `{place}`"]
    for heading, content in sections:
        if found := list(content):
            lines += ["", f"## {heading}", "", *found]
    return "\n".join(lines) + "\n"


def _origin(meta: Mapping[str, Any]) -> Iterator[str]:
    job = meta.get("job", {})
    if base := job.get("base"):
        name = base.get("id") or base.get("path") or base.get("name")
        yield f"- base model: {_cell(name)} {_cell(base.get('revision') or '')}".rstrip()
    if parent := job.get("parent") or job.get("checkpoint"):
        yield f"- checkpoint `{parent}`"
    for measured in job.get("checkpoints", []):
        of = measured["subject"]
        names = " → ".join(_cell(name) for name in (of["recipe"], of["target"]) if name)
        yield f"- {names} · seed {of['seed']}: checkpoint `{measured['checkpoint'] or 'none, the base model'}`"
    if tasks := job.get("tasks"):
        yield f"- data of {', '.join(map(_cell, tasks))}"
    if "seed" in job:
        yield f"- seed {job['seed']}"
    if "target" in job:
        yield f"- scored on {_cell(job['target'])} of {_cell(job['benchmark'])} in {', '.join(map(_cell, job['languages']))}"


def _mixture(meta: Mapping[str, Any]) -> Iterator[str]:
    data = meta.get("data", {})
    parts = (meta.get("job", {}).get("stage") or {}).get("mixture", [])
    rows = [
        (_cell(part["task"]), _cell(part.get("weight", "")), f"`{data[part['task']]}`" if part["task"] in data else "")
        for part in parts
    ]
    return _table(("task", "weight", "fingerprint of the data"), rows)


def _settings(meta: Mapping[str, Any]) -> Iterator[str]:
    job = meta.get("job", {})
    stage = job.get("stage") or {"hyper": job.get("base", {}).get("pretraining") if not job.get("checkpoint") else None}
    settings = dict(job.get("settings", [])) or {
        name: value for name, value in (stage.get("hyper") or {}).items() if value is not None
    }
    return _table(("setting", "value"), [(_cell(name), _cell(value)) for name, value in settings.items()])


def _verdicts(meta: Mapping[str, Any]) -> Iterator[str]:
    verdicts = meta.get("dev") or meta.get("training", {}).get("dev") or []
    rows = [
        (
            _cell(each["task"]),
            _cell(each["metric"]),
            f"{each['score']:.2f}",
            f"{each['constant']:.2f}",
            "yes" if each["collapsed"] else "no",
        )
        for each in verdicts
    ]
    return _table(("task", "metric", "score", "constant answer", "collapsed"), rows)


def _circumstances(meta: Mapping[str, Any]) -> Iterator[str]:
    shown = {
        "finished": meta.get("finished"),
        "seconds": meta.get("seconds"),
        "device": meta.get("device"),
        "steps": meta.get("steps"),
        "weights after step": meta.get("best_step"),
        "examples": meta.get("examples"),
        "sub-tokens": meta.get("tokens_real"),
        **meta.get("versions", {}),
        "WARNING, commits of this store may have several winners": meta.get("several_winners"),
    }
    return _table(("", ""), [(_cell(name), _cell(value)) for name, value in shown.items() if value is not None])


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A Markdown table; nothing where there are no rows."""
    for number, row in enumerate(rows):
        if not number:
            yield f"| {' | '.join(head)} |"
            yield f"|{'---|' * len(head)}"
        yield f"| {' | '.join(row)} |"


def _cell(value: object) -> str:
    """Text that stays within its cell, whatever a manifest holds."""
    return " ".join(str(value).split()).replace("|", "\\|").replace("<", "&lt;")
