"""Hyperparameters for tiny models: the published ones belong to XLM-R Large and would hardly move a model of 128 dimensions.

Rates and epochs per kind were found by trial on the sample world and on the real slice, on English dev only.
"""

from collections.abc import Mapping

from xtreme_eval.experiment.hyper import Hyper, Lengths
from xtreme_eval.experiment.recipe import Recipe, recipe
from xtreme_eval.experiment.stage import single
from xtreme_eval.experiment.study import StudyTarget
from xtreme_eval.suite import registry


def targets(names: tuple[str, ...], hyper: Mapping[str, Hyper], retrieval: Lengths) -> tuple[StudyTarget, ...]:
    """Each target with its stage; those without a training set are evaluated as they are, with the `retrieval` lengths."""
    return tuple(
        StudyTarget(name=name, stage=single(name, hyper[name]), lengths=hyper[name].lengths)
        if registry.target(name).train is not None
        else StudyTarget(name=name, stage=None, lengths=retrieval)
        for name in names
    )


def single_tasks(names: tuple[str, ...], hyper: Mapping[str, Hyper]) -> tuple[Recipe, ...]:
    """A recipe for each intermediate task alone."""
    return tuple(recipe(single(name, hyper[name])) for name in names)
