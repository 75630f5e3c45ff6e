"""The plan: a study's cells turned into the few distinct steps behind them, each known by the address of its content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xtreme_eval.errors import SpecificationError
from xtreme_eval.experiment.base import Base, TinyBase
from xtreme_eval.experiment.cell import Cell
from xtreme_eval.experiment.described import Described, DescribedMeasurement, DescribedStage, DescribedTarget, Identities, LeftOut
from xtreme_eval.experiment.jobs import EvaluateJob, Job, Measured, MeasureJob, TrainJob
from xtreme_eval.experiment.measurement import Measurement, Subject
from xtreme_eval.experiment.recipe import Recipe
from xtreme_eval.experiment.stage import Stage
from xtreme_eval.experiment.study import Study, StudyTarget
from xtreme_eval.key import canonical_json, identity, joined_key


@dataclass(frozen=True, kw_only=True)
class Step:
    """One distinct training, evaluation or measurement; `needs` are the keys it waits for."""

    job: Job
    needs: tuple[str, ...]

    @property
    def key(self) -> str:
        """Content address of what the step makes."""
        return self.job.key


@dataclass(frozen=True, kw_only=True)
class PlannedCell:
    """Where a cell's results will be; `hole` says why there will be none, `left_out` which tasks its mixtures go without."""

    cell: Cell
    trainings: tuple[str, ...] = ()
    evaluation: str | None = None
    hole: str = ""
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlannedMeasurement:
    """Where a measurement's result will be; `hole` says why there will be none."""

    asked: Measurement
    key: str | None = None
    hole: str = ""


@dataclass(kw_only=True)
class Plan:
    """Distinct steps in an order in which they can run, and the cells and measurements they serve; `titles` are its trainings'."""

    study: Study
    steps: dict[str, Step] = field(default_factory=dict)
    cells: list[PlannedCell] = field(default_factory=list)
    measured: list[PlannedMeasurement] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)

    @property
    def trainings(self) -> list[Step]:
        """The distinct trainings."""
        return [step for step in self.steps.values() if isinstance(step.job, TrainJob)]

    @property
    def evaluations(self) -> list[Step]:
        """The distinct evaluations."""
        return [step for step in self.steps.values() if isinstance(step.job, EvaluateJob)]

    @property
    def measurements(self) -> list[Step]:
        """The distinct measurements."""
        return [step for step in self.steps.values() if isinstance(step.job, MeasureJob)]

    @property
    def naive_trainings(self) -> int:
        """Trainings if every cell did all of its own, base pretraining included."""
        return sum(len(cell.trainings) for cell in self.cells)


def make_plan(study: Study, identities: Identities) -> Plan:
    """Turn cells and measurements into steps. Equal content gives equal keys, so shared work appears once.

    Raises:
        SpecificationError: a recipe has no base model, a stage keeps the head of a stage that there is not, or a measurement is
            of a cell that there is not.
    """
    if problems := [*_without_base(study), *_without_head(study), *_without_subject(study)]:
        raise SpecificationError(problems)
    plan, described = Plan(study=study), Described(study, identities)
    targets = {target.name: target for target in study.targets}
    for cell in study.cells:
        plan.cells.append(_place(plan, cell, targets[cell.target], described))
    plan.measured += _measurements(plan, described)
    return plan


def _without_base(study: Study) -> list[str]:
    baseless = [recipe.name for recipe in study.recipes if recipe.base is None and study.base is None]
    return [f"study {study.name} has no base model for {', '.join(baseless)}: name one with --base"] if baseless else []


def _without_head(study: Study) -> list[str]:
    first = [(recipe.name, recipe.stages[0]) for recipe in study.recipes if recipe.stages]
    if any(not recipe.stages for recipe in study.recipes):
        first += [(target.name, target.stages[0]) for target in study.targets if target.stages]
    keeping = [name for name, stage in first if stage.keeps_head]
    return [f"study {study.name}: the first stage of {name} keeps a head, and no stage before it has one" for name in keeping]


