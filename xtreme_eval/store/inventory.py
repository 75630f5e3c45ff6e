"""What is in a store as people name things: titles, seeds, sizes, ages, and what was made from what."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from xtreme_eval.errors import CorruptArtifactError, StoreError
from xtreme_eval.store.layout import COMMITS, MANIFEST
from xtreme_eval.store.protocol import Manifest, Store, StoredObject

_READERS = 8
_SHORTEST = 4  # characters that stand for a key


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One committed artifact.

    Attributes:
        key: its content address.
        object: its manifest as an object: when it was committed.
        manifest: what it says; None where it is damaged.
        problem: why it cannot be read; '' where it can.
    """

    key: str
    object: StoredObject
    manifest: Manifest | None
    problem: str = ""

    @property
    def title(self) -> str:
        """'train squad1 · seed 1'; what is wrong where it cannot be read."""
        return str(self.manifest.meta.get("title", "")) if self.manifest else "DAMAGED"

    @property
    def kind(self) -> str:
        """'checkpoint', 'evaluation' or 'measurement'; '?' where it cannot be read."""
        return self.manifest.kind if self.manifest else "?"

    @property
    def seed(self) -> int | None:
        """The seed of its training, where it says one."""
        seed = self.manifest.meta.get("job", {}).get("seed") if self.manifest else None
        return seed if isinstance(seed, int) else None

    @property
    def size(self) -> int:
        """Bytes of its files; equal files of several artifacts are stored once."""
        return sum(file.size for file in self.manifest.files.values()) if self.manifest else 0

    @property
    def made_from(self) -> tuple[str, ...]:
        """The key of the checkpoint that it was trained from or is an evaluation of; those of all that were measured."""
        meta = self.manifest.meta if self.manifest else {}
        job = meta.get("job", {})
        parent = job.get("parent") or job.get("checkpoint")
        return (parent,) if parent else tuple(meta.get("parents", ()))


def entries(store: Store) -> list[Entry]:
    """Every committed artifact, oldest first."""
    start, end = f"{COMMITS}/", f"/{MANIFEST}"
    found = [each for each in store.objects(start) if each.name.endswith(end)]

    def entry(found: StoredObject) -> Entry | None:
        key = found.name.removeprefix(start).removesuffix(end)
        try:
            manifest = store.find(key)
        except CorruptArtifactError as error:
            return Entry(key=key, object=found, manifest=None, problem=str(error))
        return Entry(key=key, object=found, manifest=manifest) if manifest else None  # removed in between

    with ThreadPoolExecutor(_READERS) as readers:
        read = [each for each in readers.map(entry, found) if each]
    return sorted(read, key=lambda each: (each.object.modified, each.title, each.key))


def meant(known: list[Entry], text: str, place: str) -> Entry:
    """The artifact whose key is, or begins with, `text`.

    Raises:
        StoreError: there is none, or more than one.
    """
    fits = [each for each in known if each.key == text] or [each for each in known if each.key.startswith(text)]
    if len(fits) == 1 and (len(text) >= _SHORTEST or fits[0].key == text):
        return fits[0]
    if not fits:
        raise StoreError(f"{place} has no artifact whose key begins with {text!r}. See what is there: xtreme-eval store ls")
    few = ", ".join(f"{each.key[:16]} ({each.title})" for each in fits[:4])
    raise StoreError(f"{text!r} stands for {len(fits)} artifacts in {place}: {few}{' …' if len(fits) > 4 else ''}. Give more of it")


def descendants(known: list[Entry], key: str) -> list[Entry]:
    """What was made from `key`, directly or not: what depends on another comes before it, so that none is left without parents."""
    children: Mapping[str, list[Entry]] = {each.key: [] for each in known}
    for each in known:
        for parent in each.made_from:
            if parent in children:
                children[parent].append(each)

    found: dict[str, Entry] = {}

    def collect(parent: str) -> None:
        for child in children[parent]:
            if child.key not in found and child.key != key:  # damaged facts could name a circle
                collect(child.key)
                found[child.key] = child

    collect(key)
    return list(found.values())
