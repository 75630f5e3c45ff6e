"""From a study's results to its report: the score table with all that the study knows about its rows, and the study's answer."""

from dataclasses import replace
from functools import cache

from xtreme_eval.experiment.jobs import Location
from xtreme_eval.experiment.study import Study
from xtreme_eval.reports.choices import choices_table
from xtreme_eval.reports.comparison import comparison_table
from xtreme_eval.reports.paired import comparisons_table, detectable_gains
from xtreme_eval.reports.report import Origin, Report
from xtreme_eval.reports.shared_text import marked_pairs, shared_text_table
from xtreme_eval.scores.table import Annotations, score_table
from xtreme_eval.studies.comparisons import comparisons, with_runs
from xtreme_eval.studies.overlap import Overlaps, overlaps
from xtreme_eval.studies.registry import answerer
from xtreme_eval.studies.results import Results, own_data, reduced
from xtreme_eval.suite import registry
from xtreme_eval.suite.benchmarks import benchmark


def study_report(results: Results, location: Location) -> Report:
    """The report of what a plan's steps have committed.

    Args:
        results: what `collect` read.
        location: the data, whose training and test texts are compared.

    Raises:
        SpecificationError: the scores do not make one table.
        DataError: a data file is broken.
    """
    plan, study = results.plan, results.plan.study
    shared = _overlaps(study, location)
    known = Annotations(
        own_data=own_data(plan) | shared.longer_training,
        shared_text=marked_pairs(shared.texts),
        best_of=study.best_of,
        reduced=reduced(plan),
        controls={recipe.name: recipe.control for recipe in study.recipes},
    )
    table = score_table(results.scores, results.placed, [registry.target(target.name) for target in study.targets], known=known)
    results = with_runs(results, location, table.splits)
    found = comparisons(results, table)
    table = replace(table, detectable=detectable_gains(found))
    answer = answerer(study.name)
    return Report(
        title=study.title,
        label=study.label,
        table=table,
        answer=answer(results, table) if answer else None,
        appendices=(
            *([comparisons_table(found, table)] if len(found) else []),
            *([choices_table(table)] if table.choices else []),
            comparison_table(table, benchmark(study.benchmark)),
            *([shared_text_table(shared.texts)] if shared.texts else []),
        ),
        origin=Origin(
            study=study.name,
            store=location.store,
            cells=len(plan.cells),
            alone=plan.naive_trainings,
            planned=len(plan.trainings),
            evaluations=len(plan.evaluations),
            trainings=results.trainings,
        ),
    )


@cache
def _overlaps(study: Study, location: Location) -> Overlaps:
    """Compared once a process: a report is written and then printed."""
    return overlaps(study, location)
