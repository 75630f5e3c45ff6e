"""Score one checkpoint on one target in every language, and commit predictions and scores."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.errors import MissingFileError, UnscorableError
from xtreme_eval.evaluation.environment import device, versions
from xtreme_eval.evaluation.parent import checkpoint_of
from xtreme_eval.evaluation.predict import outputs
from xtreme_eval.experiment.jobs import EvaluateJob, Location
from xtreme_eval.kinds.kind import Calibrated, Prediction
from xtreme_eval.metrics.bootstrap import above, standard_error
from xtreme_eval.metrics.measure import Measure
from xtreme_eval.scores.frame import write_scores
from xtreme_eval.scores.record import Score
from xtreme_eval.store.protocol import Manifest, Store
from xtreme_eval.suite import registry
from xtreme_eval.suite.task import Split, TargetTask

if TYPE_CHECKING:
    from torch import nn

    from xtreme_eval.models.checkpoint import Checkpoint

Report = Callable[[int, int, float], None]


@dataclass(frozen=True, kw_only=True)
class Model:
    """A checkpoint with the head of the target and the settings it is evaluated with."""

    checkpoint: Checkpoint
    head: nn.Module
    job: EvaluateJob

    def decode(self, target: TargetTask, records: Sequence[Any]) -> list[Prediction]:
        """Predictions for records of any language."""
        features = target.kind.features(records, self.checkpoint.tokenizer, self.job.lengths)
        scores = outputs(self.checkpoint, target.kind, self.head, features, device())
        return target.kind.decode(records, features, scores)


def run_evaluation(job: EvaluateJob, location: Location, store: Store, report: Report) -> Manifest:
    """Evaluate what `job` asks for and commit it under its key; a key that is committed already is returned as it is.

    A language whose files are absent, label-free, constant or blank becomes a hole with its reason; files that are there but
    broken are errors.

    Raises:
        XtremeEvalError: data, checkpoint or store cannot be used.
    """
    if store.verified(job.key) and (found := store.find(job.key)):
        return found
    store.repair(job.key)
    started = time.monotonic()
    target, model, data = registry.target(job.target), load_model(job, store), ReleaseFolder(Path(location.data))
    scores: list[Score] = []
    predictions: list[dict[str, Any]] = []
    for done, language in enumerate(job.languages, start=1):
        for split, predicted, rows in _language(job, target, language, model, data):
            scores += rows
            predictions += [
                {"language": language, "split": split, "record": position, "prediction": json.dumps(prediction, ensure_ascii=False)}
                for position, prediction in enumerate(predicted)
            ]
        report(done, len(job.languages), 0.0)
    return _commit(job, scores, predictions, time.monotonic() - started, store)


def load_model(job: EvaluateJob, store: Store) -> Model:
    """The checkpoint with the head it was trained with; retrieval targets have a head without weights."""
    from xtreme_eval.models.checkpoint import head_file, load_head

    checkpoint = checkpoint_of(job.checkpoint, job.base, store)
    head = registry.target(job.target).kind.head(checkpoint.encoder)
    if job.trained:
        manifest = store.find(job.checkpoint or "")
        assert manifest is not None
        load_head(head, store.open_file(manifest, head_file(0)))
    checkpoint.encoder.to(device()).eval()
    return Model(checkpoint=checkpoint, head=head.to(device()).eval(), job=job)


def _language(
    job: EvaluateJob, target: TargetTask, language: str, model: Model, data: ReleaseFolder
) -> list[tuple[Split, list[Prediction], list[Score]]]:
    """Every split of one language: its predictions and scores, or the hole."""
    holes: dict[Split, str] = {}
    records: dict[Split, Sequence[Any]] = {}
    for split, files in target.evaluation.items():
        try:
            records[split] = data.records(files, language)
        except (MissingFileError, UnscorableError) as error:
            holes[split] = str(error)
    predicted = {split: model.decode(target, mine) for split, mine in records.items()}
    if isinstance(target.kind, Calibrated) and target.kind.calibrated:
        predicted, uncalibrated = _calibrated(target.kind, records, predicted)
        holes |= uncalibrated
    found: list[tuple[Split, list[Prediction], list[Score]]] = []
    for split in target.evaluation:
        if split in holes:
            found.append((split, [], _holes(job, target, language, split, holes[split])))
        else:
            rows = _scores(job, target, language, split, records[split], predicted[split], data)
            found.append((split, predicted[split], rows))
    return found


def _calibrated(
    kind: Calibrated, records: Mapping[Split, Sequence[Any]], decoded: Mapping[Split, Sequence[Prediction]]
) -> tuple[dict[Split, list[Prediction]], dict[Split, str]]:
    """Final predictions with the setting that is best on dev; without dev every split is a hole."""
    if "dev" not in records:
        return {}, dict.fromkeys(decoded, "there is no dev set to take the threshold from, and test must not choose it")
    setting = kind.calibrate(records["dev"], decoded["dev"])
    return {split: kind.apply(mine, setting) for split, mine in decoded.items()}, {}


def _scores(
    job: EvaluateJob,
    target: TargetTask,
    language: str,
    split: Split,
    records: Sequence[Any],
    predicted: Sequence[Prediction],
    data: ReleaseFolder,
) -> list[Score]:
    measures = target.kind.measure(records, predicted, language)
    trivial = _trivial(data, target.name, language, split, data.fingerprint(target.evaluation[split], language))
    return [
        Score(
            benchmark=job.benchmark,
            task=target.name,
            language=language,
            split=split,
            metric=metric,
            value=measure.value,
            standard_error=standard_error(measure, seed=0),
            examples=measure.examples,
            trivial=trivial[metric].value,
            above_trivial=above(measure, trivial[metric], seed=0),
            primary=metric in target.kind.metrics,
            hole="",
            note="",
            evaluation=job.key,
        )
        for metric, measure in measures.items()
    ]


@lru_cache(maxsize=1024)
def _trivial(data: ReleaseFolder, name: str, language: str, split: Split, fingerprint: str) -> Mapping[str, Measure]:  # noqa: ARG001 - changed files are another entry
    """The trivial baseline of one language and split: the same for every checkpoint, so computed once a process."""
    target = registry.target(name)
    records = data.records(target.evaluation[split], language)
    train = _training_set(data, name, data.fingerprint(target.train)) if target.train and data.has(target.train) else []
    answers = target.kind.trivial(train, records, language)
    if isinstance(target.kind, Calibrated) and target.kind.calibrated:
        dev = data.records(target.evaluation["dev"], language)
        answers = target.kind.apply(answers, target.kind.calibrate(dev, target.kind.trivial(train, dev, language)))
    return target.kind.measure(records, answers, language)


@lru_cache(maxsize=1)
def _training_set(data: ReleaseFolder, name: str, fingerprint: str) -> Sequence[Any]:  # noqa: ARG001 - as above
    """The English training set, read once for all languages of a target."""
    target = registry.target(name)
    assert target.train is not None
    return data.records(target.train)


def _holes(job: EvaluateJob, target: TargetTask, language: str, split: Split, reason: str) -> list[Score]:
    """One row without a value for each metric that the task score is made of."""
    return [
        Score(
            benchmark=job.benchmark,
            task=target.name,
            language=language,
            split=split,
            metric=metric,
            value=None,
            standard_error=None,
            examples=0,
            trivial=None,
            above_trivial=None,
            primary=True,
            hole=reason,
            note="",
            evaluation=job.key,
        )
        for metric in target.kind.metrics
    ]


def _commit(
    job: EvaluateJob, scores: Sequence[Score], predictions: Sequence[Mapping[str, Any]], seconds: float, store: Store
) -> Manifest:
    import pyarrow as pa
    from pyarrow import parquet

    meta = {"title": job.title, "job": job.model_dump(mode="json"), "seconds": round(seconds, 3), "versions": versions()}
    schema = pa.schema({"language": pa.string(), "split": pa.string(), "record": pa.int64(), "prediction": pa.string()})
    with tempfile.TemporaryDirectory(prefix="xtreme-eval-") as folder:
        files = {name: Path(folder) / name for name in ("scores.parquet", "predictions.parquet")}
        write_scores(files["scores.parquet"], scores)
        parquet.write_table(pa.Table.from_pylist(list(predictions), schema=schema), files["predictions.parquet"])
        return store.commit(job.key, "evaluation", files, meta)
