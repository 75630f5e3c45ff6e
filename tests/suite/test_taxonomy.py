"""The taxonomy of tasks: every task of the suite has its place, and what two places have in common is a share."""

from dataclasses import replace
from typing import get_args

import pytest

from xtreme_eval.suite import registry
from xtreme_eval.suite.likeness import taxonomy_similarity
from xtreme_eval.suite.taxonomy import Domain, Skill

EVERY = [*registry.suite_intermediates(), *registry.targets()]


@pytest.mark.parametrize("task", EVERY, ids=lambda task: task.name)
def test_every_task_of_the_suite_declares_its_domains_and_skills(task):
    assert task.taxonomy is not None
    assert set(task.taxonomy.domains) <= set(get_args(Domain))
    assert set(task.taxonomy.skills) <= set(get_args(Skill))
    assert task.taxonomy.skills
    running_text = task.train is not None and task.train.running_text
    assert bool(task.taxonomy.domains) != running_text


@pytest.mark.parametrize(
    ("one", "other", "similarity"),
    [
        ("mnli", "xnli", 1.0),
        ("squad1", "tydiqa", 1.0),
        ("squad1", "panx", 1 / 3),  # Wikipedia, and nothing else
        ("cosmosqa", "xcopa", (1 + 0 + 1 / 2) / 3),  # the kind, no domain, one of two skills
        ("sst2", "tydiqa", 0.0),
    ],
)
def test_the_similarity_is_the_mean_share_of_kind_domains_and_skills(one, other, similarity):
    first, second = registry.intermediate(one), registry.target(other)
    assert taxonomy_similarity(first, second) == taxonomy_similarity(second, first) == pytest.approx(similarity)


def test_a_task_without_a_taxonomy_is_like_nothing_known():
    assert taxonomy_similarity(replace(registry.intermediate("mnli"), taxonomy=None), registry.target("xnli")) is None
