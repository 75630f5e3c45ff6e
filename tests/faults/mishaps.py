"""A store's place fails in the middle of work: credentials are taken back, a bucket disappears or has no room, a disk is full.

The error must say what has happened and what to do; once that is done, the same work goes on, and nothing acknowledged is lost.
"""

import json
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.faults.drill import Drill
from tests.faults.scene import PART, Child, Scene, proof
from xtreme_eval.errors import StoreError
from xtreme_eval.store.cache import BlobCache
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.store.protocol import Store
from xtreme_eval.store.s3 import S3Store
from xtreme_eval.store.s3_address import S3Address

SIZES = (20_000, 300_000, PART + PART // 2)  # bytes
DISK, LARGER = "24m", "200m"
_PATIENCE = 60  # seconds
MORE = 3  # artifacts that the second run commits beyond those that are there

Open = Callable[[], Store]
"""Opens the store as another process would."""


@dataclass(frozen=True, kw_only=True)
class Mishap:
    """What befalls a store in a bucket.

    Attributes:
        happen: words of radosgw-admin, a command each; BUCKET and AWAY stand for the names of the bucket and of none.
        mend: likewise.
        says: what the error has in it, each part.
    """

    happen: tuple[str, ...]
    mend: tuple[str, ...]
    says: tuple[str, ...]


_CHECK = ("cannot ", "Check the credentials (AWS_ACCESS_KEY_ID and the like, or AWS_PROFILE)")
MISHAPS = {
    "user suspended": Mishap(happen=("user suspend --uid=ci",), mend=("user enable --uid=ci",), says=_CHECK),
    "key removed": Mishap(
        happen=("key rm --uid=ci --key-type=s3 --access-key=testkey",),
        mend=("key create --uid=ci --key-type=s3 --access-key=testkey --secret-key=testsecret",),
        says=_CHECK,
    ),
    "no room in the bucket": Mishap(
        happen=(
            "quota set --quota-scope=bucket --bucket=BUCKET --max-objects=0",
            "quota enable --quota-scope=bucket --bucket=BUCKET",
        ),
        mend=("quota disable --quota-scope=bucket --bucket=BUCKET",),
        says=("QuotaExceeded", "Free space there, or name another bucket"),
    ),
    "bucket gone": Mishap(
        happen=("bucket link --uid=ci --bucket=BUCKET --bucket-new-name=AWAY",),
        mend=("bucket link --uid=ci --bucket=AWAY --bucket-new-name=BUCKET",),
        says=("NoSuchBucket", "Make the bucket, or name another"),
    ),
}


def one_round(scene: Scene, number: int) -> Counter[str]:
    """Each mishap once."""
    counts = Counter[str]()
    scene.store("drills/mishaps", machine="writers").check_writable()  # probes the server, once
    for position, name in enumerate(MISHAPS):
        counts += _on_the_server(scene, name, f"{number}-{position}", random.Random(number * 10 + position))
    counts += _full_disks(scene, number)
    return counts


def _on_the_server(scene: Scene, name: str, run: str, chance: random.Random) -> Counter[str]:
    """Let it happen while a worker commits; mend it, and do the same again."""
    mishap, prefix = MISHAPS[name], f"drills/mishaps/{run}"
    first = Child(lambda told: _commit_all(scene, _writers(scene, prefix), told))
    last = Child(lambda told: _commit_all(scene, _writers(scene, prefix), told, more=MORE))
    first.go()
    limit = time.monotonic() + _PATIENCE
    while not any(scene.store(prefix).keys()) and time.monotonic() < limit:
        time.sleep(0.05)
    time.sleep(0.5 * chance.random())
    try:
        for words in mishap.happen:
            _admin(scene, words)
        said = first.answers
    finally:
        for words in mishap.mend:
            _admin(scene, words)
    last.go()
    counts = _judged(said, last.answers, (*mishap.says, f"s3://{scene.bucket}/{prefix}"), lambda: scene.store(prefix))
    return counts + Counter({f"mishap: {name}": 1})


def _full_disks(scene: Scene, number: int) -> Counter[str]:
    """The disk of a store in a folder is full, and that of the cache of one in a bucket; then it is made larger."""
    counts, folder = Counter[str](), scene.folder / f"disk-{number}"
    with _small_disk(folder) as there:
        if not there:
            return Counter({"small disks that could not be mounted": 1})
        store = DirectoryStore(folder / "store")
        said = _answers(lambda told: _commit_all(scene, lambda: store, told))
        _mount(folder, LARGER, again=True)
        last = _answers(lambda told: _commit_all(scene, lambda: DirectoryStore(folder / "store"), told, more=MORE))
        says = (str(folder / "store"), "No space left on device", "The disk is full: free space there")
        counts += _judged(said, last, says, lambda: DirectoryStore(folder / "store"))
    with _small_disk(folder):
        prefix = f"drills/mishaps/{number}-cache"
        written = _answers(lambda told: _commit_all(scene, _writers(scene, prefix), told, more=12))
        address = S3Address(bucket=scene.bucket, prefix=prefix)
        reader = lambda: S3Store(address, BlobCache(folder / "cache", limit=4 << 30))  # noqa: E731
        said = _answers(lambda told: _read_all(reader(), told))
        _mount(folder, LARGER, again=True)
        last = _answers(lambda told: _read_all(reader(), told))
        says = (str(folder / "cache"), "No space left on device", "name another folder with XTREME_EVAL_CACHE")
        counts += _judged(said, last, says, lambda: scene.store(prefix))
        counts["acknowledged and not there"] += dict(map(json.loads, written)) != dict(map(json.loads, last))
    return counts + Counter({"mishap: disk full": 2})


def _commit_all(scene: Scene, opened: Open, told: Callable[[str], None], more: int | None = None) -> None:
    """Commit one artifact after the other, those of an earlier run again, and `more`; what it ends with is told last."""
    store = opened()
    try:
        there = len(list(store.keys()))
        for number in count() if more is None else range(there + more):
            key = f"work-{number:04}"
            files = scene.artifact(key, SIZES[number % len(SIZES)], {"key": key})
            told(json.dumps([key, proof(store.commit(key, "checkpoint", files, {"number": number}))]))
            for path in files.values():
                path.unlink()
    except StoreError as error:
        told(json.dumps(["", str(error)]))


def _read_all(store: Store, told: Callable[[str], None]) -> None:
    try:
        for key in list(store.keys()):
            manifest = store.find(key)
            assert manifest is not None
            for name in manifest.files:
                store.open_file(manifest, name)
            told(json.dumps([key, proof(manifest)]))
    except StoreError as error:
        told(json.dumps(["", str(error)]))


def _judged(said: list[str], last: list[str], says: tuple[str, ...], opened: Open) -> Counter[str]:
    """Compare what two runs of the same work told with what is there."""
    first, again, counts = dict(map(json.loads, said)), dict(map(json.loads, last)), Counter[str]({"mishaps": 1})
    error = first.pop("", "")
    counts["acknowledged before"] += len(first)
    counts["mishaps that were not noticed"] += not error
    counts["errors that do not say what to do"] += bool(error) and not all(part in error for part in says)
    counts["errors that hold a secret"] += "testsecret" in error + again.get("", "")
    counts["second runs that failed"] += "" in again or len(again) <= len(first)
    counts["acknowledged and not there"] += sum(again.get(key) != told for key, told in first.items())
    store = opened()
    for key, told in again.items() if "" not in again else ():
        manifest = store.find(key)
        counts["acknowledged and not there"] += manifest is None or proof(manifest) != told or any(store.damages(manifest))
    return counts


def _writers(scene: Scene, prefix: str) -> Open:
    """On a machine whose probe of the server is known."""

    def opened() -> Store:
        store = scene.store(prefix, machine="writers")
        store._several_winners = ""
        return store

    return opened


def _answers(work: Callable[[Callable[[str], None]], None]) -> list[str]:
    child = Child(work)
    child.go()
    return child.answers


def _admin(scene: Scene, words: str) -> None:
    scene.ceph.admin(*words.replace("BUCKET", scene.bucket).replace("AWAY", f"{scene.bucket}-away").split())


@contextmanager
def _small_disk(folder: Path) -> Iterator[bool]:
    """A disk of few bytes at `folder`; False where this process may not mount one."""
    folder.mkdir(exist_ok=True)
    if not (there := _mount(folder, DISK)):
        yield False
        return
    try:
        yield there
    finally:
        subprocess.run(["umount", folder], check=True)


def _mount(folder: Path, size: str, *, again: bool = False) -> bool:
    options = f"{'remount,' if again else ''}size={size}"
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


DRILL = Drill(
    name="mishaps",
    promise="A place that fails in the middle of work is told with what to do; mended, the same work goes on and nothing is lost",
    goals={"mishaps": 30},
    never=(
        "mishaps that were not noticed",
        "errors that do not say what to do",
        "errors that hold a secret",
        "second runs that failed",
        "acknowledged and not there",
    ),
    round=one_round,
)
