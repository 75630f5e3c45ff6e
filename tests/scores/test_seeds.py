"""Seeds: medians, spread, collapsed runs."""

from xtreme_eval.scores.table import score_table

from .made import cell, look, study, target

XNLI, PAWSX = target("xnli", languages="en"), target("pawsx", languages="en")


def test_seeds_give_their_median_with_minimum_maximum_and_number():
    table = score_table(*study(*(cell({"en": value}, seed=seed) for seed, value in enumerate([70.0, 60.0, 62.0]))), [XNLI])
    row = look(table, "xnli")
    assert (row["value"], row["min"], row["max"], row["seeds"]) == (62.0, 60.0, 70.0, 3)


def test_an_average_is_made_for_each_seed_before_the_median_is_taken():
    values = {"xnli": [0.0, 10.0, 20.0], "pawsx": [40.0, 0.0, 2.0]}
    cells = [cell({"en": value}, task=task, seed=seed) for task, column in values.items() for seed, value in enumerate(column)]
    row = look(score_table(*study(*cells), [XNLI, PAWSX]), "overall")
    assert (row["value"], row["min"], row["max"], row["seeds"]) == (11.0, 5.0, 20.0, 3)


def test_a_collapsed_seed_is_left_out_and_the_number_says_so():
    cells = [cell({"en": 33.0}, seed=1, collapsed=True), cell({"en": 60.0}, seed=2), cell({"en": 70.0}, seed=3)]
    row = look(score_table(*study(*cells), [XNLI]), "xnli")
    assert (row["value"], row["min"], row["seeds"], row["marks"]) == (65.0, 60.0, 2, "*")


def test_a_cell_whose_every_seed_collapsed_is_shown_and_marked_as_are_its_averages():
    cells = [cell({"en": 33.0}, seed=seed, collapsed=True) for seed in (1, 2)]
    cells += [cell({"en": 90.0}, task="pawsx", seed=seed) for seed in (1, 2)]
    table = score_table(*study(*cells), [XNLI, PAWSX])
    assert (look(table, "xnli")["value"], look(table, "xnli")["marks"]) == (33.0, "c")
    assert (look(table, "overall")["value"], look(table, "overall")["marks"]) == (61.5, "c")
    assert look(table, "pawsx")["marks"] == ""


def test_an_average_takes_only_the_seeds_that_have_every_task():
    cells = [cell({"en": 33.0}, seed=1, collapsed=True), cell({"en": 60.0}, seed=2)]
    cells += [cell({"en": 90.0}, task="pawsx", seed=1), cell({"en": 80.0}, task="pawsx", seed=2)]
    row = look(score_table(*study(*cells), [XNLI, PAWSX]), "overall")
    assert (row["value"], row["seeds"], row["marks"]) == (70.0, 1, "*")


def test_without_a_common_seed_an_average_is_the_mean_of_the_medians_and_has_no_spread():
    row = look(score_table(*study(cell({"en": 60.0}, seed=1), cell({"en": 80.0}, task="pawsx", seed=2)), [XNLI, PAWSX]), "overall")
    assert (row["value"], row["seeds"]) == (70.0, 0)


def test_collapsed_runs_are_kept_for_the_report():
    table = score_table(*study(cell({"en": 33.0}, collapsed=True)), [XNLI])
    assert table.collapsed.to_dict("records") == [{"recipe": "baseline", "target": "xnli", "seed": 1, "selection_score": 33.3}]
