"""Which weights go: intermediate checkpoints are kept, a target's are dropped once all that is asked of them is committed."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from xtreme_eval.experiment.base import Base
from xtreme_eval.experiment.jobs import MeasureJob, TrainJob
from xtreme_eval.experiment.order import schedule
from xtreme_eval.experiment.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Stored:
    """Bytes of checkpoints that a run writes, that lie there at most while one worker runs, and that lie there in the end."""

    written: int
    peak: int
    kept: int


def intermediate(plan: Plan) -> frozenset[str]:
    """The trainings that are a recipe's own, or that another training starts from."""
    own_stages = {target.name: len(target.stages) for target in plan.study.targets}
    recipes = {key for cell in plan.cells for key in cell.trainings[: max(0, len(cell.trainings) - own_stages[cell.cell.target])]}
    jobs = [step.job for step in plan.measurements if isinstance(step.job, MeasureJob)]
    ends = {of.checkpoint for job in jobs for of in job.checkpoints if of.checkpoint and not of.subject.target}
    return frozenset(recipes.union(ends, *(step.needs for step in plan.trainings)))


def passing(plan: Plan, kept: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
    """The trainings whose weights go, each with the evaluations and measurements that must be there before.

    Args:
        plan: the steps.
        kept: trainings that are intermediate ones elsewhere, as in the whole of a study of which this is a part.
    """
    found: dict[str, tuple[str, ...]] = {}
    for step in (*plan.evaluations, *plan.measurements):
        for training in step.needs:
            found[training] = (*found.get(training, ()), step.key)
    stay = intermediate(plan).union(kept)
    return {training: results for training, results in found.items() if training not in stay}


def waiting_for(going: Mapping[str, Collection[str]]) -> dict[str, tuple[str, ...]]:
    """What `passing` says, the other way round: for each evaluation and measurement the trainings whose weights wait for it."""
    found: dict[str, tuple[str, ...]] = {}
    for training, results in going.items():
        for result in results:
            found[result] = (*found.get(result, ()), training)
    return found


def stored(
    plan: Plan,
    present: Collection[str],
    costs: Mapping[str, float],
    going: Mapping[str, Collection[str]],
    size: Callable[[Base], int],
) -> Stored:
    """Run the plan in thought, adding up checkpoints.

    Args:
        plan: the steps.
        present: keys that are there; what lies there already is not counted.
        costs: of each step, in any unit.
        going: what `passing` says; empty where everything is kept.
        size: bytes of a checkpoint of a base model.
    """
    state, done = schedule(plan, present, costs, going), set(present)
    waited_for = waiting_for(going)
    there: dict[str, int] = {}
    written = peak = lying = 0
    while step := state.start():
        state.finish(step.key)
        done.add(step.key)
        if isinstance(step.job, TrainJob):
            there[step.key] = size(step.job.base)
            written, lying = written + there[step.key], lying + there[step.key]
            peak = max(peak, lying)
        lying -= sum(there.pop(training, 0) for training in waited_for.get(step.key, ()) if done.issuperset(going[training]))
    return Stored(written=written, peak=peak, kept=lying)
