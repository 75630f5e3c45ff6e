"""What similarity is measured on: English training examples, the same ones for the same seed, and never a test example."""

from pathlib import Path

import pytest

from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.errors import SpecificationError
from xtreme_eval.measures.english_sample import english_sample
from xtreme_eval.suite import registry
from xtreme_eval.suite.trainable import trainable


def test_a_sample_is_drawn_once_and_for_all_without_replacement(location):
    sample = english_sample("mnli", location, 10, 1)
    assert sample == english_sample("mnli", location, 10, 1)
    assert sample != english_sample("mnli", location, 10, 2)
    everything = english_sample("mnli", location, 10_000, 1)
    assert sample == everything[:10]
    training = trainable("mnli").training_records(ReleaseFolder(Path(location.data)), Path(location.text))
    assert sorted(map(repr, everything)) == sorted(map(repr, training))


def test_tasks_that_share_their_training_files_share_their_sample(location):
    assert english_sample("xquad", location, 5, 1) == english_sample("mlqa", location, 5, 1)


def test_translations_are_left_out(location):
    squad = {record.question for record in english_sample("squad1", location, 10_000, 1)}
    assert {record.question for record in english_sample("squad_translated", location, 10_000, 1)} == squad


def test_running_text_is_sampled_in_english_alone(location, tmp_path):
    for language, line in {"en": "The cat sat on the mat.", "de": "Die Katze lag im Regen."}.items():
        (tmp_path / f"{language}.txt").write_text(f"{line}\n", encoding="utf-8")
    sample = english_sample("mlm", location.model_copy(update={"text": str(tmp_path)}), 5, 1)
    assert {record.text for record in sample} == {"The cat sat on the mat."}


def test_a_task_without_english_is_refused(location):
    with pytest.raises(SpecificationError, match="mlm has no English training examples"):
        english_sample("mlm", location, 5, 1)  # the sample world's running text is one file of all languages


@pytest.mark.parametrize("name", ["xnli", "panx", "tydiqa"])
def test_no_test_example_is_among_them(location, name):
    data, target = ReleaseFolder(Path(location.data)), registry.target(name)
    tested = set(map(repr, data.records(target.evaluation["test"], "en")))
    assert not tested & set(map(repr, english_sample(name, location, 10_000, 1)))
