"""What is in a store, what may go, and what came from what: in a folder and in a bucket alike."""

import dataclasses

import pytest

from tests.store.places import blob
from xtreme_eval.errors import StoreError
from xtreme_eval.store.garbage import collect, garbage
from xtreme_eval.store.inventory import descendants, entries, meant

WEEK = 7 * 86_400.0


@pytest.fixture
def family(place, artifact):
    """base <- squad1 <- xquad, and an evaluation of each of the two; they share a file."""
    store = place.open()
    for key, facts in {
        "base": {"title": "pretrain tiny", "job": {"seed": 0}},
        "squad1": {"title": "train squad1 · seed 1", "job": {"seed": 1, "parent": "base"}},
        "xquad": {"title": "train xquad · seed 1", "job": {"seed": 1, "parent": "squad1"}},
        "scores-base": {"title": "evaluate baseline", "job": {"checkpoint": "base"}},
        "scores-xquad": {"title": "evaluate squad1 → xquad", "job": {"checkpoint": "xquad"}},
    }.items():
        own = artifact["config.json"].with_name(f"{key}.json")
        own.write_text(f'{{"of": "{key}"}}')
        kind = "evaluation" if key.startswith("scores") else "checkpoint"
        store.commit(key, kind, {"config.json": artifact["config.json"], "own.json": own}, facts)
    return store


def later(store, seconds, monkeypatch):
    """The same store, with its clock put forward."""
    now = store.now()
    monkeypatch.setattr(type(store), "now", lambda self: now + seconds)
    return store


def test_artifacts_are_listed_as_people_name_them(family):
    found = {each.key: each for each in entries(family)}
    assert list(found) == sorted(found, key=lambda key: (found[key].object.modified, found[key].title))
    squad = found["squad1"]
    assert (squad.title, squad.kind, squad.seed, squad.made_from) == ("train squad1 · seed 1", "checkpoint", 1, ("base",))
    assert squad.size == len('{"layers": 2}') + len('{"of": "squad1"}')
    assert (found["scores-xquad"].kind, found["scores-xquad"].seed, found["scores-xquad"].made_from) == (
        "evaluation",
        None,
        ("xquad",),
    )


def test_a_damaged_artifact_is_listed_with_what_is_wrong(place, family):
    place.write("v1/commits/xquad/manifest.json", b"{")
    (damaged,) = [each for each in entries(family) if each.problem]
    assert (damaged.key, damaged.title, damaged.made_from) == ("xquad", "DAMAGED", ())


def test_a_measurement_is_made_from_all_that_it_measured(family, artifact):
    files = {"config.json": artifact["config.json"]}
    family.commit("speed", "measurement", files, {"title": "measure speed", "parents": ["squad1", "base"], "job": {}})
    known = entries(family)
    assert next(each for each in known if each.kind == "measurement").made_from == ("squad1", "base")
    assert "speed" in {each.key for each in descendants(known, "squad1")}
    assert [each.key for each in descendants(known, "base")].count("speed") == 1


def test_what_was_made_from_an_artifact_comes_before_what_it_was_made_from(family):
    known = entries(family)
    assert [each.key for each in descendants(known, "squad1")] == ["scores-xquad", "xquad"]
    assert {each.key for each in descendants(known, "base")} == {"squad1", "xquad", "scores-base", "scores-xquad"}
    assert descendants(known, "scores-base") == []


def test_facts_that_name_a_circle_end_nevertheless(family):
    known = entries(family)
    by_key = {each.key: each for each in known}
    looped = by_key["base"].manifest.model_copy(update={"meta": {"job": {"parent": "xquad"}}})
    known = [dataclasses.replace(each, manifest=looped) if each.key == "base" else each for each in known]
    assert {each.key for each in descendants(known, "squad1")} == {"xquad", "scores-xquad", "base", "scores-base"}


def test_the_beginning_of_a_key_stands_for_it_if_it_fits_one_only(family):
    known = entries(family)
    assert meant(known, "squa", "s").key == "squad1"
    assert meant(known, "base", "s").key == "base"
    with pytest.raises(StoreError, match=r"'scores' stands for 2 artifacts in s: scores-base \(evaluate baseline\), scores-xquad"):
        meant(known, "scores", "s")
    with pytest.raises(StoreError, match=r"s has no artifact whose key begins with 'mnli'.*store ls"):
        meant(known, "mnli", "s")
    with pytest.raises(StoreError, match="Give more of it"):
        meant(known, "sq", "s")


def test_only_what_no_artifact_needs_is_collected_and_only_once_it_is_old(place, family, monkeypatch):
    orphan = blob(family.find("xquad").files["own.json"])
    place.delete("v1/commits/xquad/manifest.json")
    young = garbage(family, WEEK)
    assert (young.dead, young.young) == ([], 1)
    store = later(family, 2 * WEEK, monkeypatch)
    found = garbage(store, WEEK)
    assert [(each.name, reason) for each, reason in found.dead] == [(orphan, "belongs to no artifact")]
    assert found.size == len('{"of": "xquad"}')
    assert orphan in place.names(), "looking removes nothing"
    assert [each.name for each in collect(store, found, WEEK)] == [orphan]
    assert orphan not in place.names()
    assert [problem for each in entries(store) for problem in store.damages(each.manifest)] == []
    assert garbage(store, WEEK).dead == []


def test_what_comes_into_use_between_looking_and_removing_stays(place, family, artifact, monkeypatch):
    own = artifact["config.json"].with_name("xquad.json")
    place.delete("v1/commits/xquad/manifest.json")
    real = place.open()
    store = later(family, 2 * WEEK, monkeypatch)
    found = garbage(store, WEEK)
    real.commit("again", "checkpoint", {"own.json": own}, {})
    assert collect(store, found, WEEK) == []
    assert real.verified("again")


def test_a_blob_that_a_writer_has_just_brought_again_is_not_removed_on_an_older_look(place, family, artifact):
    name = blob(family.find("xquad").files["own.json"])
    (seen,) = [each for each in family.objects("v1/blobs/") if each.name == name]
    content = place.read(name)
    place.write(name, content + b" ")
    assert not family.discard(seen)


def test_nothing_is_collected_while_an_artifact_cannot_be_read(place, family):
    place.write("v1/commits/xquad/manifest.json", b"{")
    with pytest.raises(StoreError, match=r"xquad.* Until then nobody knows which blobs xquad needs, and nothing is collected"):
        garbage(family, WEEK)


def test_nothing_is_collected_in_a_store_with_what_a_later_version_has_put_there(place, family):
    place.write("v1/pins/x.json", b"{}")
    with pytest.raises(StoreError, match="has a folder v1/pins, which this version does not know"):
        garbage(family, WEEK)


def test_the_state_of_a_training_goes_once_it_is_committed_and_stays_while_it_is_not(place, family, monkeypatch):
    for key in ("xquad", "running"):
        place.write(f"v1/snapshots/{key}/000000000001.json", b"{}")
    store = later(family, 2 * WEEK, monkeypatch)
    assert [each.name for each, _ in garbage(store, WEEK).dead] == ["v1/snapshots/xquad/000000000001.json"]
