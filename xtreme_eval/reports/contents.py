"""Every table of a report, made once for the page and for the files beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from xtreme_eval.reports.language_sheets import Maps, language_maps
from xtreme_eval.reports.relation import relation_sheet
from xtreme_eval.reports.report import Report
from xtreme_eval.reports.score_sheets import gain_sheets, score_sheets
from xtreme_eval.reports.sheet import Sheet, small_sheet
from xtreme_eval.reports.trained import training_sheet


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The tables by where they stand.

    Attributes:
        answers: the study's own.
        scores, gains: a table for each split, test first.
        relation: gains by relation to English; None without gains.
        maps: each target's languages.
        appendices: what a reader must know besides.
        trainings: None where they are not known.
    """

    answers: tuple[Sheet, ...]
    scores: tuple[Sheet, ...]
    gains: tuple[Sheet, ...]
    relation: Sheet | None
    maps: tuple[Maps, ...]
    appendices: tuple[Sheet, ...]
    trainings: Sheet | None

    @property
    def main(self) -> tuple[Sheet, ...]:
        """Those that say most: without single languages and trainings."""
        relation = (self.relation,) if self.relation else ()
        return (*self.answers, *self.scores, *self.gains, *relation, *self.appendices)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """All of them, in reading order."""
        parts: Iterable[Iterable[Sheet | None]] = (
            self.answers,
            self.scores,
            self.gains,
            [self.relation],
            chain.from_iterable(found.sheets for found in self.maps),
            self.appendices,
            [self.trainings],
        )
        return tuple(sheet for sheet in chain.from_iterable(parts) if sheet is not None)


def contents(report: Report) -> Contents:
    """The tables of a report."""
    table, answer, origin = report.table, report.answer, report.origin
    return Contents(
        answers=tuple(map(small_sheet, answer.tables)) if answer else (),
        scores=tuple(score_sheets(table)),
        gains=tuple(gain_sheets(table)),
        relation=relation_sheet(table),
        maps=tuple(language_maps(table)),
        appendices=tuple(map(small_sheet, report.appendices)),
        trainings=training_sheet(origin.trainings) if origin else None,
    )
