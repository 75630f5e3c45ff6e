"""The rows and columns that most studies are made of: single-task recipes, and targets with their hyperparameters."""

from collections.abc import Mapping, Sequence

from xtreme_eval.experiment.hyper import Hyper, Lengths
from xtreme_eval.experiment.recipe import Recipe, recipe
from xtreme_eval.experiment.stage import single
from xtreme_eval.experiment.study import StudyTarget
from xtreme_eval.suite import registry


def single_tasks(hyper: Mapping[str, Hyper]) -> tuple[Recipe, ...]:
    """A recipe for each intermediate task alone, in the mapping's order."""
    return tuple(recipe(single(name, chosen)) for name, chosen in hyper.items())


def targets(names: Sequence[str], hyper: Mapping[str, Hyper], *, retrieval: Lengths) -> tuple[StudyTarget, ...]:
    """Each target with its stage; those without a training set are evaluated as they are, with the `retrieval` lengths."""
    return tuple(
        StudyTarget(name=name, stage=single(name, hyper[name]), lengths=hyper[name].lengths)
        if registry.target(name).train is not None
        else StudyTarget(name=name, stage=None, lengths=retrieval)
        for name in names
    )
