"""What the study of chains finds: recipes at equal compute, chains against what they are made of, order effects, forgetting."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import pandas as pd

from xtreme_eval.experiment.recipe import BASELINE, Recipe
from xtreme_eval.experiment.study import Study
from xtreme_eval.scores.answer import Answer, SmallTable
from xtreme_eval.scores.columns import OVERALL
from xtreme_eval.scores.comparisons import compare_all
from xtreme_eval.scores.forgotten import forgotten
from xtreme_eval.scores.paired import Comparison
from xtreme_eval.scores.table import ScoreTable
from xtreme_eval.studies.chains_charts import charts
from xtreme_eval.studies.contrasts import Cells, best_on_dev, contrast, dev_means, foreign_targets, tested
from xtreme_eval.studies.results import Results

Form = Literal["baseline", "single task", "chain", "multi-task"]
DIFFERENCE = {"difference": "+.1f", "low": "+.1f", "high": "+.1f", "p_corrected": ".3f", "detectable": ".1f", "verdict": ""}


@dataclass(frozen=True, kw_only=True)
class Compared:
    """All that the tables are made of.

    Attributes:
        targets: those that count: no recipe trains on their own data.
        runs: test scores of every cell.
        dev: recipe -> mean dev score over these targets.
    """

    results: Results
    targets: Sequence[str]
    runs: Cells
    dev: Mapping[str, float]

    @property
    def study(self) -> Study:
        """The grid, or the part of it that was asked for."""
        return self.results.plan.study

    def of_form(self, form: Form) -> list[Recipe]:
        """The recipes of a form."""
        return [recipe for recipe in self.study.recipes if form_of(recipe) == form]

    def best(self, form: Form) -> str:
        """The recipe of a form that is best on dev; "" where there is none."""
        return best_on_dev(self.dev, (recipe.name for recipe in self.of_form(form)))

    def contrast(self, after: str, before: str, targets: Sequence[str] = ()) -> Comparison:
        """One recipe minus another on test, in the mean over the targets that count, or over others."""
        return contrast(self.runs, after, before, targets or self.targets)


def form_of(recipe: Recipe) -> Form:
    """What a recipe is, by its stages."""
    if len(recipe.stages) > 1:
        return "chain"
    if not recipe.stages:
        return "baseline"
    return "multi-task" if len(recipe.stages[0].mixture) > 1 else "single task"


def tasks_of(recipe: Recipe) -> tuple[str, ...]:
    """The intermediate tasks of a recipe, in order."""
    return tuple(part.task for stage in recipe.stages for part in stage.mixture)


def chains_answer(results: Results, table: ScoreTable) -> Answer:
    """The study's answer; what cannot be said is said to be so."""
    targets = foreign_targets(results)
    found = Compared(results=results, targets=targets, runs=tested(results, table), dev=dev_means(results, table, targets))
    rivals = _rivals(found)
    recipes, members, orders = _recipes(found), _against_members(found), _orders(found)
    lost = forgotten([frame for name, frame in results.measured.items() if name.startswith("forgetting ")])
    tables = (
        SmallTable(
            name="chains_rivals",
            title="The best chain against the best of the others",
            frame=rivals,
            shown={"chain": "", "against": "", "form": "", **DIFFERENCE},
            notes=("chosen by mean dev score, compared on test; p and verdict hold for both comparisons at once (Holm)",),
        ),
        SmallTable(
            name="chains_recipes",
            title="All recipes",
            frame=recipes,
            shown={"recipe": "", "form": "", "steps": ",.0f", "sub-tokens": ",.0f", "dev": ".1f", **DIFFERENCE},
            notes=(
                "differences from the baseline on test; steps and sub-tokens of all stages before the target, padding included",
            ),
        ),
        SmallTable(
            name="chains_members",
            title="Chains against what they are made of",
            frame=members,
            shown={"chain": "", "against": "", "form": "", **DIFFERENCE},
            notes=("against the task of the chain that is best alone on dev, and against its tasks all at once",),
        ),
        SmallTable(
            name="chains_orders",
            title="Order effects",
            frame=orders,
            shown={"first": "", "then": "", **DIFFERENCE},
            told="told",
            notes=("this order minus the other one; the CSV file has each target",),
        ),
        SmallTable(
            name="chains_forgetting",
            title="Forgetting",
            frame=lost.assign(told=lost["target"] == ""),
            shown={
                **{"recipe": "", "task": "", "after_stage": "", "own": ".1f", "score": ".1f", "change": "+.1f", "low": "+.1f"},
                **{"high": "+.1f", "kept": ".0f", "seeds": "d"},
            },
            told="told",
            notes=(
                "a task's English dev score right after its own stage, and after a later one with the head that it had then; kept: "
                "percent of what it was above a constant answer; the CSV file also has what is left after each target's training",
            ),
        ),
    )
    return Answer(
        sentence=_sentence(found, rivals),
        tables=tuple(each for each in tables if len(each.frame)),
        charts=tuple(charts(recipes, orders, lost)),
        notes=tuple(_notes(found, rivals)),
    )


def _rivals(found: Compared) -> pd.DataFrame:
    """The best chain minus the best single task and minus the best mixture."""
    chain = found.best("chain")
    forms: tuple[Form, ...] = ("single task", "multi-task")
    others = {form: other for form in forms if chain and (other := found.best(form))}
    return compare_all(
        [({"chain": chain, "against": other, "form": form}, found.contrast(chain, other)) for form, other in others.items()]
    )


