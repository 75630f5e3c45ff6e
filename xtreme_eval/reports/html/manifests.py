"""What a report shows of a checkpoint's manifest: what it was made from, how, and how it ended."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xtreme_eval.reports.anchors import manifest_anchor
from xtreme_eval.store.protocol import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line: a name, what there is, and the anchor that leads on; "" for none."""

    name: str
    text: str
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A manifest on the page."""

    anchor: str
    title: str
    key: str
    facts: tuple[Fact, ...]


def shown_manifests(trainings: Sequence[Manifest]) -> list[Shown]:
    """Every checkpoint's facts, in plan order."""
    known = {manifest.key for manifest in trainings}
    return [
        Shown(
            anchor=manifest_anchor(manifest.key),
            title=str(manifest.meta["title"]),
            key=manifest.key,
            facts=tuple(fact for fact in _facts(manifest, known) if fact.text),
        )
        for manifest in trainings
    ]


def _facts(manifest: Manifest, known: set[str]) -> Iterator[Fact]:
    meta = manifest.meta
    job: Mapping[str, Any] = meta["job"]
    base, parent, stage = job["base"], meta.get("parent"), job["stage"]
    name = base.get("id") or base["name"]
    yield Fact(name="base model", text=f"{name} {base.get('revision', '')}".strip())
    yield Fact(name="parent", text=parent or "", link=manifest_anchor(parent) if parent in known else "")
    yield Fact(name="trained on", text=_mixture(stage["mixture"], meta.get("data", {})) if stage else "running text, masked")
    yield Fact(name="seed", text=str(job["seed"]))
    yield Fact(name="hyperparameters", text=_settings(stage["hyper"] if stage else base.get("pretraining") or {}))
    yield Fact(name="English dev", text="; ".join(map(_verdict, meta["dev"])))
    counts = f"{meta['examples']:,} examples, {meta['tokens_computed']:,} sub-tokens"
    yield Fact(name="steps", text=f"{meta['steps']:,}, weights of step {meta['best_step']:,}; {counts}")
    finished = f", finished {meta['finished']}" if meta.get("finished") else ""
    yield Fact(name="made", text=f"{meta['seconds']:,.1f} s on {meta['device']}{finished}")
    yield Fact(name="versions", text=" · ".join(f"{package} {version}" for package, version in meta.get("versions", {}).items()))
    files = (f"{file} ({stored.size:,} bytes, sha256 {stored.sha256[:12]}…)" for file, stored in manifest.files.items())
    yield Fact(name="files", text=" · ".join(files))


def _settings(hyper: Mapping[str, Any]) -> str:
    """What is set of the hyperparameters, on one line."""
    known = {name: value for name, value in hyper.items() if value is not None}
    return " · ".join(f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}" for name, value in known.items())


def _mixture(parts: Sequence[Mapping[str, Any]], data: Mapping[str, str]) -> str:
    """Tasks with their weights, where there are several, and the fingerprints of their data, where these are recorded."""
    found = []
    for part in parts:
        weight = f" × {part['weight']:g}" if len(parts) > 1 else ""
        fingerprint = f" (data {data[part['task']][:12]}…)" if part["task"] in data else ""
        found.append(f"{part['task']}{weight}{fingerprint}")
    return ", ".join(found)


def _verdict(verdict: Mapping[str, Any]) -> str:
    fallen = ", collapsed" if verdict["collapsed"] else ""
    return f"{verdict['task']}: {verdict['metric']} {verdict['score']:.1f}, a constant answer {verdict['constant']:.1f}{fallen}"
