"""Where in a report each number leads: to the runs of its recipe and target, and from there to a checkpoint's manifest."""

from xtreme_eval.scores.best import BEST
from xtreme_eval.scores.cells import TRIVIAL
from xtreme_eval.scores.table import ScoreTable


def anchors(table: ScoreTable) -> dict[tuple[str, str], str]:
    """Anchor by (recipe, column): a target's number leads to its runs, an average to all runs of its recipe.

    The trivial baseline has no runs; "best per target" leads to those of the chosen recipe.
    """
    rows = {recipe: place for place, recipe in enumerate(table.recipes) if recipe != TRIVIAL}
    tasks = {task.name: place for place, task in enumerate(table.tasks)}
    found = {
        (recipe, column.name): f"run-{row}-{tasks[column.name]}" if column.name in tasks else f"recipe-{row}"
        for recipe, row in rows.items()
        for column in table.columns
    }
    chosen = {
        (BEST, choice.target): found[choice.recipe, choice.target] for choice in table.choices if choice.recipe in table.recipes
    }
    return found | chosen


def manifest_anchor(key: str) -> str:
    """The anchor of an artifact's manifest."""
    return f"manifest-{key[:16]}"
