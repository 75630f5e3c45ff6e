"""What a store can do, and what a committed artifact looks like (OBJECT STORE layout v1)."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from xtreme_eval.store.snapshots import Snapshots


class StoredFile(BaseModel):
    """One file of an artifact: the blob's content address and size in bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)


class Manifest(BaseModel):
    """What a key stands for. Written last: whoever can read it can read every file it names.

    `meta` holds facts people look up later (what was trained, on what, how long, on which versions); never an environment
    variable, an endpoint or a credential.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = 1
    key: str
    kind: str = Field(description="'checkpoint', 'evaluation' or 'measurement'")
    files: dict[str, StoredFile]
    meta: dict[str, Any] = Field(default_factory=dict)


class Reference(BaseModel):
    """What steps hand to each other: a key and the hash of its manifest, never the artifact itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    manifest_sha256: str


class StoredObject(BaseModel):
    """One object of a store as it was when someone looked.

    Attributes:
        name: below the store's root: 'v1/blobs/sha256/ab/ab…'.
        size: bytes.
        modified: seconds since the epoch, by the store's own clock.
        version: changes whenever the object does.
        unfinished: it is not an object yet: what a writer has begun, and may have been killed at.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    size: int
    modified: float
    version: str
    unfinished: bool = False


class Finding(BaseModel):
    """One thing that a check of a store has found; a store with one that is not `fine` should not be used."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fine: bool
    text: str


class Store(Protocol):
    """A place for artifacts. All methods are safe to call from many processes at once."""

    @property
    def url(self) -> str:
        """How people name it: 'file:out/store', 's3://bucket/prefix'."""
        ...

    def commit(self, key: str, kind: str, files: Mapping[str, Path], meta: Mapping[str, Any]) -> Manifest:
        """Store `files` and make `key` mean them; if another writer was first, return the winner's manifest.

        A committed artifact that turns out to be damaged is replaced: no training is lost to an older one's damage.

        Args:
            key: the content address.
            kind: one lower-case word, 'checkpoint', 'evaluation' or 'measurement'.
            files: names in the artifact (.safetensors, .json, .parquet, .md, .txt) and where their bytes are now.
            meta: facts as plain JSON, without anything that looks like a credential.

        Raises:
            StoreError: not writable, disk full, a bad key or file name, a format that may not be stored, or bad facts.
        """
        ...

    def find(self, key: str) -> Manifest | None:
        """The manifest of `key`, or None if it was never committed.

        Raises:
            CorruptArtifactError: the manifest is there but is not a manifest of this key, or not the one that was handed on to
                whoever opened the store.
            StoreError: it cannot be read, or a later version of this program wrote it.
        """
        ...

    def verified(self, key: str) -> bool:
        """Whether `key` is committed and nothing is known to be wrong with it. Never raises for damage: damaged is False.

        A folder reads and hashes every file that has changed since it was last hashed. Over a network that would mean to
        download everything, so a bucket looks at the manifest, at every blob's size, and at what readers have reported; the
        hashes are checked when a file is opened.
        """
        ...

    def open_file(self, manifest: Manifest, name: str) -> Path:
        """A local path with the bytes of one file, size and sha256 checked before it is returned.

        Raises:
            CorruptArtifactError: bytes differ from the manifest; names the blob, both hashes and how to repair.
            StoreError: the artifact has no such file, or it may not be stored under this name.
        """
        ...

    def check_writable(self) -> None:
        """Write something and remove it: what takes hours to make must not be refused in the end.

        Raises:
            StoreError: nothing can be written there.
        """
        ...

    def repair(self, key: str) -> None:
        """Forget a damaged `key` and its damaged blobs, so that it can be made again; undamaged blobs stay."""
        ...

    def snapshots(self, key: str) -> "Snapshots":
        """Where the training that will be committed under `key` keeps its state until then.

        Raises:
            StoreError: a bad key.
        """
        ...

    def keys(self) -> Iterator[str]:
        """Every committed key."""
        ...

    def damages(self, manifest: Manifest) -> Iterator[str]:
        """Read every byte of an artifact again; says what is wrong, a line for each damaged file."""
        ...

    def objects(self, under: str) -> Iterator[StoredObject]:
        """Everything that is stored below the folder `under` ('v1/blobs/'), and what writers have not finished there."""
        ...

    def discard(self, found: StoredObject) -> bool:
        """Remove an object unless it has changed since it was looked at; whether it was removed."""
        ...

    def claim(self, name: str, content: bytes) -> bool:
        """Create a small object where none is; whether it is there with this content, which one of several claimants has put."""
        ...

    def note(self, name: str) -> bytes | None:
        """The content of a small object that was claimed, or None where none is."""
        ...

    def now(self) -> float:
        """Seconds since the epoch by the clock that dates the store's objects."""
        ...

    def check(self) -> list[Finding]:
        """Try out what the store's promises depend on."""
        ...
