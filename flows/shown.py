"""What a person sees when a grid has ended: the table, the files, and what went wrong."""

from collections.abc import Mapping

from rich.console import Console

from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.reports.write import FILES, print_report
from xtreme_eval.store.open import open_store
from xtreme_eval.studies.catalog import Catalog
from xtreme_eval.studies.request import GridRequest
from xtreme_eval.studies.results import collect, own_data
from xtreme_eval.suite import registry


def show(request: GridRequest, failures: Mapping[str, str], console: Console) -> None:
    """Print the score table, the paths of all files, and each failed step with its reason."""
    plan = make_plan(request.chosen(), Catalog(request.location))
    results = collect(plan, open_store(request.location.store), {})
    print_report(
        results.scores,
        results.placed,
        [registry.target(target.name) for target in plan.study.targets],
        title=plan.study.title,
        label=plan.study.label,
        own_data=own_data(plan),
        console=console,
    )
    console.print("\nWritten:")
    for name in FILES:
        console.print(f"  {request.folder / name}", highlight=False, soft_wrap=True)
    for title, reason in failures.items():
        console.print(f"Failed: {title}: {reason}", markup=False, highlight=False, soft_wrap=True)
