"""Every recipe is compared with its control, with examples where they are at hand and over seeds alone where not."""

from dataclasses import replace

import pandas as pd
import pytest

from tests.training.small_grid import CHAIN, MIXTURE, location, study
from xtreme_eval.experiment.plan import make_plan
from xtreme_eval.experiment.recipe import BASELINE
from xtreme_eval.reports.layout import gain_panels
from xtreme_eval.reports.paired import ONE_SEED, comparisons_table, detectable_gains
from xtreme_eval.scores.paired import mean_difference
from xtreme_eval.scores.table import Annotations, score_table
from xtreme_eval.scores.terms import Terms
from xtreme_eval.studies.catalog import Catalog
from xtreme_eval.studies.comparisons import comparisons, study_gains, with_runs
from xtreme_eval.studies.results import collect
from xtreme_eval.suite import registry


@pytest.fixture(scope="module")
def made(grid):
    """Three recipes on Tatoeba, one seed; the chain's control is the mixture. Trained for four steps, they would be collapsed."""
    asked = study((BASELINE, MIXTURE, CHAIN), ("tatoeba",))
    results = collect(make_plan(asked, Catalog(location(grid.data))), grid.store, {})
    results = replace(results, placed=[replace(place, collapsed=False) for place in results.placed])
    known = Annotations(controls={CHAIN.name: MIXTURE.name})
    table = score_table(results.scores, results.placed, [registry.target("tatoeba")], known=known)
    there = location(grid.data).model_copy(update={"store": grid.store.url})
    return with_runs(results, there, table.splits), table


@pytest.fixture(scope="module")
def frame(made):
    return comparisons(*made)


def test_differences_are_the_gains_of_the_score_table(made, frame):
    _, table = made
    gains = table.frame[table.frame["table"] == "gain"].set_index(["split", "recipe", "column"])["value"]
    for row in frame.itertuples():
        assert row.difference == pytest.approx(gains[row.split, row.recipe, row.column])


def test_each_recipe_is_compared_with_its_own_control_per_target_and_overall(frame):
    test = frame[frame["split"] == "test"]
    assert list(zip(test["recipe"], test["control"], test["column"], strict=True)) == [
        (MIXTURE.name, "baseline", "tatoeba"),
        (MIXTURE.name, "baseline", "overall"),
        (CHAIN.name, MIXTURE.name, "tatoeba"),
        (CHAIN.name, MIXTURE.name, "overall"),
    ]


def test_one_seed_is_tested_over_examples_and_the_report_says_so(made, frame):
    _, table = made
    assert set(frame["over"]) == {"examples"}
    assert (frame["examples"] > 10).all()
    small = comparisons_table(frame, table)
    assert ONE_SEED in small.notes
    assert all(row["on_test"] == (row["split"] == "test") for _, row in small.frame.iterrows())


def test_the_smallest_detectable_gain_stands_beside_the_gains(made, frame):
    _, table = made
    found = replace(table, detectable=detectable_gains(frame.assign(detectable=2.5)))
    panel = next(panel for panel in gain_panels(found) if panel.title.endswith("test"))
    assert any("Tatoeba 2.5, overall 2.5" in note for note in panel.notes)


def test_without_predictions_the_table_s_scores_are_compared(grid, made):
    results, table = made
    alone = comparisons(replace(results, runs={}), table)
    assert set(alone["over"]) == {"nothing"}  # one seed, and nothing but its score
    assert set(alone["verdict"]) == {"one seed, no examples: not tested"}
    assert detectable_gains(alone) == {}


def _with_seeds(made, gains):
    """The results with the baseline's run on Tatoeba repeated as seeds of the mixture, each some points higher."""
    results, table = made
    (base,) = results.runs["test"]["baseline", "tatoeba"].values()
    raised = {seed: Terms(groups={group: points + gain for group, points in base.groups.items()}) for seed, gain in gains.items()}
    runs = {("baseline", "tatoeba"): dict.fromkeys(gains, base), (MIXTURE.name, "tatoeba"): raised}
    rows = table.runs[(table.runs["recipe"] == MIXTURE.name) & (table.runs["table"] == "gain")]
    repeated = pd.concat([rows.assign(seed=seed) for seed in gains], ignore_index=True)
    return replace(results, runs={"test": runs}), replace(table, runs=repeated)


def test_several_seeds_are_compared_over_seeds_and_examples(made):
    results, table = _with_seeds(made, {1: 1.0, 2: 2.0, 3: 6.0})
    found = mean_difference(study_gains(results, table)[MIXTURE.name, "tatoeba"])
    assert (found.difference, found.seeds, found.over) == (pytest.approx(3.0), 3, "seeds and examples")


def test_collapsed_runs_are_named_and_left_out(made):
    results, _ = made
    placed = [replace(place, collapsed=place.recipe == MIXTURE.name) for place in results.placed]
    tables = score_table(results.scores, placed, [registry.target("tatoeba")])
    found = comparisons(replace(results, placed=placed, runs={}), tables)
    row = found.query("split == 'test' and recipe == @MIXTURE.name and column == 'tatoeba'").iloc[0]
    assert (row["seeds"], row["verdict"]) == (0, "no data")
    assert row["left_out"] == f"{MIXTURE.name} seed 1"
    small = comparisons_table(found, tables)
    assert "collapsed" in set(small.frame["verdict"])
    assert any("left out, since they collapsed" in note for note in small.notes)
