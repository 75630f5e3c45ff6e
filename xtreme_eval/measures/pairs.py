"""How alike every two tasks are, as rows: what all measures of similarity return."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import permutations
from typing import TYPE_CHECKING, TypeVar

from xtreme_eval.experiment.jobs import Measured

if TYPE_CHECKING:
    import pandas as pd

Seen = TypeVar("Seen")
COLUMNS = ["recipe", "seed", "task", "other", "similarity", "value", "examples"]


def pair_frame(
    measured: Measured, tasks: Mapping[str, Seen], sizes: Mapping[str, int], compare: Callable[[Seen, Seen], Mapping[str, float]]
) -> pd.DataFrame:
    """One row an ordered pair of different tasks and a similarity, larger where they are more alike.

    Args:
        measured: the checkpoint that looked at the tasks.
        tasks: what was seen of each.
        sizes: of how many examples, by task; a pair has the smaller number.
        compare: from two tasks to similarities by name; symmetric.
    """
    import pandas as pd

    rows = [
        (measured.subject.recipe, measured.subject.seed, one, other, name, value, min(sizes[one], sizes[other]))
        for one, other in permutations(tasks, 2)
        for name, value in compare(tasks[one], tasks[other]).items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
