"""Step: publish a plan, so that it can be seen before anything runs."""

from typing import Any

from prefect import task
from prefect.artifacts import create_markdown_artifact

from xtreme_eval.reports.plan import plan_markdown


@task(task_run_name="publish the plan", persist_result=False)
def publish_plan(facts: dict[str, Any]) -> None:
    """Make an artifact of what `plan_facts` found."""
    create_markdown_artifact(
        key=f"plan-{facts['study']}", markdown=plan_markdown(facts), description="what runs, and what is there"
    )
