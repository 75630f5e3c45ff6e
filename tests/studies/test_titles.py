"""The titles of a study's steps: progress and failures are told by them, so no two steps may share one."""

from collections import Counter

import pytest

from tests.experiment.made import FOLDER, Known
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.studies.registry import studies


@pytest.mark.parametrize("name", studies())
def test_no_two_steps_of_a_study_have_the_same_title(name):
    study = studies()[name]
    plan = make_plan(study if study.base else study.model_copy(update={"base": FOLDER}), Known())
    titles = Counter(step.job.title for step in plan.steps.values())
    assert [title for title, count in titles.items() if count > 1] == []