def _without_subject(study: Study) -> list[str]:
    names = [asked.name for asked in study.measurements]
    doubled = [f"study {study.name} has two measurements named {name}" for name in dict.fromkeys(names) if names.count(name) > 1]
    lost = [
        f"study {study.name}: the measurement {asked.name} is of {of.recipe} → {of.target or 'no target'} · seed {of.seed}, which "
        "is no cell of it"
        for asked in study.measurements
        for of in study.without(asked)
    ]
    return doubled + lost


def _place(plan: Plan, cell: Cell, target: StudyTarget, described: Described) -> PlannedCell:
    base = _base(plan, cell.recipe)
    stages = [described.stage(stage) for stage in (*cell.recipe.stages, *_target_stages(cell.recipe, target))]
    evaluated = described.target(target)
    unsuited = described.unsuited(base, [stage.stage for stage in stages])
    if holes := [hole for hole in (*(stage.hole for stage in stages), evaluated.hole, unsuited) if hole]:
        return PlannedCell(cell=cell, hole=holes[0])
    base_key = described.base_key(base)
    trainings = _trainings(plan, cell, base, base_key, stages)
    evaluation = _evaluation(plan, cell, target, evaluated, base, base_key, trainings)
    left_out = tuple(dict.fromkeys(lack for stage in stages for lack in stage.left_out))
    return PlannedCell(cell=cell, trainings=tuple(trainings), evaluation=evaluation, left_out=left_out)


def _target_stages(recipe: Recipe, target: StudyTarget) -> tuple[Stage, ...]:
    """The target's stages as the recipe has them trained, the last one longer where it says so; none where it has none."""
    stages = [_as_trained(stage, recipe) for stage in target.stages]
    if not recipe.extra_target_steps or not stages:
        return tuple(stages)
    *before, last = stages
    hyper = last.hyper.model_copy(update={"extra_steps": last.hyper.extra_steps + recipe.extra_target_steps})
    return (*before, last.model_copy(update={"hyper": hyper}))


def _as_trained(stage: Stage, recipe: Recipe) -> Stage:
    """A target's stage at the rate, and with the adapter, that the recipe's base model wants."""
    hyper = stage.hyper.model_copy(update={"learning_rate": stage.hyper.learning_rate * recipe.target_rate})
    return stage.model_copy(update={"hyper": hyper, "adapter": recipe.target_adapter or stage.adapter})


def _trainings(plan: Plan, cell: Cell, base: Base, base_key: str, stages: Sequence[DescribedStage]) -> list[str]:
    """Add the cell's trainings to the plan, and return their keys."""
    found: list[str] = []
    if isinstance(base, TinyBase):
        job = TrainJob(key=base_key, title=f"base {base.name}", parent=None, base=base, stage=None, seed=base.seed)
        found.append(_add(plan, job, needs=()))
    for position, described in enumerate(stages):
        parent = found[-1] if found else None
        key = joined_key(
            {"parent": canonical_json(parent or base_key), "stage": described.content, "seed": canonical_json(cell.seed)}
        )
        if key not in plan.steps:
            title = _untaken(plan, _lineage(cell.recipe, stages[: position + 1]), cell)
            job = TrainJob(key=key, title=title, parent=parent, base=base, stage=described.stage, seed=cell.seed)
            _add(plan, job, needs=(parent,) if parent else ())
        found.append(key)
    return found


def _evaluation(
    plan: Plan, cell: Cell, target: StudyTarget, evaluated: DescribedTarget, base: Base, base_key: str, trainings: Sequence[str]
) -> str:
    """Add the cell's evaluation to the plan, and return its key."""
    checkpoint = trainings[-1] if trainings else None
    content = {
        "benchmark": canonical_json(plan.study.benchmark),
        "checkpoint": canonical_json(checkpoint or base_key),
        "evaluation": evaluated.content,
        "lengths": canonical_json(identity(target.lengths)),
        "target": canonical_json(target.name),
    }
    job = EvaluateJob(
        key=joined_key(content),
        title=f"evaluate {cell.title}",
        checkpoint=checkpoint,
        base=base,
        benchmark=plan.study.benchmark,
        target=target.name,
        languages=evaluated.languages,
        lengths=target.lengths,
        trained=target.trained,
    )
    return _add(plan, job, needs=(checkpoint,) if checkpoint else ())