def _recipes(found: Compared) -> pd.DataFrame:
    names = [recipe for recipe in found.study.recipes if recipe.stages]
    compute = {recipe.name: _compute(found, recipe) for recipe in names}
    rows = [
        (
            {
                "recipe": recipe.name,
                "form": form_of(recipe),
                "steps": compute[recipe.name][0],
                "sub-tokens": compute[recipe.name][1],
                "dev": found.dev.get(recipe.name, math.nan),
            },
            found.contrast(recipe.name, BASELINE.name),
        )
        for recipe in names
    ]
    return compare_all(rows)


def _compute(found: Compared, recipe: Recipe) -> tuple[float, float]:
    """Optimizer steps and sub-tokens of a recipe's own stages, the mean over its seeds; NaN where that is not known."""
    manifests = {manifest.key: manifest.meta for manifest in found.results.trainings}
    stages = {target.name: len(target.stages) for target in found.study.targets}
    own = {
        cell.cell.seed: cell.trainings[len(cell.trainings) - stages[cell.cell.target] - len(recipe.stages) :][: len(recipe.stages)]
        for cell in found.results.plan.cells
        if cell.cell.recipe.name == recipe.name and cell.trainings
    }
    runs = [[manifests[key] for key in keys] for keys in own.values() if all(key in manifests for key in keys)]
    if not runs:
        return math.nan, math.nan
    steps, tokens = ([sum(meta[name] for meta in run) for run in runs] for name in ("steps", "tokens_computed"))
    return sum(steps) / len(runs), sum(tokens) / len(runs)


def _against_members(found: Compared) -> pd.DataFrame:
    mixtures = {frozenset(tasks_of(recipe)): recipe.name for recipe in found.of_form("multi-task")}
    alone = {tasks_of(recipe)[0]: recipe.name for recipe in found.of_form("single task")}
    rows: list[tuple[Mapping[str, object], Comparison]] = []
    for chain in found.of_form("chain"):
        tasks = tasks_of(chain)
        others: dict[Form, str | None] = {
            "single task": best_on_dev(found.dev, (alone[task] for task in tasks if task in alone)),
            "multi-task": mixtures.get(frozenset(tasks)),
        }
        for form, other in others.items():
            if other:
                rows.append(({"chain": chain.name, "against": other, "form": form}, found.contrast(chain.name, other)))
    return compare_all(rows, family=["form"] if rows else [])


def _orders(found: Compared) -> pd.DataFrame:
    """Two tasks in this order minus the other, over all targets that count and on each target."""
    pairs = {tasks_of(recipe): recipe.name for recipe in found.of_form("chain") if len(recipe.stages) == 2}
    columns: list[tuple[str, Sequence[str]]] = [(OVERALL, found.targets), *((target, [target]) for target in found.targets)]
    rows = [
        (
            {"first": one, "then": other, "column": column, "told": column == OVERALL},
            found.contrast(pairs[one, other], pairs[other, one], targets),
        )
        for one, other in combinations(dict.fromkeys(task for pair in pairs for task in pair), 2)
        if (one, other) in pairs and (other, one) in pairs
        for column, targets in columns
    ]
    return compare_all(rows, family=["told"] if rows else [])


def _sentence(found: Compared, rivals: pd.DataFrame) -> str:
    if not len(rivals):
        lacking = "chain" if not found.best("chain") else "single task or mixture"
        return f"No answer: there is no {lacking} with a dev score on every target that counts."
    against = {"single task": "the best single task", "multi-task": "the best multi-task training"}
    parts = [f"against {against[row['form']]}, {row['against']}: {_number(row)}" for row in rivals.to_dict("records")]
    chain = rivals["chain"].iloc[0]
    return f"At equal compute, the best chain, {chain}, {'; '.join(parts)} (test, mean over {', '.join(found.targets)})."


def _number(row: Mapping[Hashable, Any]) -> str:
    """'+1.2 points (95 % interval -0.3 to +2.7: not told apart)'."""
    if math.isnan(row["difference"]):
        return "no seed has both"
    interval = "" if math.isnan(row["low"]) else f"95 % interval {row['low']:+.1f} to {row['high']:+.1f}: "
    return f"{row['difference']:+.1f} points ({interval}{row['verdict']})"


def _notes(found: Compared, rivals: pd.DataFrame) -> Iterator[str]:
    yield "equal compute: as many optimizer steps before the target as NLI takes alone, shared evenly by all stages or tasks"
    yield (
        "chains, single tasks and mixtures are chosen by their mean dev score and compared on test: none has won by chance there; "
        "differences are paired by seed, target and example"
    )
    if own := [target.name for target in found.study.targets if target.name not in found.targets]:
        yield f"{', '.join(own)} count in no comparison: an intermediate task is their own training data"
    if gone := [f"{run.recipe} → {run.target} seed {run.seed}" for run in found.results.placed if run.collapsed]:
        yield f"collapsed, so that comparisons with them are over the other targets and seeds: {', '.join(gone)}"
    if len(found.study.seeds) == 1:
        yield (
            "one seed: intervals are about other test examples only; how far other seeds differ, and whether they would choose the "
            "same recipes, cannot be said"
        )
    if len(rivals) and rivals["detectable"].notna().any():
        yield f"a true difference of {rivals['detectable'].max():.1f} points would have been found with 80 % power"
    for reason in dict.fromkeys(found.results.unmeasured.values()):
        names = [name for name, why in found.results.unmeasured.items() if why == reason]
        yield f"not measured, {reason}: {', '.join(names)}"
