"""Step: write and publish a study's report."""

from base64 import b64encode
from pathlib import Path

from prefect import task
from prefect.artifacts import create_image_artifact, create_link_artifact, create_markdown_artifact, create_table_artifact

from xtreme_eval.experiment.jobs import Location
from xtreme_eval.reports.contents import contents
from xtreme_eval.reports.export import plain_rows
from xtreme_eval.reports.markdown import markdown_report
from xtreme_eval.reports.report import Report
from xtreme_eval.reports.trainings import TRAININGS, write_trainings
from xtreme_eval.reports.write import GAINS, PAGE, write_report
from xtreme_eval.studies.report import study_report
from xtreme_eval.studies.results import Results


@task(task_run_name="write the score table", persist_result=False)
def write_table(results: Results, location: Location, folder: Path) -> list[Path]:
    """Write page, tables and pictures, and publish them as artifacts."""
    report = study_report(results, location)
    written = write_report(report, folder)
    _publish(report, results.plan.study.name, folder)
    return [*written, write_trainings(folder / TRAININGS, results.trainings)]


def _publish(report: Report, study: str, folder: Path) -> None:
    """The whole report as text, its main tables, the heat map of gains, and where the page is."""
    create_markdown_artifact(key=f"score-table-{study}", markdown=markdown_report(report))
    for sheet in contents(report).main:
        create_table_artifact(key=f"{study}-{sheet.name}", table=plain_rows(sheet), description=sheet.title)
    picture = b64encode((folder / GAINS).read_bytes()).decode()
    create_image_artifact(key=f"{study}-gains", image_url=f"data:image/png;base64,{picture}", description="Gains")
    create_link_artifact(key=f"report-{study}", link=(folder / PAGE).resolve().as_uri(), link_text=f"Report of {study}")
