"""The study of model families: what it says of gains that were made up, and what it is made of."""

import math
from types import SimpleNamespace

import pandas as pd
import pytest

from tests.scores.made import cell, study, target
from xtreme_eval.errors import SpecificationError
from xtreme_eval.experiment.base import FolderBase, HubBase
from xtreme_eval.experiment.hyper import Hyper, Lengths
from xtreme_eval.experiment.recipe import BASELINE
from xtreme_eval.experiment.study import StudyTarget
from xtreme_eval.scores.table import Annotations, score_table
from xtreme_eval.studies import families
from xtreme_eval.studies.bases import with_bases
from xtreme_eval.studies.results import Results
from xtreme_eval.studies.tiny_bases import BLOOM, MEDIUM, MT5, TINY_BASES

HYPER = Hyper(learning_rate=1e-3, epochs=1)
OTHER = families.on_base(BLOOM, {"mnli": HYPER})
RECIPES = (BASELINE, *families.single_tasks({"mnli": HYPER}), *OTHER)
SEEDS = (1, 2, 3)


def results(scores, placed, targets, recipes=RECIPES, base=MEDIUM) -> Results:
    """As `collect` gives them, of a plan that knows nothing but its study."""
    declared = families.STUDY.model_copy(
        update={
            "recipes": recipes,
            "base": base,
            "targets": tuple(StudyTarget(name=name, lengths=Lengths()) for name in targets),
        }
    )
    plan = SimpleNamespace(study=declared, cells=[])
    return Results(plan=plan, scores=pd.DataFrame(), placed=placed, trainings=[])


def answered(cells, *, targets=("xnli",), recipes=RECIPES, base=MEDIUM):
    scores, placed = study(*cells)
    controls = {recipe.name: recipe.control for recipe in recipes}
    declared = [target(name, languages="en qva qel") for name in targets]
    table = score_table(scores, placed, declared, known=Annotations(controls=controls))
    return families.answer(results(scores, placed, targets, recipes, base), table)


def grid(gains, *, tasks=("xnli",), spread=(-1.0, 0.0, 1.0), skip=()):
    """Every baseline is at 50; `gains` is recipe -> language -> points, the same for every task, a little off by seed."""
    for task in tasks:
        for seed, off in zip(SEEDS, spread, strict=True):
            for recipe in RECIPES:
                if (recipe.name, task) in skip:
                    continue
                own = gains.get(recipe.name, {})
                values = {language: 50.0 + own.get(language, 0.0) + (off if own else 0.0) for language in ("en", "qva", "qel")}
                yield cell(values, recipe=recipe.name, task=task, seed=seed)


GAINS = {"mnli": {"en": 6.0, "qva": 6.0, "qel": 6.0}, "tiny-bloom mnli": {"en": 4.0, "qva": 2.0, "qel": -3.0}}


def frame(answer, name):
    (found,) = [table.frame for table in answer.tables if table.name == name]
    return found


def test_each_models_gain_is_over_its_own_baseline_and_differences_are_told():
    found = answered(list(grid(GAINS)))
    gains = frame(found, "families_gains").set_index("model")["difference"]
    assert gains.to_dict() == pytest.approx({"XLM-R (tiny-medium)": 6.0, "BLOOM (tiny-bloom)": 1.0})
    (row,) = frame(found, "families_differences").itertuples()
    assert (row.model, row.against) == ("BLOOM (tiny-bloom)", "XLM-R (tiny-medium)")
    assert row.difference == pytest.approx(-5.0)
    assert "BLOOM (tiny-bloom) against XLM-R (tiny-medium) -5.0" in found.sentence
    assert "XLM-R (tiny-medium) +6.0" in found.sentence


def test_the_interval_of_a_difference_is_students_over_seeds():
    """Gains differ by 5 on average, and by seed by -1, 0, 1: 4.303 (t, 2 degrees of freedom) x 1 / root of 3 = 2.48."""
    cells = [*grid({"mnli": GAINS["mnli"]}, spread=(0, 0, 0), skip=[(r.name, "xnli") for r in OTHER])]
    only = {"tiny-bloom mnli": GAINS["tiny-bloom mnli"]}
    cells += [*grid(only, skip=[(BASELINE.name, "xnli"), ("mnli", "xnli")])]
    (row,) = frame(answered(cells), "families_differences").itertuples()
    assert (row.difference, row.low, row.high) == pytest.approx((-5.0, -5 - 2.484, -5 + 2.484), abs=1e-3)
    assert row.seeds == 3


