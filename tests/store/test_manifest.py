"""A manifest's bytes and its reference stay what they are, whatever later versions add."""

import hashlib

import pytest

from xtreme_eval.errors import CorruptArtifactError
from xtreme_eval.key import canonical_json, content_key
from xtreme_eval.store.manifest import manifest_bytes, parsed_manifest, reference
from xtreme_eval.store.protocol import Manifest, StoredFile

EMPTY = hashlib.sha256(b"").hexdigest()
# Typed by hand; the hash by sha256sum over the same text without its "check".
TEXT = (
    b'{"check":"a7b6be20060b3e381134760f1c5f0c9fdb4bde3ca202bbcb0336b59fba5a730f",'
    b'"files":{"card.md":{"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0}},'
    b'"format":1,"key":"k1","kind":"checkpoint","meta":{"seconds":1.5,"task":"squad1"}}'
)
MANIFEST = Manifest(
    format=1,
    key="k1",
    kind="checkpoint",
    files={"card.md": StoredFile(sha256=EMPTY, size=0)},
    meta={"task": "squad1", "seconds": 1.5},
)


def test_the_stored_form_is_pinned_for_ever():
    assert manifest_bytes(MANIFEST) == TEXT
    assert parsed_manifest(TEXT, "k1", "here", next_step="") == MANIFEST


def test_a_reference_is_the_hash_that_the_stored_form_states():
    assert f'"check":"{reference(MANIFEST).manifest_sha256}"'.encode() in TEXT


class ManifestOfALaterVersion(Manifest):
    attempt: str = ""


def test_a_field_that_is_added_later_leaves_older_manifests_and_references_as_they_were():
    later = ManifestOfALaterVersion.model_validate(MANIFEST.model_dump())
    assert later.attempt == ""
    assert reference(later) == reference(MANIFEST)
    assert manifest_bytes(later) == TEXT


@pytest.mark.parametrize(
    "raw", [b"", b"null", b"[]", b"{}", b"\xff", b"[" * 100_000, TEXT + b"\n", TEXT.replace(b":1.5", b": 1.5")]
)
def test_other_bytes_are_no_manifest(raw):
    with pytest.raises(CorruptArtifactError, match=r"^v1/commits/k1/manifest.json is damaged: .*\. Make it again$"):
        parsed_manifest(raw, "k1", "v1/commits/k1/manifest.json", next_step="Make it again")


@pytest.mark.parametrize("change", [{"owner": "x"}, {"files": {"a.json": {"sha256": "../" * 21 + "x", "size": 0}}}, {"kind": 3}])
def test_a_manifest_of_another_shape_is_refused_though_its_hash_is_right(change):
    content = MANIFEST.model_dump() | change
    text = canonical_json(content | {"check": content_key(content)})
    with pytest.raises(CorruptArtifactError, match="here is no manifest"):
        parsed_manifest(text.encode(), "k1", "here", next_step="")
