"""A folder as a store: blobs by hash, manifests last, everything verified on reading (layout v1)."""

import logging
import os
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from xtreme_eval.errors import CorruptArtifactError, StoreError
from xtreme_eval.key import KEY
from xtreme_eval.store import disk, retention, upkeep
from xtreme_eval.store.admission import check_format, checked_file_name, checked_kind
from xtreme_eval.store.layout import COMMITS, LOCK, MANIFEST, TEMPORARY, blob_name, manifest_name, snapshots_name
from xtreme_eval.store.manifest import FORMAT, as_handed_on, manifest_bytes, parsed_manifest
from xtreme_eval.store.meta import checked_meta
from xtreme_eval.store.protocol import Finding, Manifest, StoredFile, StoredObject
from xtreme_eval.store.snapshots import Snapshots
from xtreme_eval.store.snapshots_directory import DirectoryShelf
from xtreme_eval.store.verify import Clock, Damage, damage, remove_if_unchanged, signature

_LOG = logging.getLogger(__name__)
_DAY = 86_400_000_000_000  # ns
_TRIES = 3


class DirectoryStore:
    """Artifacts in a local folder (`Store` says what each method promises).

    A reader sees an artifact whole or not at all: every file is written under a temporary name, flushed to the disk and
    renamed, and the manifest comes last through a hard link, which exactly one of several writers can make.

    Args:
        root: the folder; created by the first commit.
        expected: for keys that were handed on, the sha256 of the manifest that they stand for; `find` holds them to it.
        clock: ns since the epoch, as the file system stamps its files.
    """

    def __init__(self, root: Path | str, *, expected: Mapping[str, str] | None = None, clock: Clock = time.time_ns) -> None:
        self._named, self._root, self._clock = Path(root), Path(root).absolute(), clock
        self._expected = expected or {}
        self._durable: set[Path] = set()  # folders whose own names are known to be on the disk

    @property
    def url(self) -> str:
        """'file:' and the folder as it was named."""
        return f"file:{self._named}"

    def commit(self, key: str, kind: str, files: Mapping[str, Path], meta: Mapping[str, Any]) -> Manifest:
        """Store `files` under `key`; a committed artifact that is whole wins, a damaged one is replaced."""
        manifest_name(key)
        named = {checked_file_name(name): path for name, path in files.items()}
        kind, meta = checked_kind(kind), checked_meta(meta)
        with disk.explained(self._root, f"commit {key}"):
            for folder in (TEMPORARY, COMMITS):
                disk.make_folder(self._root / folder)
            for _ in range(_TRIES):
                winner = self._whole(key)
                if winner is None:
                    blobs = {name: self._put(name, path) for name, path in named.items()}
                    manifest = Manifest(format=FORMAT, key=key, kind=kind, files=blobs, meta=meta)
                    winner = manifest if self._publish(manifest) and self._there(manifest) else None
                if winner is not None:
                    self._sweep()
                    return winner
        raise StoreError(f"{self.url}: {key} was damaged {_TRIES} times while it was committed. Check the disk, then run again")

    def find(self, key: str) -> Manifest | None:
        """The manifest of `key`, or None."""
        found = self._read(key)
        return found and as_handed_on(found, self._expected, self.url)

    def verified(self, key: str) -> bool:
        """Whether every file of `key` is there and right."""
        try:
            manifest = self.find(key)
        except CorruptArtifactError:
            return False
        with disk.explained(self._root, f"verify {key}"):
            return manifest is not None and not any(self._damages(manifest))

    def open_file(self, manifest: Manifest, name: str) -> Path:
        """The blob's own path; it must not be written to."""
        if name not in manifest.files:
            known = ", ".join(sorted(manifest.files)) or "none"
            raise StoreError(f"the {manifest.kind} {manifest.key} has no file {name!r}. Its files: {known}")
        path = self._root / blob_name(manifest.files[name].sha256)
        with disk.explained(self._root, f"read {name} of {manifest.key}"):
            found = damage(path, manifest.files[name], self._clock)
            if found is not None:
                retention.refuse_dropped(self, manifest)
                raise CorruptArtifactError(
                    f"{path} ({name} of {manifest.kind} {manifest.key}) is damaged: {found.problem}. "
                    + self._how_to_repair(manifest.key)
                )
            check_format(checked_file_name(name), path)
        return path

    def check_writable(self) -> None:
        """Write a temporary file, and remove it."""
        temporary = self._temporary()
        with disk.explained(self._root, "write"):
            disk.make_folder(self._root / TEMPORARY)
            try:
                disk.write_new(temporary, bytes(disk.PIECE))
            finally:
                disk.discard(temporary)

    def repair(self, key: str) -> None:
        """Forget `key` if it is damaged; what is whole stays, also what another writer repairs meanwhile."""
        path = self._root / manifest_name(key)
        with disk.explained(self._root, f"repair {key}"):
            seen = signature(path)
            try:
                manifest = self._read(key)
            except CorruptArtifactError as error:
                _LOG.warning("%s is forgotten: %s", key, error)
                manifest, damaged = None, []
            else:
                damaged = [] if manifest is None else list(self._damages(manifest))
                if not damaged:
                    return
            for blob, found in damaged:
                _LOG.warning("%s is forgotten, to be made again: %s is damaged: %s", key, blob, found.problem)
            with disk.locked(self._root / LOCK):  # between looking and removing, nobody puts a whole file there
                remove_if_unchanged(path, seen)
                for blob, found in damaged:
                    remove_if_unchanged(blob, found.seen)

    def keys(self) -> Iterator[str]:
        """Every committed key, in alphabetical order."""
        with disk.explained(self._root, "list the artifacts"):
            try:
                folders = sorted((self._root / COMMITS).iterdir())
            except FileNotFoundError:
                return
        yield from (folder.name for folder in folders if KEY.match(folder.name) and (folder / MANIFEST).is_file())

    def snapshots(self, key: str) -> Snapshots:
        """In a folder of their own, beside the artifacts."""
        return Snapshots(DirectoryShelf(self._root, self._root / snapshots_name(key), self._clock), key)

    def damages(self, manifest: Manifest) -> Iterator[str]:
        """What is wrong with the artifact's files, unchanged ones being hashed once per process."""
        with disk.explained(self._root, f"verify {manifest.key}"):
            yield from (f"{path}: {found.problem}" for path, found in self._damages(manifest))

    def objects(self, under: str) -> Iterator[StoredObject]:
        """Every file below the folder `under`; temporary ones are unfinished."""
        with disk.explained(self._root, "list what is there"):
            yield from upkeep.objects(self._root, under)

    def discard(self, found: StoredObject) -> bool:
        """Remove a file unless it has changed since."""
        with disk.explained(self._root, f"remove {found.name}"):
            return upkeep.discard(self._root, found)

    def claim(self, name: str, content: bytes) -> bool:
        """Link a file of this content to a name that nothing has."""
        with disk.explained(self._root, f"create {name}"):
            disk.make_folder(self._root / TEMPORARY)
            return upkeep.claim(self._root / name, content, self._temporary()) or self.note(name) == content

    def note(self, name: str) -> bytes | None:
        """The bytes of a small file."""
        with disk.explained(self._root, f"read {name}"):
            try:
                return (self._root / name).read_bytes()
            except FileNotFoundError:
                return None

    def now(self) -> float:
        """Seconds since the epoch by the clock of the file system: where it is another machine's, ours may differ."""
        return (self._clock() + upkeep.ahead(self._temporary())) / 1e9

    def check(self) -> list[Finding]:
        """Try out writing, and whether a hard link is made by one of several writers only."""
        self.check_writable()
        with disk.explained(self._root, "be checked"):
            return upkeep.check(self._root, self._temporary())

    def _read(self, key: str) -> Manifest | None:
        path = self._root / manifest_name(key)
        with disk.explained(self._root, f"read {key}"):
            try:
                raw = path.read_bytes()
            except FileNotFoundError:
                return None
        return parsed_manifest(raw, key, str(path), next_step=self._how_to_repair(key))

    def _whole(self, key: str) -> Manifest | None:
        """The committed artifact if there is one; a damaged one is forgotten."""
        if not self.verified(key):
            self.repair(key)
            return None
        manifest = self.find(key)
        if manifest is not None:  # another process may have committed it and not yet flushed the names
            self._flush(self._root / manifest_name(key))
        return manifest

    def _damages(self, manifest: Manifest) -> Iterator[tuple[Path, Damage]]:
        """The blobs that are not what the manifest says."""
        for stored in dict.fromkeys(manifest.files.values()):
            path = self._root / blob_name(stored.sha256)
            found = damage(path, stored, self._clock)
            if found is not None:
                yield path, found

    def _put(self, name: str, source: Path) -> StoredFile:
        """Store one file's bytes, whatever is there under their name."""
        temporary = self._temporary()
        try:
            stored = disk.copy_hashed(source, temporary)
            check_format(name, temporary)
            path = self._root / blob_name(stored.sha256)
            path.parent.mkdir(parents=True, exist_ok=True)
            with disk.locked(self._root / LOCK):  # also over a whole one: what has just been put, no collection takes for old
                temporary.replace(path)
        finally:
            disk.discard(temporary)
        return stored

    def _publish(self, manifest: Manifest) -> bool:
        """Flush the blobs' names, then make the manifest visible; False if another one is there."""
        path, temporary = self._root / manifest_name(manifest.key), self._temporary()
        try:
            disk.write_new(temporary, manifest_bytes(manifest))
            for sha256 in {stored.sha256 for stored in manifest.files.values()}:
                self._flush(self._root / blob_name(sha256))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.hardlink_to(temporary)
            self._flush(path)
        except FileExistsError:
            if not path.is_file():
                raise
            return False
        finally:
            disk.discard(temporary)
        return True

    def _there(self, manifest: Manifest) -> bool:
        """Whether retention has left every blob there that was put before the manifest could be seen."""
        return all((self._root / blob_name(stored.sha256)).is_file() for stored in manifest.files.values())

    def _flush(self, path: Path) -> None:
        """Make the names from the root down to `path` durable; those of folders once per process."""
        new = [folder for folder in path.parents if folder.is_relative_to(self._root) and folder not in self._durable]
        for folder in dict.fromkeys((path.parent, *(above.parent for above in new if above != self._root))):
            disk.sync_folder(folder)
        self._durable.update(new)

    def _sweep(self) -> None:
        """Remove what writers that were killed over a day ago have left."""
        with suppress(OSError):
            for path in (self._root / TEMPORARY).iterdir():
                with suppress(OSError):
                    if self._clock() - path.stat().st_mtime_ns > _DAY:
                        path.unlink()

    def _temporary(self) -> Path:
        return self._root / TEMPORARY / f"{os.getpid()}-{uuid.uuid4().hex}"

    def _how_to_repair(self, key: str) -> str:
        return f"To repair it, delete {(self._root / manifest_name(key)).parent} and run again: only this artifact is made anew"
