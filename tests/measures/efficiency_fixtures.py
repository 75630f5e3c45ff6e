"""Jobs on the cost of inference for two equal models, and a clock that only moves when a test says so."""

from xtreme_eval.experiment.base import FolderBase
from xtreme_eval.experiment.jobs import Measured, MeasureJob
from xtreme_eval.experiment.measurement import Subject


class Hand:
    """A clock: `run(seconds)` is work that takes so long."""

    def __init__(self):
        self.now = 0.0
        self.ran = []

    def clock(self):
        return self.now

    def run(self, name, seconds):
        def work():
            self.ran.append(name)
            self.now += seconds

        return work


def cost_job(measure: str, target: str, base: FolderBase, recipes=("one", "other"), benchmark="sample", **settings) -> MeasureJob:
    """A measurement of the base model under two names."""
    return MeasureJob(
        key="0" * 64,
        title=f"measure {measure}",
        measure=measure,
        checkpoints=tuple(
            Measured(subject=Subject(recipe=recipe, target=target, seed=1), checkpoint=None, base=base) for recipe in recipes
        ),
        benchmark=benchmark,
        languages=("en", "qto"),
        tasks=(target,),
        settings=tuple({"max_length": 96, "stride": 96, **settings}.items()),
    )
