"""What of a plan is there already, and what the rest costs."""

from xtreme_eval.experiment.cost import estimated_tokens
from xtreme_eval.experiment.jobs import Location
from xtreme_eval.experiment.plan import Plan
from xtreme_eval.store.protocol import Store
from xtreme_eval.studies.catalog import Catalog


def present_keys(plan: Plan, store: Store) -> frozenset[str]:
    """The steps whose artifact is in the store, every byte of it verified."""
    return frozenset(key for key in plan.steps if store.verified(key))


def step_costs(plan: Plan, location: Location) -> dict[str, float]:
    """Estimated forward-pass sub-tokens of each step."""
    catalog = Catalog(location)
    return {key: estimated_tokens(step.job, catalog.file_size) for key, step in plan.steps.items()}
