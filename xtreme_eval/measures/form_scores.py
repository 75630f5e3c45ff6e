"""What a form costs in score: each subject evaluated in each form, exactly as the benchmark scores it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.evaluation.language import evaluate_language
from xtreme_eval.evaluation.pool import read_pool
from xtreme_eval.experiment.jobs import Location, MeasureJob
from xtreme_eval.measures.forms import UnavailableFormError, in_form
from xtreme_eval.measures.subject_model import subject_columns, subject_model, words
from xtreme_eval.store.protocol import Store
from xtreme_eval.suite import registry

if TYPE_CHECKING:
    import pandas as pd

VERSION = 1


def measure(job: MeasureJob, location: Location, store: Store, report: Callable[[int, int, float], None]) -> pd.DataFrame:
    """The test scores of every subject in every form.

    Settings: `forms`, a list with blanks; `max_length` and `stride` of the target.

    Returns:
        Columns recipe, target, seed, form, hole, language, metric, value (0 to 100), standard_error. A form that cannot run here is
        one row with its `hole`.
    """
    import pandas as pd

    forms, rows = words(str(dict(job.settings)["forms"])), []
    data = ReleaseFolder(Path(location.data))
    for done, measured in enumerate(job.checkpoints, start=1):
        trained = subject_model(job, measured, store)
        target = registry.target(trained.job.target)
        for form in forms:
            columns = {**subject_columns(measured), "form": form}
            try:
                model = in_form(trained, form)
            except UnavailableFormError as error:
                rows.append({**columns, "hole": str(error)})
                continue
            if target.pool is not None:
                model = model.over(target, read_pool(data, target.name, job.benchmark))
            for language in model.job.languages:
                for split, _, scores in evaluate_language(model.job, target, language, model, data):
                    rows += [
                        {**columns, "hole": score.hole, "language": language, "metric": score.metric}
                        | {"value": score.value, "standard_error": score.standard_error}
                        for score in scores
                        if split == "test" and score.primary
                    ]
        report(done, len(job.checkpoints), 0.0)
    return pd.DataFrame(rows)


def task_scores(frame: pd.DataFrame) -> pd.DataFrame:
    """The task score of each subject in each form, as the benchmark averages: languages, then metrics; column `value`."""
    keys = ["recipe", "target", "seed", "form"]
    scored = frame[frame["hole"] == ""]
    metrics = scored.groupby([*keys, "metric"], sort=False)["value"].mean()
    return metrics.groupby(level=keys, sort=False).mean().reset_index()
