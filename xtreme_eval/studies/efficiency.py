"""What does inference cost after English and after multilingual intermediate training, on tasks of XTREME-R, and with which score?

Models of one architecture cost the same by construction, whatever they were trained on: the study measures that they do,
interleaved in one process, and then what does differ: scores, languages (sub-tokens for each word), number formats, adapters merged
and beside the weights, retrieval indexes, and what training cost. Each pair holds an English intermediate task and its
multilingual counterpart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.experiment.measurement import Measurement, Setting, Subject
from xtreme_eval.experiment.recipe import BASELINE
from xtreme_eval.experiment.study import Study, StudyTarget
from xtreme_eval.studies import paper, sample_paper, sample_r, xtreme_r
from xtreme_eval.studies.grids import single_tasks, targets
from xtreme_eval.studies.tiny_bases import MEDIUM
from xtreme_eval.suite import registry
from xtreme_eval.suite.benchmarks import SAMPLE_R, XTREME_R

if TYPE_CHECKING:
    from xtreme_eval.scores.answer import Answer
    from xtreme_eval.scores.table import ScoreTable
    from xtreme_eval.studies.results import Results

PAIRS = (("squad1", "squad_translated"), ("mnli", "mnli_translated"))
"""An English intermediate task, and the same in several languages."""
FORMS = "fp32 bf16 int8 lora lora-merged"
SCORED = "fp32 bf16 int8"
"""Fresh adapters change no score."""


def measurements(
    pairs: Sequence[tuple[str, str]],
    targets: Iterable[StudyTarget],
    seed: int,
    *,
    lengths: str,
    batches: str,
    rounds: int,
    examples: int,
) -> tuple[Measurement, ...]:
    """All measurements of the models of one seed.

    Args:
        targets: each trained one is measured by language and scored in each format; the first one's models are timed and weighed.
        lengths, batches: of the forward passes that are timed, lists with blanks; memory is measured at the largest.
        examples: of each language, for its latency.
    """
    trained = [target for target in targets if target.trained]
    recipes = [recipe for pair in pairs for recipe in pair]
    largest = {"length": max(map(int, lengths.split())), "batch": max(map(int, batches.split()))}
    timed = {"rounds": rounds, "warm_up": 3}
    first = trained[0]
    found = [
        _of("latency", first, recipes, seed, forms=FORMS, lengths=lengths, batches=batches, calls=9, **timed),
        _of("memory", first, recipes, seed, forms=FORMS, repeats=3, **largest),
    ]
    for target in trained:
        found.append(_of("language_latency", target, recipes[:1], seed, examples=examples, calls=3, **timed))
        found.append(_of("form_scores", target, recipes, seed, forms=SCORED))
        if registry.target(target.name).pool is not None:
            found.append(_of("index_size", target, recipes, seed))
    return tuple(found)


def _of(measure: str, target: StudyTarget, recipes: Sequence[str], seed: int, **settings: Setting) -> Measurement:
    return Measurement(
        name=f"{measure} {target.name}",
        measure=measure,
        subjects=tuple(Subject(recipe=recipe, target=target.name, seed=seed) for recipe in recipes),
        tasks=(target.name,),
        settings=tuple({"max_length": target.lengths.max_length, "stride": target.lengths.stride, **settings}.items()),
    )


_TINY_TARGETS = tuple(
    target
    for target in targets(SAMPLE_R, sample_r.TARGET, retrieval=Lengths(max_length=128))
    if target.name in {"xnli", "panx", "tydiqa", "mewslix"}
)

STUDY = Study(
    name="efficiency",
    title="What inference costs after English and after multilingual intermediate training, on the sample world",
    label="generated sample world, a tiny model: these numbers say nothing about any real language or model",
    benchmark=SAMPLE_R.name,
    base=MEDIUM,
    recipes=(BASELINE, *single_tasks({name: sample_paper.HYPER[name] for name in PAIRS[0]})),
    targets=_TINY_TARGETS,
    seeds=(1, 2, 3),
    world=1,
    measurements=measurements(PAIRS[:1], _TINY_TARGETS, 1, lengths="32 128", batches="1 8", rounds=12, examples=64),
)

_FULL_TARGETS = targets(XTREME_R, {**xtreme_r.INTERMEDIATE, **xtreme_r.TARGET}, retrieval=xtreme_r.RETRIEVAL)

FULL = Study(
    name="efficiency-full",
    title="What inference costs after English and after multilingual intermediate training, on XTREME-R",
    benchmark=XTREME_R.name,
    recipes=(BASELINE, *single_tasks({name: paper.HYPER[name] for pair in PAIRS for name in pair})),
    targets=_FULL_TARGETS,
    seeds=(1, 2, 3),
    measurements=measurements(PAIRS, _FULL_TARGETS, 1, lengths="32 128 512", batches="1 8 32", rounds=30, examples=500),
)


def answer(results: Results, table: ScoreTable) -> Answer:
    """How latency, memory and score of each multilingual model compare with its English counterpart's, and what changes them."""
    from xtreme_eval.studies.efficiency_answer import efficiency_answer

    pairs = [pair for pair in PAIRS if set(pair) <= {recipe.name for recipe in results.plan.study.recipes}]
    return efficiency_answer(results, table, pairs)
