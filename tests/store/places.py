"""The two sorts of stores, with a back door each: what lies there can be read, changed and removed past the store."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from tests.services.servers import reach
from xtreme_eval.store import s3
from xtreme_eval.store.cache import BlobCache
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.store.protocol import Store
from xtreme_eval.store.s3_address import S3Address
from xtreme_eval.store.s3_client import s3_client
from xtreme_eval.store.s3_probe import Probe

BUCKET = "contract"
SOUND = Probe(date=0, sequential=True, rounds=6, most_winners=1, intact=True, skew=0, versioning="off")


class Folder:
    """A directory store."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def open(self, **given: Mapping[str, str]) -> Store:
        """The store, as another process would open it."""
        return DirectoryStore(self.root, **given)

    def names(self) -> list[str]:
        """Every object, locks left out."""
        found = [str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()]
        return sorted(name for name in found if name != "v1/lock")

    def read(self, name: str) -> bytes:
        """The bytes of an object."""
        return (self.root / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        """Put other bytes there."""
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_bytes(content)

    def delete(self, name: str) -> None:
        """Remove an object."""
        (self.root / name).unlink()


class InBucket:
    """A store in a bucket; each one that is opened has a local cache of its own."""

    def __init__(self, address: S3Address, caches: Path) -> None:
        self.address, self.caches, self.opened = address, caches, 0

    def open(self, **given: object) -> s3.S3Store:
        """The store, as another machine would open it."""
        self.opened += 1
        cache = BlobCache(self.caches / str(self.opened), limit=10**9)
        return s3.S3Store(self.address, cache, **({"sleep": lambda _: None} | given))

    def names(self) -> list[str]:
        """Every object."""
        listed = s3_client().list_objects_v2(Bucket=self.address.bucket, Prefix=self.address.object_key(""))
        return sorted(entry["Key"].removeprefix(self.address.object_key("")) for entry in listed.get("Contents", ()))

    def read(self, name: str) -> bytes:
        """The bytes of an object."""
        return s3_client().get_object(Bucket=self.address.bucket, Key=self.address.object_key(name))["Body"].read()

    def write(self, name: str, content: bytes) -> None:
        """Put other bytes there."""
        s3_client().put_object(Bucket=self.address.bucket, Key=self.address.object_key(name), Body=content)

    def delete(self, name: str) -> None:
        """Remove an object."""
        s3_client().delete_object(Bucket=self.address.bucket, Key=self.address.object_key(name))


Make = Callable[..., InBucket]


@pytest.fixture
def in_bucket(moto_server, monkeypatch, tmp_path, request) -> InBucket:
    """An empty store in a bucket of moto's, which need not be probed: moto's creates have one winner."""
    reach(monkeypatch, moto_server)
    monkeypatch.setattr(s3, "remembered", lambda *_: SOUND)
    return made_in(BUCKET, request.node.name, tmp_path)


@pytest.fixture(params=["folder", "bucket"])
def place(request, tmp_path):
    """An empty store of either sort."""
    return Folder(tmp_path / "store") if request.param == "folder" else request.getfixturevalue("in_bucket")


def made_in(bucket: str, test: str, tmp_path: Path) -> InBucket:
    """A place of the test's own in a bucket, which is created if it is not there."""
    with suppress(s3_client().exceptions.BucketAlreadyOwnedByYou):
        s3_client().create_bucket(Bucket=bucket)
    prefix = re.sub(r"[^a-z0-9_/]+", "-", test.lower()).strip("-")[:100]
    return InBucket(S3Address(bucket=bucket, prefix=f"tests/{prefix}"), tmp_path / "caches")


def blob(stored) -> str:
    """Where a file of a manifest lies."""
    return f"v1/blobs/sha256/{stored.sha256[:2]}/{stored.sha256}"
