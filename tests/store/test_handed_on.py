"""A reader that was handed a reference reads that very artifact, or is told which key has changed; in both sorts of stores."""

import pytest

from xtreme_eval.errors import CorruptArtifactError
from xtreme_eval.store.manifest import manifest_bytes, reference


@pytest.fixture
def switched(place, artifact):
    """A store in which a second writer has taken the first one's place, as one lets happen that ignores conditions."""
    first = place.open().commit("k1", "checkpoint", artifact, {"writer": 1})
    place.write("v1/commits/k1/manifest.json", manifest_bytes(first.model_copy(update={"meta": {"writer": 2}})))
    return place, reference(first)


def test_another_writers_artifact_is_refused_by_key_with_both_hashes(switched):
    place, given = switched
    there = place.open().find("k1")
    assert there.meta == {"writer": 2}, "nobody was handed anything: the key says what is meant"
    with pytest.raises(CorruptArtifactError) as refused:
        place.open(expected={"k1": given.manifest_sha256}).find("k1")
    for told in ("k1", given.manifest_sha256, reference(there).manifest_sha256, place.open().url, "run the same again"):
        assert told in str(refused.value)


def test_the_one_that_was_handed_on_is_read_and_so_is_any_other_key(place, artifact):
    first = place.open().commit("k1", "checkpoint", artifact, {})
    other = place.open().commit("k2", "checkpoint", artifact, {})
    store = place.open(expected={"k1": reference(first).manifest_sha256, "k3": "0" * 64})
    assert store.find("k1") == first
    assert store.find("k2") == other
    assert store.find("k3") is None


def test_a_repair_does_not_take_it_for_damaged(switched):
    place, given = switched
    place.open(expected={"k1": given.manifest_sha256}).repair("k1")
    assert place.open().find("k1").meta == {"writer": 2}
    assert place.open().verified("k1")
