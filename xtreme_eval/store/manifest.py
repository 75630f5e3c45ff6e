"""A manifest's bytes: canonical JSON that carries its own hash, so that no damage to it goes unseen."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from xtreme_eval.errors import CorruptArtifactError, StoreError
from xtreme_eval.key import canonical_json
from xtreme_eval.store.admission import checked_file_name
from xtreme_eval.store.protocol import Manifest, Reference, Store

FORMAT = 1


def reference(manifest: Manifest) -> Reference:
    """What to hand on instead of the artifact: its key and the sha256 of its manifest's canonical JSON."""
    return Reference(key=manifest.key, manifest_sha256=_sha256(_content(manifest)))


def resolve(store: Store, reference: Reference) -> Manifest:
    """The manifest that `reference` was made from.

    Raises:
        StoreError: the store has no such key.
        CorruptArtifactError: the key now stands for something else, as after a commit that a broken store let through twice.
    """
    manifest = store.find(reference.key)
    if manifest is None:
        raise StoreError(f"{store.url} has no artifact {reference.key}. Run the step that makes it again")
    return as_handed_on(manifest, {reference.key: reference.manifest_sha256}, store.url)


def as_handed_on(manifest: Manifest, expected: Mapping[str, str], place: str) -> Manifest:
    """`manifest`, if it is the one that a reference was made from.

    Args:
        manifest: as it was read.
        expected: for keys that were handed on, the sha256 of the manifest; others may stand for anything.
        place: the store's name, for the message.

    Raises:
        CorruptArtifactError: it is another one.
    """
    found = _sha256(_content(manifest))
    if (told := expected.get(manifest.key, found)) != found:
        raise CorruptArtifactError(
            f"the artifact {manifest.key} in {place} is not the one that was handed on: its manifest has sha256 {found}, "
            f"not {told}. Another one has taken its place; run the same again, and all that depends on it is made from one"
        )
    return manifest


def manifest_bytes(manifest: Manifest) -> bytes:
    """What is stored: the canonical JSON, with the sha256 of the rest under 'check'."""
    return sealed(_content(manifest))


def parsed_manifest(raw: bytes, key: str, place: str, *, next_step: str) -> Manifest:
    """The manifest in `raw`.

    Args:
        raw: the stored bytes.
        key: what it must be the manifest of.
        place: the object's name, for the message.
        next_step: how to repair it, for the message.

    Raises:
        CorruptArtifactError: the bytes are not what was written for this key, or name a file that may not be stored.
        StoreError: a newer version of this program wrote it.
    """
    try:
        content = intact(raw)
    except (ValueError, RecursionError) as error:
        raise CorruptArtifactError(f"{place} is damaged: {error}. {next_step}") from None
    if content.get("format") != FORMAT:
        raise StoreError(f"{place} has format {content.get('format')!r}; this version reads {FORMAT}. Use a newer version")
    try:
        manifest = Manifest.model_validate(content)
        for name in manifest.files:
            checked_file_name(name)
    except (ValidationError, StoreError) as error:
        raise CorruptArtifactError(f"{place} is no manifest: {error}. {next_step}") from None
    if manifest.key != key:
        raise CorruptArtifactError(f"{place} is the manifest of {manifest.key}. {next_step}")
    return manifest


def intact(raw: bytes) -> dict[str, Any]:
    """What was `sealed` in bytes that are exactly those that were once written.

    Raises:
        ValueError: they are not.
    """
    content = json.loads(raw)
    if not isinstance(content, dict):
        raise ValueError("it is not a JSON object")
    content.pop("check", None)
    if sealed(content) != raw:
        raise ValueError("its contents do not have the hash that it states")
    return content


def _content(manifest: Manifest) -> dict[str, Any]:
    # Unset fields stay out, so that a field added later with a default leaves the hash of every older manifest as it was.
    return manifest.model_dump(mode="json", exclude_unset=True)


def sealed(content: dict[str, Any]) -> bytes:
    """Canonical JSON of `content`, with its sha256 under 'check'."""
    return canonical_json({**content, "check": _sha256(content)}).encode()


def _sha256(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()
