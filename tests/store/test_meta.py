"""Facts are plain JSON, and no credential gets among them."""

import json
from types import MappingProxyType

import numpy as np
import pytest

from xtreme_eval.errors import StoreError
from xtreme_eval.store.meta import checked_meta

PLANTED = "hunter2-planted-value"


@pytest.mark.parametrize(
    "name",
    [
        *("password", "DB_PASSWORD", "dbPassword", "passwd", "token", "HF_TOKEN", "hub-token", "accessToken", "client_secret"),
        *("credentials", "aws_region", "AWS_SESSION_TOKEN", "api_key", "apiKey", "access_key_id", "private_key", "endpoint_url"),
        *("environ", "env", "Authorization"),
    ],
)
def test_a_field_named_like_a_credential_is_refused_by_its_name_only(name):
    with pytest.raises(StoreError) as refused:
        checked_meta({"training": [{name: PLANTED}]})
    assert f"meta.training[0].{name}" in str(refused.value)
    assert PLANTED not in str(refused.value)


@pytest.mark.parametrize(
    "value",
    [
        f"postgresql://prefect:{PLANTED}@db:5432/prefect",
        f"clone of https://{PLANTED}@github.com/a/b",
        f"http://minio.local/models/x?X-Amz-Signature={PLANTED}",
        f"--token={PLANTED}",
        f"https://example.org/?api_key={PLANTED}",
        f"Authorization: Bearer {PLANTED}",
        "AKIA" + "A1B2C3D4E5F6G7H8",
        "hf_" + "a" * 34,
        "ghp_" + "a" * 36,
        "-----BEGIN RSA PRIVATE KEY-----",
    ],
)
def test_a_value_that_looks_like_a_credential_is_refused_wherever_it_is(value):
    for meta, place in (({"a": {"b": ["", value]}}, "meta.a.b[1]"), ({"a": {value: 1}}, "a key of meta.a")):
        with pytest.raises(StoreError) as refused:
            checked_meta(meta)
        assert place in str(refused.value)
        assert value not in str(refused.value)
        assert PLANTED not in str(refused.value)


def test_facts_of_the_field_are_not_taken_for_credentials():
    facts = {
        "tokenizer": "tokenizer.json",
        "tokens": 10_000,
        "real_tokens": 9_000,
        "mask_token": "<mask>",
        "special_tokens": ["<s>"],
        "f1_per_token": 61.5,
        "parent_key": "0" * 64,
        "key": "k1",
        "base": "hub:FacebookAI/xlm-roberta-base@e73636d",
        "source": "https://github.com/google-research/xtreme",
        "store": "s3://bucket/prefix",
        "server": "http://localhost:4200/api",
        "mail": "a@b.org",
        "text": "The token = a piece of a word: see https://arxiv.org/abs/2003.11080",
        "seconds": 1.5,
        "revision": None,
        "collapsed": False,
    }
    assert checked_meta(facts) == facts


def test_facts_are_what_json_gives_back_and_no_longer_the_callers():
    given = {"languages": ("de", "sw"), "nested": {"x": [1]}}
    checked = checked_meta(MappingProxyType(given))
    assert checked == {"languages": ["de", "sw"], "nested": {"x": [1]}}
    assert checked["nested"] is not given["nested"]
    assert json.loads(json.dumps(checked)) == checked


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.zeros(2), {1, 2}, b"x", np.float32(1), "\ud800"])
def test_what_json_cannot_hold_is_refused_with_its_place(value):
    with pytest.raises(StoreError, match=r"meta\.scores\[1\] cannot be stored as JSON"):
        checked_meta({"scores": [0, value]})


def test_keys_that_are_no_strings_are_refused():
    with pytest.raises(StoreError, match=r"meta\.seeds has the key 1, which is not a string"):
        checked_meta({"seeds": {1: "a"}})


def test_a_long_text_is_checked_quickly():
    checked_meta({"card": "a" * 2_000_000})
