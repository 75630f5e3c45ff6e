"""What every flow does first: see to the data, plan, show the plan, and refuse files that cannot be used."""

from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console

from flows.shown import show_advice, show_holes, show_plan
from tasks.check_data import check_data
from tasks.leases import choice
from tasks.prepare_data import prepare_sample_world
from tasks.publish_plan import publish_plan
from tasks.server import named_server
from xtreme_eval.experiment.described import Identities
from xtreme_eval.experiment.jobs import Location
from xtreme_eval.experiment.order import needed
from xtreme_eval.experiment.plan import Plan, make_plan
from xtreme_eval.experiment.study import Study
from xtreme_eval.reports.plan import plan_facts
from xtreme_eval.store.open import open_store
from xtreme_eval.studies.catalog import Catalog
from xtreme_eval.studies.planning import passing_weights, present_keys, step_costs, stored_weights
from xtreme_eval.studies.request import GridRequest


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A plan that can be run.

    Attributes:
        present: keys of the steps whose artifact is in the store, whole.
        costs: estimated forward-pass sub-tokens of each step, by key.
        passing: the trainings whose weights go, each with the evaluations that must be there before.
    """

    plan: Plan
    present: frozenset[str]
    costs: dict[str, float]
    passing: dict[str, tuple[str, ...]]
    location: Location


def ready(request: GridRequest, make: Callable[[Study, Identities], Plan] = make_plan) -> Ready:
    """Plan what is asked for; `make` turns the study into steps.

    Raises:
        XtremeEvalError: a name, a file or the store cannot be used.
    """
    study, location = request.chosen(), request.location
    if request.data is None and study.world is not None:
        prepare_sample_world(study.world, location)
    plan = make(study, Catalog(location))
    store = open_store(location.store)
    present, costs = present_keys(plan, store), step_costs(plan, location)
    going = passing_weights(request, plan)
    facts = plan_facts(plan, present, costs, stored_weights(plan, present, costs, going))
    publish_plan(facts)
    show_plan(facts, console := Console(stderr=True))
    if needed(plan, present):
        store.check_writable()
        show_advice(choice(named_server()).advice, console)
        show_holes(check_data([step.job for step in plan.steps.values()], location), console)
    return Ready(plan=plan, present=present, costs=costs, passing=going, location=location)
