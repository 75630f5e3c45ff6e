"""What a task is about: where its English texts come from and what it asks for."""

from dataclasses import dataclass
from typing import Literal

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
