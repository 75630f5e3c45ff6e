"""The numbers behind a score table's: what each language gains, and each metric's mean over languages."""

import pandas as pd

from xtreme_eval.scores.aggregate import ROW, over_languages, over_metrics, over_seeds
from xtreme_eval.scores.cells import grid_cells
from xtreme_eval.scores.gains import paired_gains
from xtreme_eval.scores.table import ScoreTable


def language_gains(table: ScoreTable) -> pd.DataFrame:
    """Gains of each language, paired by seed: the mean over a task's metrics, then the median over seeds.

    Returns:
        Columns split, recipe, target, language, value (points), seeds, min, max, collapsed.
    """
    gains = paired_gains(grid_cells(table.rows, table.columns), table.controls).assign(scored=1)
    medians = over_seeds(over_metrics(gains, ["language"]), [*ROW, "language"])
    return medians[[*ROW, "language", "value", "seeds", "min", "max", "collapsed"]]


def metric_means(table: ScoreTable) -> pd.DataFrame:
    """Means over languages of each metric of a task score, then the median over seeds: exact match and F1 apart.

    Returns:
        Columns split, recipe, target, metric, value (0 to 100).
    """
    medians = over_seeds(over_languages(grid_cells(table.rows, table.columns)), [*ROW, "metric"])
    return medians[[*ROW, "metric", "value"]]
