"""Step: write and publish a study's score table."""

from pathlib import Path

from prefect import task
from prefect.artifacts import create_markdown_artifact

from xtreme_eval.experiment.plan import Plan
from xtreme_eval.reports.trainings import TRAININGS, write_trainings
from xtreme_eval.reports.write import write_report
from xtreme_eval.studies.results import Results, own_data
from xtreme_eval.suite import registry


@task(task_run_name="write the score table", persist_result=False)
def write_table(plan: Plan, results: Results, folder: Path) -> list[Path]:
    """Write tables and pictures, and publish the table as an artifact."""
    targets = [registry.target(target.name) for target in plan.study.targets]
    report = write_report(
        results.scores,
        results.placed,
        targets,
        title=plan.study.title,
        label=plan.study.label,
        folder=folder,
        own_data=own_data(plan),
    )
    create_markdown_artifact(key=f"score-table-{plan.study.name}", markdown=report[0].read_text(encoding="utf-8"))
    return [*report, write_trainings(folder / TRAININGS, results.trainings)]
