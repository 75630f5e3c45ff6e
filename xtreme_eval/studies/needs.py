"""Every file that a study reads, for `xtreme-eval data prepare`: nothing has to be there yet."""

from collections.abc import Iterator

from xtreme_eval.data.prepare import Need
from xtreme_eval.experiment.base import TinyBase
from xtreme_eval.experiment.study import Study
from xtreme_eval.suite import registry
from xtreme_eval.suite.task import TargetTask
from xtreme_eval.suite.trainable import trainable


def needs(study: Study, *, generated: bool = False) -> Iterator[Need]:
    """The files of the study's trainings, then those of its evaluations, in the languages that it evaluates.

    Args:
        generated: whether they are to come from a sample world, which has other languages.
    """
    for name in trained_tasks(study):
        task = trainable(name)
        for files, language in task.train.readings(generated=generated):
            yield Need(title=f"{name}, training", files=files, language=language, licence=task.licence)
        if task.dev is not None:
            yield Need(title=f"{name}, English dev", files=task.dev, language="en", licence=task.licence)
    measured = {task for asked in study.measurements for task in asked.tasks}
    for target in registry.targets():
        if target.name in measured.union(target.name for target in study.targets):
            yield from _evaluated(target, study)


def trained_tasks(study: Study) -> list[str]:
    """Every task that some stage of the study trains on, or whose training set it measures with, once."""
    chains = [*(recipe.stages for recipe in study.recipes), *(target.stages for target in study.targets)]
    stages = [stage for chain in chains for stage in chain]
    untrained = {target.name for target in registry.targets() if target.train is None}
    measured = [task for asked in study.measurements for task in asked.tasks if task not in untrained]
    return list(dict.fromkeys([*(ingredient.task for stage in stages for ingredient in stage.mixture), *measured]))


def reads_text(study: Study) -> bool:
    """Whether something is made from running text: a tiny base, or a stage of masked language modelling."""
    bases = [study.base, *(recipe.base for recipe in study.recipes)]
    tiny = any(isinstance(base, TinyBase) for base in bases)
    return tiny or any(trainable(name).train.running_text for name in trained_tasks(study))


def _evaluated(task: TargetTask, study: Study) -> Iterator[Need]:
    declared = task.languages.get(study.benchmark, ())
    languages = [language for language in declared if study.languages is None or language in study.languages]
    for split, files in task.evaluation.items():
        for language in languages:
            yield Need(title=f"{task.name}, {split}", files=files, language=language)
    if task.pool is not None:
        for language in declared:  # every query is searched for in all of them
            yield Need(title=f"{task.name}, pool", files=task.pool, language=language)