def test_languages_seen_and_unseen_are_told_apart_for_the_model_that_saw_some():
    parts = frame(answered(list(grid(GAINS))), "families_languages").set_index(["model", "part"])
    bloom = parts.loc["BLOOM (tiny-bloom)"]
    assert bloom["difference"].to_dict() == pytest.approx({"seen": 3.0, "unseen": -3.0, "seen - unseen": 6.0})
    assert bloom["languages"].to_dict() == {"seen": "en qva", "unseen": "qel", "seen - unseen": ""}
    xlmr = parts.loc["XLM-R (tiny-medium)"]
    assert list(xlmr.index) == ["seen"]


def test_only_targets_that_both_models_have_are_compared():
    skip = [("tiny-bloom mnli", "panx")]
    other = {"mnli": {"en": 12.0, "qva": 12.0, "qel": 12.0}}
    cells = [*grid(GAINS, tasks=("xnli",)), *grid(other, tasks=("panx",), skip=skip)]
    found = answered(cells, targets=("xnli", "panx"))
    assert frame(found, "families_gains").set_index("model")["difference"].iloc[0] == pytest.approx(9.0)  # of 6 and 12
    (row,) = frame(found, "families_differences").itertuples()
    assert (row.targets, row.difference) == (1, pytest.approx(-5.0))


def test_without_any_run_of_a_model_nothing_is_said_of_it():
    skip = [(recipe.name, "xnli") for recipe in OTHER]
    found = answered(list(grid(GAINS, skip=skip)))
    rows = frame(found, "families_gains").set_index("model")
    assert math.isnan(rows.loc["BLOOM (tiny-bloom)", "difference"])
    assert "none can be told" in found.sentence
    assert answered([cell({"en": 50.0}, seed=1)]).sentence == "No model has gains yet."


def test_charts_show_what_the_tables_say():
    found = answered(list(grid(GAINS)))
    gains, languages = found.charts
    assert gains.frame["difference"].tolist() == pytest.approx([6.0, 1.0])
    assert "BLOOM (tiny-bloom), unseen languages: -3.0" in languages.alternative
    assert set(languages.frame["part"]) == {"seen", "unseen"}


def test_the_tiny_study_is_within_its_limits_and_its_first_model_shares_its_trainings():
    from xtreme_eval.studies.sample_r import STUDY as SAMPLE

    tiny = families.STUDY
    assert len(tiny.recipes) * len(tiny.seeds) <= 12
    assert len(tiny.targets) in {3, 4}
    assert set(tiny.recipes[:2]) < set(SAMPLE.recipes)
    assert set(tiny.targets) < set(SAMPLE.targets)
    assert tiny.base == SAMPLE.base
    assert [base.family for base in (MEDIUM, MT5, BLOOM)] == ["xlmr", "mt5", "bloom"]
    for recipe in tiny.recipes:
        assert recipe.control in {other.name for other in tiny.recipes if other.base == recipe.base}


def test_larger_models_have_adapters_and_every_model_the_rate_of_its_family():
    whole = {recipe.name: recipe for recipe in families.FULL.recipes}
    assert whole["mt5-large mnli"].stages[0].hyper.learning_rate == pytest.approx(1e-4)
    assert whole["mt5-large mnli"].target_rate == pytest.approx(10)
    assert whole["mt5-large mnli"].stages[0].adapter is None
    assert whole["bloom-7b1 squad1"].stages[0].adapter == whole["bloom-7b1 baseline"].target_adapter == families.LORA
    assert whole["bloom-7b1 squad1"].control == "bloom-7b1 baseline"


COMMIT = "0" * 40


def test_whoever_runs_it_names_the_commits():
    with pytest.raises(SpecificationError, match=r"--base FacebookAI/xlm-roberta-large@COMMIT,google/mt5-large@COMMIT.*model_info"):
        with_bases(families.FULL, None)
    names = dict.fromkeys(
        base.id for recipe in families.FULL.recipes if isinstance(base := recipe.base or families.FULL.base, HubBase)
    )
    settled = with_bases(families.FULL, ",".join(f"{name}@{COMMIT}" for name in names))
    assert {(recipe.base or settled.base).revision for recipe in settled.recipes} == {COMMIT}


def test_a_folder_takes_the_place_of_the_checkpoint_that_it_is_called_like(tmp_path):
    (tmp_path / "mt5-large").mkdir()
    part = families.FULL.narrowed(recipes=["mt5-large baseline", "mt5-large mnli"])
    settled = with_bases(part, str(tmp_path / "mt5-large"))
    assert {recipe.base for recipe in settled.recipes} == {FolderBase(name="mt5-large", path=str(tmp_path / "mt5-large"))}


def test_two_bases_for_one_place_are_refused():
    with pytest.raises(SpecificationError, match="names both tiny-small and tiny-large"):
        with_bases(families.STUDY, "tiny-small,tiny-large")
    assert with_bases(families.STUDY, "tiny-small").base == TINY_BASES["tiny-small"]
