"""The score table as papers lay it out, and the gains with their colours: intermediate task x target."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from xtreme_eval.reports.anchors import anchors
from xtreme_eval.reports.layout import Panel, gain_panels, metric_title, one_decimal, score_panel
from xtreme_eval.reports.legend import short_legend
from xtreme_eval.reports.sheet import Entry, Head, Sheet, entry, file_name, reach_of, scaled
from xtreme_eval.scores.columns import Column
from xtreme_eval.scores.detail import metric_means
from xtreme_eval.scores.marks import FLAGS
from xtreme_eval.scores.table import ScoreTable

_SHORT = {"accuracy": "acc.", "f1": "F1", "exact_match": "EM"}
_AVERAGES = "Means"


def score_sheets(table: ScoreTable) -> list[Sheet]:
    """Scores of each split: targets below their group, as XTREME's own table has them, then the averages.

    A task score of several metrics has each of them in small print below it.
    """
    means = metric_means(table)
    several = {task.name for task in table.tasks if len(task.metrics) > 1}
    parts: dict[tuple[str, str, str], list[str]] = {}
    means = means[means["target"].isin(list(several))]
    for split, recipe, target, value in zip(means["split"], means["recipe"], means["target"], means["value"], strict=True):
        parts.setdefault((split, recipe, target), []).append(one_decimal(value))
    return [_score_sheet(table, split, parts) for split in table.splits]


def _score_sheet(table: ScoreTable, split: str, parts: Mapping[tuple[str, str, str], list[str]]) -> Sheet:
    panel, links = score_panel(table, split), anchors(table)
    rows = []
    for recipe, (title, cells) in zip(panel.recipes, panel.rows, strict=True):
        found = []
        for column, cell in zip(panel.columns, cells, strict=True):
            made = entry(cell, link=links.get((recipe, column), ""))
            metrics = " / ".join(parts.get((split, recipe, column), ())) if cell.value is not None else ""
            found.append(replace(made, small=(*([metrics] if metrics else []), *made.small)))
        rows.append((Entry(text=title), *found))
    return _sheet(table, panel, f"scores-{split}", tuple(rows))


def gain_sheets(table: ScoreTable) -> list[Sheet]:
    """Gains of each split that has any; the scale is symmetric, shared by the splits, and not stretched by collapsed runs."""
    panels = list(gain_panels(table))
    reach = reach_of(
        [cell.value for panel in panels for _, row in panel.rows for cell in row if FLAGS["collapsed"] not in cell.marks]
    )
    links = anchors(table)
    return [
        _sheet(
            table,
            panel,
            f"gains-{panel.title.rsplit(' ', 1)[-1]}",
            tuple(
                (
                    Entry(text=title),
                    *(
                        entry(cell, shade=scaled(cell.value, reach), link=links.get((recipe, column), ""))
                        for column, cell in zip(panel.columns, cells, strict=True)
                    ),
                )
                for recipe, (title, cells) in zip(panel.recipes, panel.rows, strict=True)
            ),
            gain=True,
        )
        for panel in panels
    ]


def _sheet(table: ScoreTable, panel: Panel, name: str, rows: tuple[tuple[Entry, ...], ...], *, gain: bool = False) -> Sheet:
    heads = (Head(title="recipe", numeric=False), *_heads(table.columns, panel))
    notes = tuple(filter(None, (short_legend(panel), *panel.notes)))
    return Sheet(name=file_name(name), title=panel.title, heads=heads, rows=rows, tone="gain" if gain else "", notes=notes)


def _heads(columns: Iterable[Column], panel: Panel) -> Iterable[Head]:
    columns = list(columns)
    groups = {member: column.title for column in columns if column.level == "group" for member in column.members}
    for column, title in zip(columns, panel.head, strict=True):
        if column.level == "task":
            under = " / ".join(_SHORT.get(metric, metric) for metric in column.metrics)
            yield Head(title=title, group=_titled(groups.get(column.name, "")), under=under, about=metric_title(*column.metrics))
        else:
            yield Head(title=title, group=_AVERAGES)


def _titled(group: str) -> str:
    return group[:1].upper() + group[1:]
