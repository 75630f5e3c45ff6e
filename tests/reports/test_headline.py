"""The answer of a study that has none of its own."""

from tests.scores.made import cell, study, target
from xtreme_eval.reports.headline import headline
from xtreme_eval.scores.table import score_table


def told(gains, **more):
    """The headline where mnli gains so much over the baseline, a number for each seed."""
    cells = []
    for seed, gain in enumerate(gains, start=1):
        cells += [cell({"en": 50.0}, seed=seed), cell({"en": 50.0 + gain}, recipe="mnli", seed=seed)]
        cells += [cell({"en": 50.0 + other[seed - 1]}, recipe=name, seed=seed) for name, other in more.items()]
    return headline(score_table(*study(*cells), [target("xnli", languages="en")]))


def test_a_gain_stands_with_students_interval_over_seeds():
    # mean 2, standard deviation 1, t(0.975, 2) = 4.303: 2 ± 2.48
    assert told([1.0, 2.0, 3.0]) == (
        "mnli: +2.0 points overall over the baseline on test (mean of 3 seeds), the only recipe compared; "
        "95 % interval -0.5 … +4.5, which may be chance."
    )


def test_a_gain_beyond_its_interval_is_called_more_than_chance():
    assert told([4.9, 5.0, 5.1]).endswith("95 % interval +4.8 … +5.2, which is more than chance.")
    assert told([-4.9, -5.0, -5.1]).endswith(", a loss.")


def test_the_largest_of_several_has_an_interval_for_all_of_them_at_once():
    # two recipes: t(0.9875, 2) = 6.205: 2 ± 3.58
    text = told([1.0, 2.0, 3.0], qqp=[0.0, 0.0, 0.0])
    assert "the largest of 2 recipes; 95 % interval -1.6 … +5.6, for all of them at once" in text


def test_one_seed_says_nothing_of_chance():
    assert told([2.0]).endswith("the only recipe compared; one seed, so nothing is known of how much of that is chance.")


def test_longer_training_on_a_targets_own_data_is_not_passed_off_as_transfer(small):
    assert headline(small).endswith("Part of it is longer training on the targets' own data.")


def test_a_study_without_gains_says_so(alone):
    assert headline(alone).startswith("No recipe can be compared")
