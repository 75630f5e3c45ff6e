"""Write a study's report: every file complete or not there at all, and the same bytes for the same scores."""

import shutil
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from xtreme_eval.errors import XtremeEvalError
from xtreme_eval.reports.contents import contents
from xtreme_eval.reports.export import csv_text, latex_text
from xtreme_eval.reports.heatmap import gains_figure, languages_figure
from xtreme_eval.reports.html.page import html_report
from xtreme_eval.reports.markdown import markdown_report
from xtreme_eval.reports.page import own_settings
from xtreme_eval.reports.picture import save
from xtreme_eval.reports.report import Report
from xtreme_eval.scores.frame import write_placed_scores

PAGE, TABLES, GAINS = "report.html", "tables", "gains.png"
FILES = ("score_table.md", "score_table.csv", "score_table.parquet", "scores.parquet", GAINS, "per_language.png")


def report_files(report: Report) -> tuple[str, ...]:
    """The names of what is written: `PAGE`, `FILES`, a CSV file for each small table, and the folder `TABLES`."""
    return (PAGE, *FILES, *(f"{small.name}.csv" for small in report.small_tables), TABLES)


def write_report(report: Report, folder: Path) -> list[Path]:
    """Write `report_files` into `folder` and return their paths.

    `score_table.csv` and `.parquet` hold `ScoreTable.frame`; `scores.parquet` every score row with its recipe, target and seed;
    `TABLES` has every table of the page as CSV and LaTeX. `FILES` depend on the scores alone, the page also on how long the
    trainings took.

    Raises:
        XtremeEvalError: the folder cannot be written.
    """
    names = report_files(report)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".unfinished-") as unfinished:
            _write_files(Path(unfinished), report)
            shutil.rmtree(folder / TABLES, ignore_errors=True)  # a folder is not replaced while it has files
            for name in names:
                (Path(unfinished) / name).replace(folder / name)
    except OSError as error:
        problem = f"{folder}: the report cannot be written ({error.strerror or error})"
        raise XtremeEvalError(f"{problem}. Free space there, or choose another output folder.") from error
    return [folder / name for name in names]


def _write_files(folder: Path, report: Report) -> None:
    table, shown = report.table, contents(report)
    (folder / PAGE).write_text(html_report(report, shown), encoding="utf-8", newline="\n")
    (folder / TABLES).mkdir()
    for sheet in shown.sheets:
        (folder / TABLES / f"{sheet.name}.csv").write_text(csv_text(sheet), encoding="utf-8", newline="\n")
        (folder / TABLES / f"{sheet.name}.tex").write_text(latex_text(sheet, report.label), encoding="utf-8", newline="\n")
    (folder / "score_table.md").write_text(markdown_report(report), encoding="utf-8", newline="\n")
    for name, frame in {"score_table": table.frame, **{small.name: small.frame for small in report.small_tables}}.items():
        frame.to_csv(folder / f"{name}.csv", index=False, float_format="%.4f", lineterminator="\n", encoding="utf-8")
    tidy = pa.Table.from_pandas(table.frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(tidy, folder / "score_table.parquet", compression="zstd")
    write_placed_scores(folder / "scores.parquet", table.rows)
    with own_settings():
        save(gains_figure(table, title=report.title, label=report.label), folder / GAINS)
        save(languages_figure(table, title=report.title, label=report.label), folder / "per_language.png")
