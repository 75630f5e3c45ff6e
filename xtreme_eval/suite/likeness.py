"""How alike two tasks are by what they declare: a first guess, before any model has seen them."""

from collections.abc import Collection

from xtreme_eval.suite.task import IntermediateTask, TargetTask


def taxonomy_similarity(one: IntermediateTask | TargetTask, other: IntermediateTask | TargetTask) -> float | None:
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
