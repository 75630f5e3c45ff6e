"""What the study of model families finds: each base model's gain, differences of gains, and languages seen and unseen apart."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from xtreme_eval.experiment.base import Base
from xtreme_eval.experiment.recipe import Recipe
from xtreme_eval.models.registry import family_of_base, seen_languages
from xtreme_eval.scores.answer import Answer, Chart, SmallTable
from xtreme_eval.scores.comparisons import compare_all
from xtreme_eval.scores.paired import Comparison, mean_difference
from xtreme_eval.scores.table import ScoreTable
from xtreme_eval.scores.terms import Runs, Terms, joined, mean_of, minus
from xtreme_eval.studies.contrasts import Cells, foreign_targets, tested
from xtreme_eval.studies.results import Results

NUMBERS = {"difference": "+.1f", "low": "+.1f", "high": "+.1f", "p_corrected": ".3f", "detectable": ".1f", "verdict": ""}
PARTS = ("seen", "unseen")


@dataclass(frozen=True, kw_only=True)
class Model:
    """A base model of the study with its recipes that have stages, by what they train on."""

    base: Base
    trained: Mapping[str, Recipe]

    @property
    def title(self) -> str:
        """'mT5 (mt5-large)'."""
        family = family_of_base(self.base)
        return f"{family.title} ({self.base.name})" if family else self.base.name

    def languages(self, part: str, of: Collection[str]) -> frozenset[str]:
        """Those of the languages `of` that it saw in pretraining ("seen"), did not see, or all ("")."""
        seen = seen_languages(self.base) or frozenset()
        return frozenset(code for code in of if part == "" or (code in seen) == (part == "seen"))


@dataclass(frozen=True, kw_only=True)
class Gains:
    """The gains of a study's models, in the mean over the tasks and targets that are asked for.

    Attributes:
        by_language: recipe, target -> language -> its score by seed, for runs without examples.
    """

    models: Sequence[Model]
    targets: Sequence[str]
    controls: Mapping[str, str]
    runs: Cells
    by_language: Mapping[tuple[str, str], Mapping[str, Mapping[int, float]]]

    def of(self, model: Model, tasks: Collection[str] = (), *, part: str = "", targets: Collection[str] = ()) -> Runs:
        """A model's gain, the mean over those tasks and targets that it has runs of; all of them where none is named."""
        recipes = [recipe.name for task, recipe in model.trained.items() if not tasks or task in tasks]
        each = [self._gain(model, recipe, targets or self.targets, part) for recipe in recipes]
        return mean_of([runs for runs in each if runs])

    def shared(self, *models: Model) -> tuple[list[str], list[str]]:
        """Tasks and targets that all of these models have gains of: only those are compared between models."""
        tasks = [task for task in models[0].trained if all(task in model.trained for model in models)]
        has = {
            (model.base.name, task, target)
            for model in models
            for task in tasks
            for target in self.targets
            if self.of(model, [task], targets=[target])
        }
        tasks = [task for task in tasks if all(any((m.base.name, task, one) in has for one in self.targets) for m in models)]
        return tasks, [one for one in self.targets if all((m.base.name, task, one) in has for m in models for task in tasks)]

    def _gain(self, model: Model, recipe: str, targets: Collection[str], part: str) -> Runs:
        found = []
        for target in targets:
            there = model.languages(part, self.by_language.get((recipe, target), {}))
            found.append(minus(self._runs(recipe, target, there), self._runs(self.controls.get(recipe, ""), target, there)))
        return joined([runs for runs in found if runs])

    def _runs(self, recipe: str, target: str, languages: Collection[str]) -> Runs:
        """A cell's runs in these languages: with examples, or else the mean of the languages' scores."""
        runs, scores = self.runs.get((recipe, target), {}), self.by_language.get((recipe, target), {})
        if not languages or any(language not in scores for language in languages):
            return {}
        if all(isinstance(run, Terms) for run in runs.values()):
            return {seed: _narrowed(run, languages) for seed, run in runs.items() if isinstance(run, Terms)}
        seeds = set.intersection(*(set(scores[language]) for language in languages)) & set(runs)
        return {seed: sum(scores[language][seed] for language in languages) / len(languages) for seed in sorted(seeds)}


