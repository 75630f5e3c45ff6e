"""Does the gain from intermediate tasks persist in other model families, mT5 and BLOOM, on XTREME-R?

Each base model has a baseline of its own, which its gains are measured from; what is compared between models is their gains. At
full scale three that are trained whole have equally many parameters (0.56 billion, mT5's decoder left out); larger ones have LoRA.
Learning rates are each family's own: those of the tasks, made for XLM-R, times how much larger the family's advice is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from xtreme_eval.experiment.base import Base, HubBase
from xtreme_eval.experiment.hyper import Hyper, Lengths
from xtreme_eval.experiment.recipe import BASELINE, Recipe
from xtreme_eval.experiment.stage import Adapter, single
from xtreme_eval.experiment.study import Study
from xtreme_eval.models.registry import family
from xtreme_eval.studies import sample, sample_r, xtreme_r
from xtreme_eval.studies.grids import single_tasks, targets
from xtreme_eval.studies.tiny_bases import BLOOM, MEDIUM, MT5
from xtreme_eval.suite.benchmarks import SAMPLE_R, XTREME_R

if TYPE_CHECKING:
    from xtreme_eval.scores.answer import Answer
    from xtreme_eval.scores.table import ScoreTable
    from xtreme_eval.studies.results import Results


def on_base(base: Base, hyper: Mapping[str, Hyper], *, rate: float = 1.0, adapter: Adapter | None = None) -> tuple[Recipe, ...]:
    """A base model's own baseline, and a recipe for each intermediate task that is measured from it.

    Args:
        hyper: of each intermediate task for the study's own base model.
        rate: how much larger learning rates must be, in every stage.
        adapter: LoRA in every stage; None trains all weights.
    """
    name = f"{base.name} baseline"
    baseline = Recipe(name=name, base=base, control=name, target_rate=rate, target_adapter=adapter)
    found = [baseline]
    for task, chosen in hyper.items():
        own = chosen.model_copy(update={"learning_rate": chosen.learning_rate * rate})
        stage = single(task, own).model_copy(update={"adapter": adapter})
        changes = {"name": f"{base.name} {task}", "stages": (stage,)}
        found.append(baseline.model_copy(update=changes))
    return tuple(found)


_TINY = {"squad1": sample.INTERMEDIATE["squad1"]}

STUDY = Study(
    name="families",
    title="Intermediate-task transfer in three model families on the sample world",
    label="generated sample world: these numbers say nothing about any real language",
    benchmark=SAMPLE_R.name,
    base=MEDIUM,
    recipes=(BASELINE, *single_tasks(_TINY), *on_base(MT5, _TINY), *on_base(BLOOM, _TINY)),
    targets=tuple(
        target
        for target in targets(SAMPLE_R, sample_r.TARGET, retrieval=Lengths(max_length=128))
        if target.name in {"xnli", "panx", "tydiqa"}
    ),
    seeds=(1, 2),
    world=1,
)

LORA = Adapter(rank=16, alpha=32)
"""Our choice."""
_FULL = {task: xtreme_r.INTERMEDIATE[task] for task in ("mnli", "squad1", "hellaswag")}
"""The best of Phang et al. 2020 (see its claims in `scores/reference`)."""


def _released(name: str, identifier: str, *, adapted: bool = False) -> tuple[Recipe, ...]:
    """A released checkpoint, whose commit whoever runs the study names, at its family's rates."""
    rates, published = family(name).rates, family("xlmr").rates.full
    base = HubBase(name=identifier.split("/")[1], id=identifier)
    rate = (rates.adapters if adapted else rates.full) / published
    return on_base(base, _FULL, rate=rate, adapter=LORA if adapted else None)


FULL = Study(
    name="families-full",
    title="Intermediate-task transfer in four model families on XTREME-R",
    benchmark=XTREME_R.name,
    base=HubBase(name="xlm-roberta-large", id="FacebookAI/xlm-roberta-large"),
    recipes=(
        BASELINE,
        *single_tasks(_FULL),
        *_released("mt5", "google/mt5-large"),
        *_released("bloom", "bigscience/bloom-560m"),
        *_released("mbert", "google-bert/bert-base-multilingual-cased"),
        *_released("xlmr", "facebook/xlm-roberta-xl", adapted=True),
        *_released("mt5", "google/mt5-xxl", adapted=True),
        *_released("bloom", "bigscience/bloom-7b1", adapted=True),
    ),
    targets=targets(XTREME_R, {**xtreme_r.INTERMEDIATE, **xtreme_r.TARGET}, retrieval=xtreme_r.RETRIEVAL),
    seeds=(1, 2, 3),
)


def answer(results: Results, table: ScoreTable) -> Answer:
    """How much less or more other families gain, and what languages gain that a family saw in pretraining or did not see."""
    from xtreme_eval.studies.families_compared import families_answer

    return families_answer(results, table)
