"""What all drills together have shown, as JSON and as Markdown."""

import json
import platform
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.faults.drill import Drill, finished, total


def write_report(drills: Mapping[str, Drill], folder: Path) -> dict[str, Any]:
    """Sum up the finished rounds in `folder`; writes report.json and report.md there and returns what the former holds."""
    found = {}
    for name, drill in drills.items():
        failed = folder / f"{name}.error"
        found[name] = _summary(drill, finished(folder / f"{name}.jsonl"), failed.read_text() if failed.exists() else "")
    report = {"versions": _versions(), "drills": found}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(report, indent=1) + "\n")
    (folder / "report.md").write_text(_markdown(report))
    return report


def _summary(drill: Drill, rounds: list[dict[str, Any]], error: str) -> dict[str, Any]:
    counts = total(rounds)
    unfinished = "failed" if error else "not finished"
    return {
        "promise": drill.promise,
        "state": "broken" if drill.broken(counts) else "kept" if drill.reached(counts) else unfinished,
        "error": error,
        "rounds": len(rounds),
        "revisions": sorted({each["revision"] for each in rounds}),
        "goals": {name: {"asked": goal, "done": counts.get(name, 0)} for name, goal in drill.goals.items()},
        "never": {name: counts.get(name, 0) for name in drill.never},
        "counts": counts,
    }


def _markdown(report: dict[str, Any]) -> str:
    lines = ["# Faults", "", ", ".join(f"{name} {found}" for name, found in report["versions"].items()), ""]
    lines += ["| drill | state | done (asked) | must be 0 | rounds | minutes |", "|---|---|---|---|---|---|"]
    for name, found in report["drills"].items():
        done = ", ".join(f"{each['done']:g} {what} ({each['asked']})" for what, each in found["goals"].items())
        never = ", ".join(f"{count:g} {what}" for what, count in found["never"].items())
        minutes = found["counts"].get("seconds", 0) / 60
        lines.append(f"| {name} | {found['state']} | {done} | {never} | {found['rounds']} | {minutes:.1f} |")
    for name, found in report["drills"].items():
        counts = "".join(f"- {what}: {count:g}\n" for what, count in sorted(found["counts"].items()))
        lines += ["", f"## {name}", f"{found['promise']}.", "", f"Revisions: {', '.join(found['revisions']) or 'none'}", "", counts]
        lines += ["```", found["error"].rstrip(), "```"] if found["error"] else []
    return "\n".join(lines)


def _versions() -> dict[str, str]:
    ceph = subprocess.run(["radosgw", "--version"], capture_output=True, text=True, check=False).stdout.split()
    return {
        "Ceph": ceph[2] if len(ceph) > 2 else "unknown",
        "boto3": version("boto3"),
        "Python": platform.python_version(),
        "kernel": platform.release(),
    }