def families_answer(results: Results, table: ScoreTable) -> Answer:
    """The study's answer; what cannot be said is said to be so."""
    gains = Gains(
        models=_models(results),
        targets=foreign_targets(results),
        controls=table.controls,
        runs=tested(results, table),
        by_language=_by_language(table),
    )
    alone, against, parts = _alone(gains), _against(gains), _parts(gains)
    shown = {"gain": "families_gains", "against": "families_differences", "parts": "families_languages"}
    tables = (
        SmallTable(
            name=shown["gain"],
            title="Gains of each model",
            frame=alone,
            shown={"model": "", "task": "", **NUMBERS},
            notes=("over the model's own baseline on test, in the mean over targets; a mean over tasks where there are several",),
        ),
        SmallTable(
            name=shown["against"],
            title="Differences of gains",
            frame=against,
            shown={"model": "", "against": "", "targets": "d", **NUMBERS},
            notes=("the first model's gain minus the second's, over the tasks and targets that both have",),
        ),
        SmallTable(
            name=shown["parts"],
            title="Languages seen and not seen in pretraining",
            frame=parts,
            shown={"model": "", "part": "", "languages": "", **NUMBERS},
            notes=(
                "gains in the languages that the model's pretraining text has, and in the others; then the one minus the other",
            ),
        ),
    )
    return Answer(
        sentence=_sentence(alone, against),
        tables=tuple(each for each in tables if len(each.frame)),
        charts=tuple(_charts(alone, parts)),
        notes=(*_sources(gains), *_lacking(gains)),
    )


def _models(results: Results) -> list[Model]:
    """The base models that anything is trained on before the target, the study's own first."""
    study = results.plan.study
    found: dict[str, tuple[Base, dict[str, Recipe]]] = {}
    for recipe in study.recipes:
        base = recipe.base or study.base
        assert base is not None
        if recipe.stages:
            found.setdefault(base.name, (base, {}))[1][">".join(stage.name for stage in recipe.stages)] = recipe
    models = [Model(base=base, trained=trained) for base, trained in found.values()]
    return sorted(models, key=lambda model: model.base != study.base)


def _by_language(table: ScoreTable) -> dict[tuple[str, str], dict[str, dict[int, float]]]:
    """(recipe, target) -> language -> seed -> the mean of its metrics on test; collapsed runs and holes are left out."""
    rows = table.rows[(table.rows["split"] == "test") & table.rows["primary"].astype(bool) & ~table.rows["collapsed"].astype(bool)]
    metrics: dict[tuple[str, str, str, int], list[float]] = {}
    for row in rows[["recipe", "target", "language", "seed", "value"]].itertuples(index=False):
        metrics.setdefault((str(row[0]), str(row[1]), str(row[2]), int(row[3])), []).append(float(row[4]))
    found: dict[tuple[str, str], dict[str, dict[int, float]]] = {}
    for (recipe, target, language, seed), values in metrics.items():
        if not any(map(math.isnan, values)):
            found.setdefault((recipe, target), {}).setdefault(language, {})[seed] = sum(values) / len(values)
    return found


def _narrowed(run: Terms, languages: Collection[str]) -> Terms:
    groups = {group: points for group, points in run.groups.items() if group[1] in languages}
    return Terms(groups=groups, parallel=run.parallel)


def _alone(gains: Gains) -> pd.DataFrame:
    """Each model's gain in the mean over its tasks, then from each task."""
    named: list[tuple[Mapping[str, object], Comparison]] = []
    for model in gains.models:
        tasks = list(model.trained)
        for chosen in ([], *([task] for task in tasks)) if len(tasks) > 1 else ([tasks[0]],):
            name = " + ".join(chosen) or "mean"
            named.append(({"model": model.title, "task": name}, mean_difference(gains.of(model, chosen))))
    return compare_all(named)


def _against(gains: Gains) -> pd.DataFrame:
    """Every other model's gain minus that of the study's own base model."""
    named: list[tuple[Mapping[str, object], Comparison]] = []
    for model in gains.models[1:]:
        first = gains.models[0]
        tasks, targets = gains.shared(model, first)
        sides = [gains.of(one, tasks, targets=targets) if tasks and targets else {} for one in (model, first)]
        names = {"model": model.title, "against": first.title, "targets": len(targets)}
        named.append((names, mean_difference(minus(*sides))))
    return compare_all(named)


