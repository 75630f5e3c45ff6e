"""What every medium of a study's report shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from xtreme_eval.scores.answer import Answer, SmallTable
from xtreme_eval.scores.table import ScoreTable
from xtreme_eval.store.protocol import Manifest


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What a study's numbers were made from.

    Attributes:
        study: its name.
        store: where all of it lies, as people name it.
        cells: entries of the grid.
        alone: trainings if every cell did all of its own.
        planned: distinct trainings.
        evaluations: distinct evaluations.
        trainings: the manifests of the checkpoints that are there.
    """

    study: str
    store: str
    cells: int
    alone: int
    planned: int
    evaluations: int
    trainings: Sequence[Manifest]


@dataclass(frozen=True, kw_only=True)
class Report:
    """A study's numbers and what they say.

    Attributes:
        label: what the numbers are, repeated with every table ("generated sample world"); "" for none.
        answer: the study's own, which stands first.
        appendices: small tables behind the score table.
        origin: None where the scores come from elsewhere.
    """

    title: str
    label: str
    table: ScoreTable
    answer: Answer | None = None
    appendices: tuple[SmallTable, ...] = ()
    origin: Origin | None = None

    @property
    def small_tables(self) -> tuple[SmallTable, ...]:
        """Every table that has a CSV file of its own."""
        return (*(self.answer.tables if self.answer else ()), *self.appendices)
