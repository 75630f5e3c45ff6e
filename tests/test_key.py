"""Keys never change for content that does not: what was computed once is found for ever."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from xtreme_eval.errors import SpecificationError
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.experiment.recipe import BASELINE, recipe
from xtreme_eval.experiment.stage import single
from xtreme_eval.key import canonical_json, checked_key, content_key, identity

SQUAD = single("squad1", Hyper(learning_rate=3e-5, epochs=2, max_length=384))
PINNED = [  # content, and its key: sha256sum of the JSON, typed by hand with sorted keys and no spaces
    ({}, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"),
    ({"b": [1, 2.0, None], "a": True}, "25c88200628030e85bcc0f30139d40c526e4e883a986a1e4587cac1585a43dea"),
    ({"language": "Қазақша", "text": 'a\n"b" \\ \u2028'}, "77d861fad5ea4e443f4f4678be001546db1d40dcdd43ccfc24636c36f1101a24"),
    (
        {"learning_rate": 1e-05, "clip": 1.0, "epsilon": 1e-08, "half": 0.1},
        "1f82c27d32195f324ec000e6b21a25dac38843798445ed67a5db4cf5239b2404",
    ),
    (
        {"parent": "0" * 64, "seed": 1, "nested": {"z": {}, "y": [[]]}},
        "33f5ff95fcab2508c178841e8d4ee90969f656fa40f316505e7835aa80d22eee",
    ),
    ({"recipe": identity(BASELINE), "seed": 1}, "cfae4daa02219f429c3f577a7ba26098074861ca3c2fd303cc0191c9a458dc9d"),
    ({"recipe": identity(recipe(SQUAD)), "seed": 1}, "20c357c5895fae1d50bed22e990609e8758db2cfbc23676b40b86c0c285021ca"),
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(("content", "key"), PINNED)
def test_these_keys_hold_for_ever(content, key):
    assert content_key(content) == key


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), JSON, max_size=4))
def test_a_key_depends_on_content_and_not_on_order_or_on_a_trip_through_json(content):
    reversed_order = dict(reversed(content.items()))
    assert content_key(reversed_order) == content_key(content)
    assert content_key(json.loads(json.dumps(content))) == content_key(content)
    assert json.loads(canonical_json(content)) == content


def test_different_content_has_different_keys():
    contents = [{}, {"a": 1}, {"a": 1.0}, {"a": "1"}, {"a": True}, {"a": None}, {"a": [1]}, {"a": [[1]]}, {"a": {"b": 1}}]
    assert len({content_key(content) for content in contents}) == len(contents)


def test_what_is_not_a_number_has_no_key():
    with pytest.raises(ValueError, match="Out of range float"):
        content_key({"learning_rate": float("nan")})


class Setting(BaseModel):
    model_config = ConfigDict(frozen=True)
    rate: float
    steps: int = 10


class SettingOfALaterVersion(Setting):
    """The same with two more fields, one of them nested."""

    schedule: str = "linear"
    inner: tuple[Setting, ...] = Field(default_factory=tuple)


def test_a_field_that_is_added_with_a_default_keeps_old_keys_valid():
    old, new = identity(Setting(rate=0.5, steps=3)), identity(SettingOfALaterVersion(rate=0.5, steps=3))
    assert content_key(old) == content_key(new)


def test_a_new_field_that_is_used_gives_a_new_key():
    assert identity(SettingOfALaterVersion(rate=0.5, schedule="constant")) == {"rate": 0.5, "schedule": "constant"}
    assert identity(SettingOfALaterVersion(rate=0.5, inner=(Setting(rate=1),)))["inner"] == [{"rate": 1.0}]


def test_a_default_that_keys_leave_out_never_changes():
    released = {
        **{"epochs": None, "steps": None, "batch_size": 32, "max_length": 128, "stride": 128, "warmup": 0.1, "clip": 1.0},
        **{"weight_decay": 0.0, "beta2": 0.999, "epsilon": 1e-8, "examples": None, "selections": 4, "numerics": "fp32"},
    }
    assert {name: Hyper.model_fields[name].default for name in released} == released


def test_stating_a_default_does_not_change_a_key():
    assert identity(Setting(rate=0.5, steps=10)) == identity(Setting(rate=0.5))


@pytest.mark.parametrize("key", ["0" * 64, "a", "a-b_c.d", "9" * 128])
def test_a_plain_key_may_be_part_of_a_path(key):
    assert checked_key(key) == key


@pytest.mark.parametrize("key", ["", "A", "a/b", "..", ".a", "a..b", "a\n", "a\0", "а", "9" * 129])
def test_other_keys_may_not(key):
    with pytest.raises(SpecificationError, match="cannot be a key"):
        checked_key(key)
