"""Vocabulary overlap: how alike the sub-tokens of two tasks' English training texts are, whatever the model makes of them.

Jaccard's share of sub-tokens that both use, and 1 less the Jensen-Shannon distance (base 2) of their frequencies, both 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from xtreme_eval.evaluation.parent import checkpoint_of
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.experiment.jobs import Location, MeasureJob
from xtreme_eval.kinds.kind import fitted
from xtreme_eval.measures.english_sample import english_sample
from xtreme_eval.measures.pairs import pair_frame
from xtreme_eval.measures.registry import Report
from xtreme_eval.store.protocol import Store
from xtreme_eval.suite.trainable import trainable

if TYPE_CHECKING:
    import pandas as pd
    from transformers import PreTrainedTokenizerFast

VERSION = 1
TYPES, FREQUENCIES = "shared sub-tokens", "sub-token frequencies"


def measure(job: MeasureJob, location: Location, store: Store, report: Report) -> pd.DataFrame:
    """Every two of the job's tasks under the tokenizer of each of its checkpoints, as `pair_frame` has them.

    Settings: `examples` a task, `max_length` in sub-tokens, `tokens` that count of a task at most, so that a task of long texts
    has no larger vocabulary for that alone; `seed` of the sample.
    """
    import pandas as pd

    settings = dict(job.settings)
    examples, seed, tokens = (int(settings[name]) for name in ("examples", "seed", "tokens"))
    lengths = Lengths(max_length=int(settings["max_length"]))
    samples = {task: english_sample(task, location, examples, seed) for task in job.tasks}
    frames = []
    for measured in job.checkpoints:
        tokenizer = checkpoint_of(measured.checkpoint, measured.base, store).tokenizer
        counts: dict[str, NDArray[np.int64]] = {}
        for task, records in samples.items():
            counts[task] = sub_token_counts(task, records, tokenizer, lengths, tokens)
            report(len(counts), len(samples), 0.0)
        frames.append(pair_frame(measured, counts, {task: len(sample) for task, sample in samples.items()}, compared))
    return pd.concat(frames, ignore_index=True)


def sub_token_counts(
    task: str, records: Sequence[Any], tokenizer: PreTrainedTokenizerFast, lengths: Lengths, tokens: int
) -> NDArray[np.int64]:
    """How often each sub-token of the vocabulary is among the first `tokens` ones of the examples, special ones left out."""
    features = fitted(trainable(task).kind, records).features(records, tokenizer, lengths)
    ids = np.concatenate([sequence for feature in features for sequence in feature.sequences])
    kept = ids[~np.isin(ids, tokenizer.all_special_ids)][:tokens]
    return np.bincount(kept, minlength=len(tokenizer))


def compared(one: NDArray[np.int64], other: NDArray[np.int64]) -> Mapping[str, float]:
    """The two similarities of two vectors of counts, shape (vocabulary,)."""
    from scipy.spatial.distance import jensenshannon

    either = np.count_nonzero((one > 0) | (other > 0))
    shared = np.count_nonzero((one > 0) & (other > 0))
    return {TYPES: shared / either, FREQUENCIES: 1 - float(jensenshannon(one, other, base=2))}