def _measurements(plan: Plan, described: Described) -> list[PlannedMeasurement]:
    """Add the study's measurements to the plan, and the trainings that nothing else has needed so far."""
    cells = {(cell.cell.recipe.name, cell.cell.target, cell.cell.seed): cell for cell in plan.cells}
    found = []
    for asked in plan.study.measurements:
        subjects = [_subject(plan, subject, cells, described) for subject in asked.subjects]
        read = described.measurement(asked)
        if holes := [hole for hole in (*(subject.hole for subject in subjects), read.hole) if hole]:
            found.append(PlannedMeasurement(asked=asked, hole=holes[0]))
        else:
            found.append(PlannedMeasurement(asked=asked, key=_measurement(plan, asked, subjects, read, described)))
    return found


def _subject(plan: Plan, subject: Subject, cells: Mapping[tuple[str, str, int], PlannedCell], described: Described) -> PlannedCell:
    """The cell that is measured; where that is a recipe without a target, one that ends with the recipe's own stages."""
    if subject.target:
        return cells[subject.recipe, subject.target, subject.seed]
    recipe = next(recipe for recipe in plan.study.recipes if recipe.name == subject.recipe)
    cell = Cell(recipe=recipe, target="", seed=subject.seed)
    stages = [described.stage(stage) for stage in recipe.stages]
    if holes := [stage.hole for stage in stages if stage.hole]:
        return PlannedCell(cell=cell, hole=holes[0])
    base = _base(plan, recipe)
    return PlannedCell(cell=cell, trainings=tuple(_trainings(plan, cell, base, described.base_key(base), stages)))


def _measurement(
    plan: Plan, asked: Measurement, subjects: Sequence[PlannedCell], read: DescribedMeasurement, described: Described
) -> str:
    """Add the measurement to the plan, and return its key; its result names its subjects, so their names are in the key."""
    checkpoints = tuple(
        Measured(subject=subject, checkpoint=cell.trainings[-1] if cell.trainings else None, base=_base(plan, cell.cell.recipe))
        for subject, cell in zip(asked.subjects, subjects, strict=True)
    )
    content = {
        "benchmark": canonical_json(plan.study.benchmark),
        "checkpoints": canonical_json([[identity(of.subject), of.checkpoint or described.base_key(of.base)] for of in checkpoints]),
        "languages": canonical_json(plan.study.languages),
        "measure": canonical_json(asked.measure),
        "read": read.content,
        "settings": canonical_json(dict(asked.settings)),
    }
    job = MeasureJob(
        key=joined_key(content),
        title=f"measure {asked.name}",
        measure=asked.measure,
        checkpoints=checkpoints,
        benchmark=plan.study.benchmark,
        languages=plan.study.languages,
        tasks=asked.tasks,
        data=dict(read.data),
        settings=asked.settings,
    )
    return _add(plan, job, needs=tuple(dict.fromkeys(of.checkpoint for of in checkpoints if of.checkpoint)))


def _base(plan: Plan, recipe: Recipe) -> Base:
    base = recipe.base or plan.study.base
    assert base is not None
    return base


def _add(plan: Plan, job: Job, *, needs: tuple[str, ...]) -> str:
    plan.steps.setdefault(job.key, Step(job=job, needs=needs))
    return job.key


def _lineage(recipe: Recipe, stages: Sequence[DescribedStage]) -> str:
    """'train squad1', or 'train squad1 → xnli'; a recipe of one task that is not named after it is told by its name."""
    names = [_titled(described.stage) for described in stages]
    if len(recipe.stages) == len(recipe.stages[0].mixture if recipe.stages else ()) == 1:
        names[0] = recipe.name
    start = [] if recipe.stages or recipe.base is None else [recipe.name]
    return "train " + " → ".join([*start, *names])


def _untaken(plan: Plan, lineage: str, cell: Cell) -> str:
    """A title that tells the step from all others: recipes with the same tasks may train them differently."""
    title = f"{lineage} · seed {cell.seed}"
    if title in plan.titles:
        title = f"{lineage} ({cell.recipe.name}) · seed {cell.seed}"
    plan.titles.add(title)
    return title


def _titled(stage: Stage) -> str:
    return f"{stage.name} and {stage.hyper.extra_steps} more steps" if stage.hyper.extra_steps else stage.name