def _parts(gains: Gains) -> pd.DataFrame:
    """Each model's gain in the languages that it saw and did not see, over the same targets, and the difference."""
    named: list[tuple[Mapping[str, object], Comparison]] = []
    for model in gains.models:
        if seen_languages(model.base) is None:
            continue
        every = {code for (recipe, _), scores in gains.by_language.items() for code in scores if recipe in _names(model)}
        both = [target for target in gains.targets if all(gains.of(model, part=part, targets=[target]) for part in PARTS)]
        for part in PARTS:
            languages = " ".join(sorted(model.languages(part, every)))
            runs = gains.of(model, part=part, targets=both or gains.targets)
            if runs:
                named.append(({"model": model.title, "part": part, "languages": languages}, mean_difference(runs)))
        if both:
            seen, unseen = (_scores(gains.of(model, part=part, targets=both)) for part in PARTS)
            named.append(({"model": model.title, "part": "seen - unseen", "languages": ""}, mean_difference(minus(seen, unseen))))
    return compare_all(named, family=["part"] if named else [])


def _scores(runs: Runs) -> Runs:
    """The runs without their examples, which two sets of languages do not share."""
    return {seed: run.score if isinstance(run, Terms) else run for seed, run in runs.items()}


def _names(model: Model) -> set[str]:
    return {recipe.name for recipe in model.trained.values()}


def _sentence(alone: pd.DataFrame, against: pd.DataFrame) -> str:
    if alone.empty or not alone["seeds"].any():
        return "No model has gains yet."
    first = alone.groupby("model", sort=False).first().reset_index()
    told = "; ".join(f"{row.model} {_points(row)}" for row in first.itertuples())
    compared = [row for row in against.itertuples() if row.seeds]
    differences = "; ".join(f"{row.model} against {row.against} {_points(row)}: {row.verdict}" for row in compared)
    return f"Mean gains over each model's own baseline: {told}. Differences of gains: {differences or 'none can be told'}."


def _points(row: object) -> str:
    """'+2.1 (+0.3 … +3.9)', or without its interval where nothing is known of it."""
    value, low, high = (float(getattr(row, name)) for name in ("difference", "low", "high"))
    return f"{value:+.1f}" if math.isnan(low) else f"{value:+.1f} ({low:+.1f} … {high:+.1f})"


def _charts(alone: pd.DataFrame, parts: pd.DataFrame) -> list[Chart]:
    charts = []
    if len(alone):
        charts.append(
            Chart(
                name="families_gains",
                title="Gain by model",
                form="bars",
                frame=alone,
                x="difference",
                y="model",
                group="task" if alone["task"].nunique() > 1 else "",
                low="low",
                high="high",
                x_title="gain over the model's own baseline, points",
                y_title="",
                alternative="; ".join(f"{row.model}, {row.task}: {_points(row)} points" for row in alone.itertuples()),
            )
        )
    apart = parts[parts["part"].isin(PARTS)] if len(parts) else parts
    if len(apart) and apart["part"].nunique() > 1:
        charts.append(
            Chart(
                name="families_languages",
                title="Languages seen and not seen in pretraining",
                form="bars",
                frame=apart,
                x="difference",
                y="model",
                group="part",
                low="low",
                high="high",
                x_title="gain over the model's own baseline, points",
                y_title="",
                alternative="; ".join(f"{row.model}, {row.part} languages: {_points(row)} points" for row in apart.itertuples()),
            )
        )
    return charts


def _sources(gains: Gains) -> list[str]:
    """Who says which languages a released model saw."""
    known = {found.title: found.languages_source for model in gains.models if (found := family_of_base(model.base))}
    tiny = any(model.base.source == "tiny" for model in gains.models)
    if tiny:
        return ["languages seen: those of the text that each tiny base was pretrained on"]
    return [f"languages seen by {title}: {source}" for title, source in known.items()]


def _lacking(gains: Gains) -> list[str]:
    """What is not compared, and why."""
    notes = ["targets whose own data an intermediate task holds are left out: what they gain is longer training"]
    unknown = [model.title for model in gains.models if seen_languages(model.base) is None]
    return [*notes, *(f"which languages {title} saw is not known" for title in unknown)]
