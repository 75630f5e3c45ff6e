"""`make bench`: every figure as JSON and as a Markdown table under out/benchmarks/."""

import json
from pathlib import Path

from tests.benchmarks.main_job import main_job
from tests.benchmarks.padding import padding

FOLDER = Path("out/benchmarks")

if __name__ == "__main__":
    figures = {**padding(Path("../shared/data")), **main_job()}
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "figures.json").write_text(json.dumps(figures, indent=1) + "\n")
    table = "\n".join(["| figure | measured |", "|---|---|", *(f"| {name} | {value} |" for name, value in figures.items())])
    (FOLDER / "figures.md").write_text(table + "\n")
    print(table)
