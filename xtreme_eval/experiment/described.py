"""What a plan asks of files and declarations, each question once: a hundred thousand cells share a few stages and targets."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from xtreme_eval.experiment.base import Base
from xtreme_eval.experiment.measurement import Measurement
from xtreme_eval.experiment.stage import Ingredient, Stage
from xtreme_eval.experiment.study import Study, StudyTarget
from xtreme_eval.key import canonical_json, content_key, identity


class Identities(Protocol):
    """What the plan must know about files and declarations. Each answer is JSON that goes into keys.

    `training`, `evaluation` and `measurement` return a string, the reason, where the data folder lacks what is needed.
    """

    def base(self, base: Base) -> Mapping[str, Any]:
        """A base model: its declaration with the hash of its files or text."""
        ...

    def training(self, task: str) -> Mapping[str, Any] | str:
        """A training set: its kind, and the fingerprints of its train and dev files."""
        ...

    def evaluation(self, target: str, languages: Iterable[str]) -> Mapping[str, Any] | str:
        """An evaluation: its kind and metrics, and the fingerprints of every language and split."""
        ...

    def measurement(
        self, measure: str, tasks: Iterable[str], benchmark: str, languages: Iterable[str] | None
    ) -> Mapping[str, Any] | str:
        """A measure's version, and by task ("tasks") the fingerprints of what it may read of it."""
        ...

    def languages(self, benchmark: str, target: str) -> tuple[str, ...]:
        """The languages the benchmark has for a target."""
        ...

    def unsuited(self, base: Base, task: str) -> str:
        """Why a model of the base's family cannot be trained on a task; "" where it can, or where nobody knows."""
        ...


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A task that a mixture goes without, and why."""

    task: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DescribedStage:
    """A stage without what is left out of it; `content` is the JSON of what changes its result, `hole` why it cannot run."""

    stage: Stage
    content: str = ""
    left_out: tuple[LeftOut, ...] = ()
    hole: str = ""


@dataclass(frozen=True, kw_only=True)
class DescribedTarget:
    """How a target is evaluated: the JSON of what changes its result, in which languages; `hole` says why it cannot be."""

    languages: tuple[str, ...] = ()
    content: str = ""
    hole: str = ""


@dataclass(frozen=True, kw_only=True)
class DescribedMeasurement:
    """What a measurement reads beside its checkpoints, as JSON, and its hash by task; `hole` says why it cannot be made."""

    content: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    hole: str = ""


class Described:
    """The answers for one study.

    Args:
        study: its benchmark and languages.
        identities: where the answers come from.
    """

    def __init__(self, study: Study, identities: Identities) -> None:
        self._study, self._identities = study, identities
        self.base_key: Callable[[Base], str] = cache(lambda base: content_key({"base": identities.base(base)}))
        self.stage: Callable[[Stage], DescribedStage] = cache(self._stage)
        self.target: Callable[[StudyTarget], DescribedTarget] = cache(self._target)
        self._unsuited: Callable[[Base, str], str] = cache(identities.unsuited)

    def measurement(self, asked: Measurement) -> DescribedMeasurement:
        """What a measurement of the study reads."""
        study = self._study
        answer = self._identities.measurement(asked.measure, asked.tasks, study.benchmark, study.languages)
        if isinstance(answer, str):
            return DescribedMeasurement(hole=answer)
        return DescribedMeasurement(
            content=canonical_json(answer), data={task: content_key(read) for task, read in answer["tasks"].items()}
        )

    def unsuited(self, base: Base, stages: Sequence[Stage]) -> str:
        """Why the base cannot go through these stages; "" where it can."""
        tasks = dict.fromkeys(part.task for stage in stages for part in stage.mixture)
        return next(filter(None, (self._unsuited(base, task) for task in tasks)), "")

    def _stage(self, stage: Stage) -> DescribedStage:
        """A task's name is no part of the content: XQuAD's and MLQA's SQuAD training is one."""
        answers = {part.task: self._identities.training(part.task) for part in stage.mixture}
        reasons = {task: answer for task, answer in answers.items() if isinstance(answer, str)}
        left_out = [part for part in stage.mixture if part.task in reasons and part.optional]
        kept = tuple(part for part in stage.mixture if part not in left_out)
        lacking = [part for part in kept if part.task in reasons] or ([] if kept else left_out)
        if lacking:
            return DescribedStage(stage=stage, hole="; ".join(reasons[part.task] for part in lacking))
        content = {
            "tasks": [_ingredient(part, answers[part.task]) for part in kept],
            **{name: value for name, value in identity(stage).items() if name != "mixture"},
            "hyper": identity(stage.hyper),
        }
        return DescribedStage(
            stage=stage.model_copy(update={"mixture": kept}),
            content=canonical_json(content),
            left_out=tuple(LeftOut(task=part.task, reason=reasons[part.task]) for part in left_out),
        )

    def _target(self, target: StudyTarget) -> DescribedTarget:
        every, asked = self._identities.languages(self._study.benchmark, target.name), self._study.languages
        chosen = tuple(language for language in every if asked is None or language in asked)
        if not chosen:
            known, wanted = ", ".join(every), ", ".join(asked or ())
            return DescribedTarget(hole=f"{target.name} has none of the languages {wanted}; it has {known}")
        answer = self._identities.evaluation(target.name, chosen)
        if isinstance(answer, str):
            return DescribedTarget(hole=answer)
        return DescribedTarget(languages=chosen, content=canonical_json(answer))


def _ingredient(ingredient: Ingredient, training: Mapping[str, Any] | str) -> list[Any]:
    own = {name: value for name, value in identity(ingredient).items() if name not in {"task", "weight", "optional"}}
    return [training, ingredient.weight, *([own] if own else [])]
