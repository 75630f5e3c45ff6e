"""Latency by language: the same model on the test examples of every language, and the sub-tokens that it needs for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.data.overlap import texts_of
from xtreme_eval.errors import MissingFileError, UnscorableError
from xtreme_eval.evaluation.environment import device
from xtreme_eval.evaluation.model import Model
from xtreme_eval.evaluation.predict import outputs
from xtreme_eval.experiment.jobs import Location, MeasureJob
from xtreme_eval.kinds.kind import Feature, Pooled
from xtreme_eval.languages import language as known_language
from xtreme_eval.measures.machine import load_average, this_machine
from xtreme_eval.measures.subject_model import subject_columns, subject_model
from xtreme_eval.measures.timing import Rounds, in_order, interleaved
from xtreme_eval.store.protocol import Store
from xtreme_eval.suite import registry

if TYPE_CHECKING:
    import pandas as pd
    from transformers import PreTrainedTokenizerFast

VERSION = 1
UNSPACED = frozenset({"Burmese", "Chinese", "Japanese", "Thai"})
"""Scripts that put no spaces between words: nobody can count words there without a segmenter."""


def measure(job: MeasureJob, location: Location, store: Store, report: Callable[[int, int, float], None]) -> pd.DataFrame:
    """Every call of every subject in every language, all interleaved.

    A call predicts the first `examples` test examples as an evaluation does, sorted by length and many at a time. Settings:
    `examples`, `rounds`, `calls`, `warm_up`; `max_length` and `stride` of the target.

    Returns:
        Columns recipe, target, seed, language, hole, examples, read (sub-tokens that the model reads of them, special ones and
        windows that overlap included), sub_tokens and words (of their plain texts; words are NaN in scripts without spaces),
        round, call, seconds, load, and those of `Machine`. A language without data is one row with its `hole`.
    """
    import pandas as pd

    settings = dict(job.settings)
    rounds = Rounds(count=int(settings["rounds"]), calls=int(settings["calls"]), warm_up=int(settings["warm_up"]))
    runs: dict[tuple[str, ...], Callable[[], object]] = {}
    told, rows = {}, []
    for measured in job.checkpoints:
        model = subject_model(job, measured, store)
        for language in model.job.languages:
            columns = {**subject_columns(measured), "language": language}
            try:
                records = _records(model, language, location, int(settings["examples"]))
            except (MissingFileError, UnscorableError) as error:
                rows.append({**columns, "hole": str(error)})
                continue
            features, name = _features(model, records), tuple(map(str, columns.values()))
            kind = registry.target(model.job.target).kind
            runs[name] = partial(outputs, model.checkpoint, kind, model.head, features, device())
            told[name] = {**columns, "hole": "", **text_counts(records, features, language, model.checkpoint.tokenizer)}
    calls = []
    for timed in interleaved(runs, rounds, clock=time.perf_counter, load=load_average):
        calls.append(timed)
        report(len(calls), rounds.count * rounds.calls * len(runs), 0.0)
    for timed in in_order(calls, runs):
        rows.append({**told[timed.name], "round": timed.round, "call": timed.call, "seconds": timed.seconds, "load": timed.load})
    return pd.DataFrame(rows).assign(**this_machine().columns())


def text_counts(
    records: Sequence[Any], features: Sequence[Feature], language: str, tokenizer: PreTrainedTokenizerFast
) -> dict[str, float]:
    """How much text examples are: see `measure` for `examples`, `read`, `sub_tokens` and `words`."""
    texts = [text for record in records for _, text in texts_of(record)]
    spaced = known_language(language).script not in UNSPACED
    return {
        "examples": len({feature.record for feature in features}),
        "read": sum(len(sequence) for feature in features for sequence in feature.sequences),
        "sub_tokens": sum(len(ids) for ids in tokenizer(texts, add_special_tokens=False, verbose=False)["input_ids"]),
        "words": sum(len(text.split()) for text in texts) if spaced else float("nan"),
    }


def by_language(frame: pd.DataFrame) -> pd.DataFrame:
    """A row for each subject and language: `per_word` and `per_example` sub-tokens (the latter as the model reads them), `p50` and
    `p95` milliseconds an example.
    """
    timed = frame[frame["hole"] == ""]
    keys = ["recipe", "target", "seed", "language"]
    each = timed.assign(milliseconds=1000 * timed["seconds"] / timed["examples"])
    groups = each.groupby(keys, sort=False)
    found = groups.agg(
        **{name: (name, "first") for name in ("examples", "read", "sub_tokens", "words")},
        p50=("milliseconds", "median"),
        p95=("milliseconds", lambda values: values.quantile(0.95)),
    ).reset_index()
    return found.assign(per_word=found["sub_tokens"] / found["words"], per_example=found["read"] / found["examples"])


def _records(model: Model, language: str, location: Location, examples: int) -> Sequence[Any]:
    files = registry.target(model.job.target).evaluation["test"]
    return ReleaseFolder(Path(location.data)).records(files, language)[:examples]


def _features(model: Model, records: Sequence[Any]) -> list[Feature]:
    kind, tokenizer, lengths = registry.target(model.job.target).kind, model.checkpoint.tokenizer, model.job.lengths
    return kind.queries(records, tokenizer, lengths) if isinstance(kind, Pooled) else kind.features(records, tokenizer, lengths)
