"""A bucket as a store: blobs by hash, the manifest last through a conditional create, verified on reading (layout v1).

A commit has one winner because a server that does not keep that promise is refused (`s3_probe`). Blobs need no winner: whoever
writes one writes the same bytes.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from xtreme_eval.errors import CorruptArtifactError, StoreError
from xtreme_eval.key import KEY
from xtreme_eval.store import disk
from xtreme_eval.store.admission import check_format, checked_file_name, checked_kind
from xtreme_eval.store.cache import BlobCache
from xtreme_eval.store.layout import COMMITS, blob_name, manifest_name, snapshots_name
from xtreme_eval.store.manifest import FORMAT, as_handed_on, manifest_bytes, parsed_manifest
from xtreme_eval.store.meta import checked_meta
from xtreme_eval.store.protocol import Finding, Manifest, StoredFile, StoredObject
from xtreme_eval.store.retention import refuse_dropped
from xtreme_eval.store.s3_address import SEVERAL_WINNERS, S3Address
from xtreme_eval.store.s3_client import explained, s3_client
from xtreme_eval.store.s3_damage import Problem, known_problems, proven, read_through, reports, withdraw
from xtreme_eval.store.s3_objects import Bucket, create, folders, listed, look, read, remove, uploads, write
from xtreme_eval.store.s3_probe import PROBES, probe, remembered, server_time
from xtreme_eval.store.s3_upload import holds, upload
from xtreme_eval.store.snapshots import Snapshots
from xtreme_eval.store.snapshots_s3 import BucketShelf

Progress = Callable[[str, int], None]

_LOG = logging.getLogger(__name__)
_TRIES = 6
_FRESH = 86_400.0  # seconds; a blob that is older is sent again rather than reused, so that no collection is about to remove it


def _silent(name: str, count: int) -> None:
    """No progress is shown."""


class S3Store:
    """Artifacts in a bucket (`Store` says what each method promises).

    Args:
        address: the bucket and the prefix.
        cache: where blobs are kept that were read.
        expected: for keys that were handed on, the sha256 of the manifest that they stand for; `find` holds them to it.
        progress: is told a file's name and each number of its bytes that have travelled.
        sleep: waits, in seconds, between two tries.
    """

    def __init__(
        self,
        address: S3Address,
        cache: BlobCache,
        *,
        expected: Mapping[str, str] | None = None,
        progress: Progress = _silent,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._address, self._cache, self._progress, self._sleep = address, cache, progress, sleep
        self._expected = expected or {}
        self._several_winners: str | None = None  # what was seen, where commits may have several; "" where they have one

    @property
    def url(self) -> str:
        """'s3://bucket/prefix', with the option if one was asked for."""
        return self._address.url

    @property
    def bucket(self) -> Bucket:
        """The place, with this process's client."""
        return Bucket(client=s3_client(), address=self._address)

    def commit(self, key: str, kind: str, files: Mapping[str, Path], meta: Mapping[str, Any]) -> Manifest:
        """Store `files` under `key`; a committed artifact that is whole wins, a damaged one is replaced."""
        manifest_name(key)
        named = {checked_file_name(name): path for name, path in files.items()}
        kind, facts = checked_kind(kind), checked_meta(meta)
        with explained(self._address.place, f"commit {key}"):
            if seen := self._admitted():
                facts["several_winners"] = seen
            hashed = self._hashed(named)
            manifest = Manifest(format=FORMAT, key=key, kind=kind, files=hashed, meta=facts)
            for tried in range(_TRIES):
                self._sleep(0.1 * (2**tried - 1))
                if winner := self._whole(key) or self._publish(manifest, named):
                    return winner
        raise StoreError(f"{self._address.place}: {key} could not be committed in {_TRIES} tries. Run the same again")

    def find(self, key: str) -> Manifest | None:
        """The manifest of `key`, or None."""
        name = manifest_name(key)
        with explained(self._address.place, f"read {key}"):
            found = read(self.bucket, name)
        return None if found is None else as_handed_on(self._parsed(found[0], key), self._expected, self.url)

    def verified(self, key: str) -> bool:
        """Whether every file of `key` is there with its size, and no reader has reported it."""
        try:
            manifest = self.find(key)
        except CorruptArtifactError:
            return False
        with explained(self._address.place, f"verify {key}"):
            return manifest is not None and not any(known_problems(self.bucket, manifest))

    def open_file(self, manifest: Manifest, name: str) -> Path:
        """The blob's path in the local cache; it must not be written to."""
        if name not in manifest.files:
            known = ", ".join(sorted(manifest.files)) or "none"
            raise StoreError(f"the {manifest.kind} {manifest.key} has no file {name!r}. Its files: {known}")
        stored = manifest.files[checked_file_name(name)]
        with explained(self._address.place, f"read {name} of {manifest.key}"):
            path = self._cache.find(stored) or self._fetch(manifest, name, stored)
        check_format(name, path)
        return path

    def check_writable(self) -> None:
        """See to it that commits have one winner, write a small object, and remove it."""
        name = f"{PROBES}/{hashlib.sha256(str(time.time_ns()).encode()).hexdigest()}"
        with explained(self._address.place, "write"):
            self._admitted()
            write(self.bucket, name, b"")
            if found := look(self.bucket, name):
                remove(self.bucket, found)

    def repair(self, key: str) -> None:
        """Forget `key` if it is damaged; what a reader has reported is read again before it is believed."""
        with explained(self._address.place, f"repair {key}"):
            found = read(self.bucket, manifest_name(key))
            if found is None:
                return
            damaged: list[Problem] = []
            try:
                known = list(known_problems(self.bucket, self._parsed(found[0], key)))
            except CorruptArtifactError as error:
                _LOG.warning("%s is forgotten: %s", key, error)
            else:
                damaged = [problem for problem in known if proven(self.bucket, problem, self._told(key))]
                if not damaged:
                    return
            for stored, text, _ in damaged:
                _LOG.warning("%s is forgotten, to be made again: %s %s", key, self.bucket.place(blob_name(stored.sha256)), text)
            remove(self.bucket, found[1])  # the manifest first: whoever can read one can read every file it names
            for problem in damaged:
                if problem.found:
                    remove(self.bucket, problem.found)

    def keys(self) -> Iterator[str]:
        """Every committed key, in alphabetical order."""
        with explained(self._address.place, "list the artifacts"):
            yield from sorted(name for name in folders(self.bucket, f"{COMMITS}/") if KEY.match(name))

    def snapshots(self, key: str) -> Snapshots:
        """In a folder of their own, beside the artifacts."""
        return Snapshots(BucketShelf(self.bucket, snapshots_name(key), self._cache), key)

    def damages(self, manifest: Manifest) -> Iterator[str]:
        """Download every file and hash it, past the cache; what is found to be damaged is reported to all readers."""
        with explained(self._address.place, f"verify {manifest.key}"):
            for name, stored in manifest.files.items():
                if problem := read_through(self.bucket, stored, self._told(name)):
                    yield f"{self.bucket.place(blob_name(stored.sha256))} ({name}) {problem}"

    def objects(self, under: str) -> Iterator[StoredObject]:
        """Everything below the folder, and the multipart uploads that were not completed there."""
        with explained(self._address.place, "list what is there"):
            yield from listed(self.bucket, under)
            yield from uploads(self.bucket, under)

    def discard(self, found: StoredObject) -> bool:
        """Remove an object unless it has changed since."""
        with explained(self._address.place, f"remove {found.name}"):
            return remove(self.bucket, found)

    def claim(self, name: str, content: bytes) -> bool:
        """Create an object if there is none; whoever's it is then has won, also where no answer came."""
        with explained(self._address.place, f"create {name}"):
            return create(self.bucket, name, content) or self.note(name) == content

    def note(self, name: str) -> bytes | None:
        """The bytes of a small object."""
        with explained(self._address.place, f"read {name}"):
            found = read(self.bucket, name)
        return None if found is None else found[0]

    def now(self) -> float:
        """Seconds since the epoch by the server's clock."""
        with explained(self._address.place, "ask for the time"):
            return server_time(self.bucket)

    def check(self) -> list[Finding]:
        """Probe the server, whatever was seen before."""
        with explained(self._address.place, "be probed"):
            return probe(self.bucket).findings(allowed=self._address.several_winners)

    def _admitted(self) -> str:
        """What was seen where commits may have several winners and that is asked for; '' where they have one.

        Raises:
            StoreError: they may have several, and nobody asked for that.
        """
        if self._several_winners is None:
            with self._cache.explained("remember what the server does"):
                found = remembered(self.bucket, self._cache.root / "probes")
            if not found.single_winner and not self._address.several_winners:
                raise StoreError(
                    f"{self._address.place} cannot be used: {found.seen}. Two workers could both commit one checkpoint. On Ceph, "
                    "use a bucket without versioning. If results may depend on who came last, allow it in the store's name, "
                    f"{self._address.place}?{SEVERAL_WINNERS}: its artifacts then say so, and references still tell them apart"
                )
            self._several_winners = "" if found.single_winner else found.seen
            if self._several_winners:
                _LOG.warning("%s: COMMITS MAY HAVE SEVERAL WINNERS, as was asked for: %s", self.url, self._several_winners)
        return self._several_winners

    def _hashed(self, named: Mapping[str, Path]) -> dict[str, StoredFile]:
        found = {}
        for name, path in named.items():
            found[name] = disk.hashed(path)
            check_format(name, path)
        return found

    def _whole(self, key: str) -> Manifest | None:
        """The committed artifact if there is one; a damaged one is forgotten."""
        if self.verified(key):
            return self.find(key)
        self.repair(key)
        return None

    def _publish(self, manifest: Manifest, named: Mapping[str, Path]) -> Manifest | None:
        """Bring the blobs, then the manifest; returns what the key stands for now, or None if that is not settled."""
        for name, stored in manifest.files.items():
            self._put(name, named[name], stored)
        if any(known_problems(self.bucket, manifest)):
            return None
        create(self.bucket, manifest_name(manifest.key), manifest_bytes(manifest))
        if self._several_winners:
            self._sleep(1.0)  # others that were under way at the same time have come and gone by then, most often
        winner = self.find(manifest.key)  # whatever the answer was: a create that was sent twice refuses itself
        return winner if winner is not None and not any(known_problems(self.bucket, winner)) else None

    def _put(self, name: str, path: Path, stored: StoredFile) -> None:
        """Send a file, unless its very bytes have been there since a short while."""
        blob = blob_name(stored.sha256)
        before, found = path.stat(), look(self.bucket, blob)
        reported = reports(self.bucket, stored)
        if found is not None and not reported and self.now() - found.modified < _FRESH and holds(found, path):
            return
        upload(self.bucket, blob, path, stored, self._told(name))
        after = path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise StoreError(f"{path} was changed while it was stored. Commit it again when nothing writes to it any more")
        withdraw(self.bucket, reported)

    def _fetch(self, manifest: Manifest, name: str, stored: StoredFile) -> Path:
        """Download a blob into the cache.

        Raises:
            CorruptArtifactError: it is missing, or arrives wrong each time.
        """
        with self._cache.incoming(stored) as temporary:
            with self._cache.explained(f"keep {name} of {manifest.key}"):
                problem = read_through(self.bucket, stored, self._told(name), temporary)
            if problem:
                refuse_dropped(self, manifest)
                raise CorruptArtifactError(
                    f"{self.bucket.place(blob_name(stored.sha256))} ({name} of {manifest.kind} {manifest.key}) is damaged: "
                    f"it {problem}. {self._how_to_repair(manifest.key)}"
                )
            return self._cache.keep(temporary, stored)

    def _told(self, name: str) -> Callable[[int], None]:
        return lambda count: self._progress(name, count)

    def _parsed(self, raw: bytes, key: str) -> Manifest:
        return parsed_manifest(raw, key, self.bucket.place(manifest_name(key)), next_step=self._how_to_repair(key))

    def _how_to_repair(self, key: str) -> str:
        command = f"xtreme-eval store verify {key} --repair --store '{self.url}'"
        return f"To repair it, run {command}, and then the step again: only this artifact is made anew"
