"""Write a study's report: every file complete or not there at all, and the same bytes for the same scores."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console

from xtreme_eval.errors import XtremeEvalError
from xtreme_eval.reports.console import print_table
from xtreme_eval.reports.heatmap import gains_figure, languages_figure
from xtreme_eval.reports.markdown import markdown_report
from xtreme_eval.reports.page import own_settings
from xtreme_eval.reports.picture import save
from xtreme_eval.scores.frame import Scores, write_placed_scores
from xtreme_eval.scores.gains import OwnData
from xtreme_eval.scores.record import Placed
from xtreme_eval.scores.table import ScoreTable, score_table
from xtreme_eval.suite.task import TargetTask

FILES = ("score_table.md", "score_table.csv", "score_table.parquet", "scores.parquet", "gains.png", "per_language.png")


def write_report(
    scores: Scores,
    placed: Sequence[Placed],
    targets: Sequence[TargetTask],
    *,
    title: str,
    label: str,
    folder: Path,
    own_data: OwnData = frozenset(),
) -> list[Path]:
    """Write `FILES` into `folder` and return their paths.

    `score_table.csv` and `.parquet` hold `ScoreTable.frame`; `scores.parquet` every score row with its recipe, target and seed.
    For the arguments see `score_table`; `label` says what the numbers are ("generated sample world"), with every table.

    Raises:
        SpecificationError: the scores do not make one table.
        XtremeEvalError: the folder cannot be written.
    """
    table = score_table(scores, placed, targets, own_data=own_data)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".unfinished-") as unfinished:
            _write_files(Path(unfinished), table, title=title, label=label)
            for name in FILES:
                (Path(unfinished) / name).replace(folder / name)
    except OSError as error:
        problem = f"{folder}: the report cannot be written ({error.strerror or error})"
        raise XtremeEvalError(f"{problem}. Free space there, or choose another output folder.") from error
    return [folder / name for name in FILES]


def print_report(
    scores: Scores,
    placed: Sequence[Placed],
    targets: Sequence[TargetTask],
    *,
    title: str,
    label: str,
    own_data: OwnData = frozenset(),
    console: Console | None = None,
) -> None:
    """Print the test table, the gains and the legend; plain text where there is no terminal."""
    print_table(score_table(scores, placed, targets, own_data=own_data), title=title, label=label, console=console)


def _write_files(folder: Path, table: ScoreTable, *, title: str, label: str) -> None:
    (folder / "score_table.md").write_text(markdown_report(table, title=title, label=label), encoding="utf-8", newline="\n")
    table.frame.to_csv(folder / "score_table.csv", index=False, float_format="%.4f", lineterminator="\n", encoding="utf-8")
    tidy = pa.Table.from_pandas(table.frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(tidy, folder / "score_table.parquet", compression="zstd")
    write_placed_scores(folder / "scores.parquet", table.rows)
    with own_settings():
        save(gains_figure(table, title=title, label=label), folder / "gains.png")
        save(languages_figure(table, title=title, label=label), folder / "per_language.png")
