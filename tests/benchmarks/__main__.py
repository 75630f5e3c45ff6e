"""`make bench`: every figure, or those of the parts that are named, as JSON and as a Markdown table under out/benchmarks/."""

import json
import sys
from pathlib import Path

from tests.benchmarks.efficiency import efficiency
from tests.benchmarks.main_job import main_job
from tests.benchmarks.mining import mining
from tests.benchmarks.padding import padding
from tests.benchmarks.power import power
from tests.benchmarks.scoring import scoring
from tests.benchmarks.snapshots import snapshots
from tests.benchmarks.transfer import transfer

FOLDER = Path("out/benchmarks")
PARTS = {
    "efficiency": efficiency,
    "padding": lambda: padding(Path("../shared/data")),
    "mining": mining,
    "power": power,
    "scoring": scoring,
    "snapshots": snapshots,
    "transfer": transfer,
    "main-job": main_job,
}


def _asked(names: list[str]) -> list[str]:
    if unknown := set(names) - set(PARTS):
        sys.exit(f"no benchmark is named {', '.join(sorted(unknown))}. Known: {', '.join(PARTS)}")
    return names or list(PARTS)


if __name__ == "__main__":
    for part in _asked(sys.argv[1:]):
        figures = PARTS[part]()
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{part}.json").write_text(json.dumps(figures, indent=1) + "\n")
        table = "\n".join(["| figure | measured |", "|---|---|", *(f"| {name} | {value} |" for name, value in figures.items())])
        (FOLDER / f"{part}.md").write_text(table + "\n")
        print(table, flush=True)
