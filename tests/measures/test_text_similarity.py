"""Text similarity: equal clouds of vectors are alike, shifted ones are not, and tasks with the same texts come out nearest."""

import numpy as np
import pytest

from tests.kinds import made
from tests.measures.conftest import job, value
from xtreme_eval.data.records import ChoiceRecord, PairRecord
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.kinds.multiple_choice import MultipleChoice
from xtreme_eval.measures import text_similarity
from xtreme_eval.measures.text_similarity import CENTROID, DISTRIBUTION, compared, energy_distance, example_vectors

SETTINGS = {"examples": 12, "max_length": 64, "seed": 1}
LENGTHS = Lengths(max_length=64)


def test_the_energy_distance_by_hand():
    # between: (1 + 3 + 1 + 1) / 4 = 1.5; within: 2 and 2
    one, other = np.array([[0.0], [2.0]], np.float32), np.array([[1.0], [3.0]], np.float32)
    assert energy_distance(one, other) == pytest.approx(2 * (1 + 3 + 1 + 1) / 4 - 2 - 2)
    assert energy_distance(one[:1], other[:1]) == pytest.approx(2.0)  # twice the distance, no spread within


def test_the_energy_distance_of_two_samples_of_one_distribution_is_around_zero_and_grows_with_a_shift():
    random = np.random.default_rng(0)

    def distance(shift):
        return np.mean([energy_distance(random.normal(size=(40, 3)), random.normal(shift, size=(40, 3))) for _ in range(30)])

    assert abs(distance(0)) < 0.03
    assert 0.1 < distance(0.5) < distance(1)


def test_centroids_that_point_the_same_way_have_a_cosine_of_one():
    one = np.array([[1, 0], [3, 0]], np.float32)
    assert compared(one, 2 * one)[CENTROID] == pytest.approx(1)
    assert compared(one, one[:, ::-1])[CENTROID] == pytest.approx(0)
    assert compared(one, one)[DISTRIBUTION] == pytest.approx(2)  # the estimate without bias takes a copy for another sample
    assert compared(one, one + 10)[DISTRIBUTION] < -10


def test_an_example_of_several_choices_is_the_mean_of_its_sequences():
    checkpoint = made.checkpoint()
    checkpoint.encoder.eval()
    choice = ChoiceRecord(prompt="the cat", choices=("sat", "ran on the mat"), label=0)
    pairs = [PairRecord(first="the cat", second=ending, label="a") for ending in choice.choices]
    (whole,) = example_vectors(checkpoint, MultipleChoice(), [choice], LENGTHS)
    parts = example_vectors(checkpoint, Classification(labels=("a", "b")), pairs, LENGTHS)
    assert whole == pytest.approx(parts.mean(0), abs=1e-5)


def test_tasks_with_the_same_training_texts_are_nearest(location, base, store):
    asked = job("text_similarity", ("xquad", "mlqa", "panx"), base, **SETTINGS)
    frame = text_similarity.measure(asked, location, store, lambda *_: None)
    for name in (CENTROID, DISTRIBUTION):
        assert value(frame, "xquad", "mlqa", name) > value(frame, "xquad", "panx", name)
        assert value(frame, "xquad", "panx", name) == pytest.approx(value(frame, "panx", "xquad", name))
    assert value(frame, "xquad", "mlqa", CENTROID) == pytest.approx(1)
    assert frame.equals(text_similarity.measure(asked, location, store, lambda *_: None))
    assert set(frame["examples"]) <= set(range(1, 13))
