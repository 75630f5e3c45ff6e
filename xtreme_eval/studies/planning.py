"""Plans of a part of a study; what of a plan is there already, and what the rest costs."""

from collections.abc import Collection, Mapping

from xtreme_eval.errors import XtremeEvalError
from xtreme_eval.experiment.cost import estimated_tokens
from xtreme_eval.experiment.described import Identities
from xtreme_eval.experiment.jobs import Location, TrainJob
from xtreme_eval.experiment.plan import Plan, make_plan
from xtreme_eval.experiment.retention import Stored, intermediate, passing, stored
from xtreme_eval.experiment.size import checkpoint_bytes
from xtreme_eval.experiment.study import Study
from xtreme_eval.store.protocol import Store
from xtreme_eval.studies.catalog import Catalog
from xtreme_eval.studies.request import GridRequest


def plan_whole(study: Study, identities: Identities) -> Plan:
    """The plan of all cells, without measurements.

    Raises:
        XtremeEvalError: the data lack what a cell needs.
    """
    plan = make_plan(study.model_copy(update={"measurements": ()}), identities)
    if holes := sorted({cell.hole for cell in plan.cells if cell.hole}):
        raise XtremeEvalError("; ".join(holes))
    return plan


def plan_recipes(study: Study, identities: Identities) -> Plan:
    """The plan up to where targets begin: its trainings are the bases and the recipes' own stages.

    Raises:
        XtremeEvalError: the data lack what a stage needs.
    """
    untrained = study.targets[0].model_copy(update={"stages": (), "trained": False})
    return plan_whole(study.model_copy(update={"targets": (untrained,)}), identities)


def present_keys(plan: Plan, store: Store) -> frozenset[str]:
    """The steps whose artifact is in the store, every byte of it verified."""
    return frozenset(key for key in plan.steps if store.verified(key))


def step_costs(plan: Plan, location: Location) -> dict[str, float]:
    """Estimated forward-pass sub-tokens of each step."""
    catalog = Catalog(location)
    return {key: estimated_tokens(step.job, catalog.file_size) for key, step in plan.steps.items()}


def passing_weights(request: GridRequest, plan: Plan) -> dict[str, tuple[str, ...]]:
    """The trainings whose weights are dropped once all that is asked of them is there; none where everything is to be kept.

    What is intermediate or measured anywhere in the study is kept, also where only a part of it is asked for.
    """
    if request.keep_weights:
        return {}
    whole = request.model_copy(update={"recipes": None, "targets": None, "languages": None})
    return passing(plan, _kept_for(make_plan(whole.chosen(), Catalog(request.location)), plan) if whole != request else ())


def _kept_for(whole: Plan, part: Plan) -> frozenset[str]:
    """The trainings that the whole needs beyond the part."""
    measured = (step.needs for step in whole.measurements if step.key not in part.steps)
    return intermediate(whole).union(*measured)


def stored_weights(
    plan: Plan, present: Collection[str], costs: Mapping[str, float], going: Mapping[str, Collection[str]]
) -> Stored | None:
    """What a run stores; None where a base model's size is not known."""
    jobs = [step.job for step in plan.trainings if isinstance(step.job, TrainJob)]
    sizes = {job.base: checkpoint_bytes(job.base) for job in jobs}
    known = {base: size for base, size in sizes.items() if size is not None}
    return stored(plan, present, costs, going, known.__getitem__) if len(known) == len(sizes) else None
