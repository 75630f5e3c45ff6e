"""How many trainings lie behind each checkpoint: a measure that needs no model, for tests."""

import pandas as pd

VERSION = 1


def measure(job, location, store, report):
    """A row a checkpoint; settings may ask for a failure."""
    settings, rows = dict(job.settings), []
    for done, of in enumerate(job.checkpoints, start=1):
        if settings.get("fails_at") == of.subject.recipe:
            raise ValueError(f"no luck with {of.subject.recipe}")
        rows.append({**of.subject.model_dump(), "stages": _stages(of.checkpoint, store)})
        report(done, len(job.checkpoints), 0.0)
    return pd.DataFrame(rows)


def _stages(key, store):
    return 0 if key is None else 1 + _stages(store.find(key).meta["parent"], store)
