"""What each example adds to the scores of evaluations that are stored: their predictions against the gold, read once for all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.data.records import Bitext
from xtreme_eval.errors import MissingFileError, UnscorableError
from xtreme_eval.evaluation.pool import read_pool
from xtreme_eval.kinds.kind import Pooled, Prediction
from xtreme_eval.kinds.retrieval import Retrieval
from xtreme_eval.metrics.measure import FloatArray, Measure
from xtreme_eval.scores.frame import read_scores
from xtreme_eval.scores.terms import example_points
from xtreme_eval.store.protocol import Store
from xtreme_eval.suite.task import Split, TargetTask

SAME = 1e-6
"""Points by which a score that is computed again may differ from the stored one."""

Points = Mapping[str, FloatArray]
"""language -> points of each example, shape (examples,), whose mean is the language's score"""


def example_points_of(
    evaluations: Sequence[str], target: TargetTask, split: Split, benchmark: str, store: Store, data: ReleaseFolder
) -> dict[str, Points]:
    """The examples' points of each evaluation, in the languages whose gold is here and gives the stored score again.

    A target with several metrics has their mean. Nothing is trained or predicted.

    Args:
        evaluations: keys in the store, all of this target on this benchmark; what is not committed is left out.

    Raises:
        DataError: a data file is broken.
        CorruptArtifactError: a stored file is damaged.
    """
    stored = {key: found for key in dict.fromkeys(evaluations) if (found := _stored(key, split, store))}
    points: dict[str, dict[str, FloatArray]] = {key: {} for key in stored}
    for language in dict.fromkeys(language for _, scores in stored.values() for language in scores):
        records = _records(target, language, split, benchmark, data)
        for key, (predictions, scores) in stored.items():
            if language in scores and records and _fits(target, records, predictions.get(language, ())):
                mine = _points(target, records, predictions.get(language, ()), language)
                if abs(float(mine.mean()) - scores[language]) <= SAME:
                    points[key][language] = mine
    return {key: languages for key, languages in points.items() if languages}


def _stored(key: str, split: Split, store: Store) -> tuple[dict[str, list[Prediction]], dict[str, float]] | None:
    """Predictions and task score (the mean of its metrics) by language."""
    from pyarrow import parquet

    manifest = store.find(key)
    if manifest is None:
        return None
    predictions: dict[str, list[Prediction]] = {}
    rows = parquet.read_table(store.open_file(manifest, "predictions.parquet"), filters=[("split", "=", split)]).to_pydict()
    for _, language, text in sorted(zip(rows["record"], rows["language"], rows["prediction"], strict=True)):
        predictions.setdefault(language, []).append(json.loads(text))
    scores = read_scores(store.open_file(manifest, "scores.parquet"))
    primary = scores[(scores["split"] == split) & scores["primary"] & scores["value"].notna()]
    return predictions, {str(language): float(value) for language, value in primary.groupby("language")["value"].mean().items()}


def _records(target: TargetTask, language: str, split: Split, benchmark: str, data: ReleaseFolder) -> Sequence[Any]:
    """The records with their gold; none where they are not here."""
    try:
        records: Sequence[Any] = data.records(target.evaluation[split], language)
        if isinstance(target.kind, Pooled):
            return target.kind.judged(records, read_pool(data, target.name, benchmark).candidates)
    except (MissingFileError, UnscorableError):
        return []
    return records


def _fits(target: TargetTask, records: Sequence[Any], predictions: Sequence[Prediction]) -> bool:
    """Whether these can be predictions for these records; any number of pairs may be mined."""
    if isinstance(target.kind, Retrieval):
        return target.kind.task == "mining" or len(predictions) == len(records[0].english)
    return len(predictions) == len(records)


def _points(target: TargetTask, records: Sequence[Any], predictions: Sequence[Prediction], language: str) -> FloatArray:
    measures = target.kind.measure(records, predictions, language)
    if isinstance(target.kind, Retrieval) and target.kind.task == "mining":
        measures = {metric: _by_sentence(measure, records[0], predictions) for metric, measure in measures.items()}
    points: FloatArray = np.mean([example_points(measures[metric]) for metric in target.kind.metrics], axis=0)
    return points


def _by_sentence(measure: Measure, bitext: Bitext, predictions: Sequence[Prediction]) -> Measure:
    """Mined pairs by foreign sentence: wrong pairs differ between systems, so that pairs themselves are not the same examples."""
    gold, offered = set(bitext.gold), {(foreign, english) for foreign, english in predictions}
    names = [*(sentence.id for sentence in bitext.foreign), *(foreign for foreign, _ in sorted(gold | offered))]
    place = {name: row for row, name in enumerate(dict.fromkeys(names))}
    terms = np.zeros((len(place), 3))
    for column, pairs in enumerate((gold & offered, offered, gold)):
        np.add.at(terms[:, column], [place[foreign] for foreign, _ in pairs], 1)
    return Measure(value=measure.value, terms=terms, rule="f1")
