"""How does the gain grow with the number of intermediate tasks, and with the size of the model, on XTREME-R?

The recipes are those of the study `scaling`, trained once for both.
"""

from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.experiment.study import Study
from xtreme_eval.studies import sample_r, xtreme_r
from xtreme_eval.studies.grids import targets
from xtreme_eval.studies.scaling import FULL_RECIPES, SIZES, TINY_RECIPES, answer
from xtreme_eval.studies.tiny_bases import MEDIUM
from xtreme_eval.suite.benchmarks import SAMPLE_R, XTREME_R

__all__ = ["FULL", "STUDY", "answer"]

STUDY = Study(
    name="scaling-r",
    title="Number of intermediate tasks and size of the model, on the sample world, with the tasks of XTREME-R",
    label="generated sample world: these numbers say nothing about any real language",
    benchmark=SAMPLE_R.name,
    base=MEDIUM,
    recipes=TINY_RECIPES,
    targets=tuple(
        target
        for target in targets(SAMPLE_R, sample_r.TARGET, retrieval=Lengths(max_length=128))
        if target.name in {"panx", "tydiqa", "mewslix"}
    ),
    seeds=(1,),
    world=1,
)

FULL = Study(
    name="scaling-r-full",
    title="Number of intermediate tasks and size of the model, on XTREME-R",
    benchmark=XTREME_R.name,
    base=SIZES[1],
    recipes=FULL_RECIPES,
    targets=targets(XTREME_R, {**xtreme_r.INTERMEDIATE, **xtreme_r.TARGET}, retrieval=xtreme_r.RETRIEVAL),
    seeds=(1, 2, 3),
)
