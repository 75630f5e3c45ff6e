"""What a task is about: where its English texts come from and what it asks for; a first guess at which tasks are alike."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from xtreme_eval.suite.task import IntermediateTask, TargetTask

Domain = Literal[
    "encyclopedia", "news", "fiction", "speech", "official", "reviews", "forum", "blogs", "captions", "instructions", "everyday"
]
"""Of the English training texts; "everyday" are sentences that were made up about daily life."""
Skill = Literal[
    "inference", "paraphrase", "reading", "commonsense", "sentiment", "syntax", "entities", "search", "translation", "language"
]


@dataclass(frozen=True, kw_only=True)
class Taxonomy:
    """A task's place among the others: our own reading of the papers that its file names.

    Attributes:
        domains: where the English training texts come from; none: from wherever a user takes them.
        skills: what it takes to answer.
    """

    domains: tuple[Domain, ...]
    skills: tuple[Skill, ...]


def taxonomy_similarity(one: "IntermediateTask | TargetTask", other: "IntermediateTask | TargetTask") -> float | None:
    """The share of attributes that two tasks have in common, 0 to 1: the mean over kind, domains and skills.

    A kind is the same or not; of domains and skills, Jaccard's share counts. None where a task declares no taxonomy.
    """
    if one.taxonomy is None or other.taxonomy is None:
        return None
    shares = (
        float(one.kind.name == other.kind.name),
        _jaccard(one.taxonomy.domains, other.taxonomy.domains),
        _jaccard(one.taxonomy.skills, other.taxonomy.skills),
    )
    return sum(shares) / len(shares)


def _jaccard(one: Collection[str], other: Collection[str]) -> float:
    either = len({*one, *other})
    return len({*one} & {*other}) / either if either else 0.0
