"""What later stages have taken from a task: its dev score after each of them, minus that right after its own."""

from collections.abc import Mapping, Sequence

import pandas as pd

from xtreme_eval.scores.intervals import t_interval

KEPT = ["recipe", "target", "task", "trained_at", "after", "after_stage"]
RUN = ["recipe", "seed", "task", "trained_at"]
COLUMNS = (*KEPT, "own", "score", "constant", "change", "low", "high", "kept", "seeds")


def forgotten(measured: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Means over seeds of what the measure `forgetting` has found, a row for each task and later stage.

    Args:
        measured: its results; those of recipes hold the scores right after each task's own stage.

    Returns:
        `COLUMNS`: `own` is the score right after the task's stage, `change` the later one minus that, both of the same seeds, with
        Student's interval; `kept` is the share, in percent, of what the task had gained over a constant answer (NaN where that is
        nothing).
    """
    if not measured:
        return pd.DataFrame(columns=list(COLUMNS))
    rows = pd.concat(measured, ignore_index=True)
    its_own = rows[(rows["after"] == rows["trained_at"]) & (rows["target"] == "")]
    later = rows[rows["after"] > rows["trained_at"]].merge(
        its_own[[*RUN, "score"]].rename(columns={"score": "own"}).drop_duplicates(RUN), on=RUN
    )
    found = [_row(dict(zip(KEPT, names, strict=True)), group) for names, group in later.groupby(KEPT, sort=False)]
    return pd.DataFrame(found, columns=list(COLUMNS))


def _row(names: Mapping[str, object], runs: pd.DataFrame) -> dict[str, object]:
    own, score, constant = (float(runs[name].mean()) for name in ("own", "score", "constant"))
    change = t_interval((runs["score"] - runs["own"]).tolist())
    return {
        **names,
        "own": own,
        "score": score,
        "constant": constant,
        "change": change.mean,
        "low": change.low,
        "high": change.high,
        "kept": 100 * (score - constant) / (own - constant) if own > constant else float("nan"),
        "seeds": change.size,
    }
