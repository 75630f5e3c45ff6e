"""A study whose data sets are hand-made identities: plans and keys without any file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xtreme_eval.experiment.base import Base, FolderBase, TinyBase
from xtreme_eval.experiment.hyper import Hyper, Lengths
from xtreme_eval.experiment.plan import Plan, make_plan
from xtreme_eval.experiment.recipe import BASELINE, Recipe, recipe
from xtreme_eval.experiment.stage import single
from xtreme_eval.experiment.study import Study, StudyTarget

HYPER = Hyper(learning_rate=1e-3, epochs=2)
TINY = TinyBase(name="tiny", vocabulary="listed")
FOLDER = FolderBase(name="mine", path="somewhere")
TRAINED = ("xnli", "pawsx", "udpos", "panx", "xquad", "mlqa", "tydiqa")
UNTRAINED = ("bucc", "tatoeba")
SAME_DATA = dict.fromkeys(("squad1", "xquad", "mlqa"), "squad")


@dataclass(kw_only=True)
class Known:
    """Identities as the plan asks for them; `lacking` names what is not there, `changed` what differs from usual."""

    lacking: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, Any] = field(default_factory=dict)

    def base(self, base: Base) -> Mapping[str, Any]:
        return {"model": base.name, **self.changed.get("base", {})}

    def training(self, task: str) -> Mapping[str, Any] | str:
        return self.lacking.get(task) or {"data": SAME_DATA.get(task, task), **self.changed.get(task, {})}

    def evaluation(self, target: str, languages) -> Mapping[str, Any] | str:
        name = f"evaluate {target}"
        return self.lacking.get(name) or {"files": list(languages), "of": target, **self.changed.get(name, {})}

    def measurement(self, measure: str, tasks, benchmark: str, languages) -> Mapping[str, Any] | str:
        name = f"measure {measure}"
        return self.lacking.get(name) or {"measure": measure, "tasks": dict.fromkeys(tasks, "read"), **self.changed.get(name, {})}

    def unsuited(self, base: Base, task: str) -> str:
        return self.lacking.get(f"{base.name} on {task}", "")

    def languages(self, benchmark: str, target: str) -> tuple[str, ...]:
        return ("de", "fr") if target in UNTRAINED else ("en", "de")


def target(name: str, hyper: Hyper = HYPER) -> StudyTarget:
    """A target as the study trains it; BUCC and Tatoeba have no stage."""
    return StudyTarget(
        name=name, stages=() if name in UNTRAINED else (single(name, hyper),), trained=name not in UNTRAINED, lengths=hyper.lengths
    )


def study(
    *recipes: Recipe, targets: tuple[str, ...] = ("xnli",), base: Base = TINY, seeds: tuple[int, ...] = (1,), hyper: Hyper = HYPER
) -> Study:
    """A study of these recipes, the baseline where none is given."""
    return Study(
        name="made",
        title="Made by hand",
        benchmark="xtreme",
        base=base,
        recipes=recipes or (BASELINE,),
        targets=tuple(target(name, hyper) for name in targets),
        seeds=seeds,
    )


def plan_of(*recipes: Recipe, known: Known | None = None, **settings: Any) -> Plan:
    """The plan of such a study."""
    return make_plan(study(*recipes, **settings), known or Known())


def alone(task: str, hyper: Hyper = HYPER) -> Recipe:
    """The recipe of one intermediate task."""
    return recipe(single(task, hyper))


LENGTHS = Lengths()
