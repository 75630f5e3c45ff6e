"""What the plan must know, looked up in the declarations and in the data folder."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.errors import DataError, MissingFileError
from xtreme_eval.experiment.base import Base, FolderBase, TinyBase
from xtreme_eval.experiment.jobs import Location
from xtreme_eval.suite import registry
from xtreme_eval.suite.trainable import trainable
from xtreme_eval.training.text import text_fingerprint


class Catalog:
    """Identities of bases, training sets and evaluations (`experiment.plan.Identities`) for files in one place.

    Args:
        location: the data and text folders; the store is not looked at.
    """

    def __init__(self, location: Location) -> None:
        self._data, self._text = ReleaseFolder(Path(location.data)), Path(location.text)
        self.base, self.training, self.evaluation = cache(self._base), cache(self._training), cache(self._evaluation)

    def languages(self, benchmark: str, target: str) -> tuple[str, ...]:
        """The languages the benchmark has for a target."""
        return registry.target(target).languages[benchmark]

    def _base(self, base: Base) -> Mapping[str, Any]:
        declared = base.model_dump(mode="json", exclude_defaults=True, exclude={"name", "path"})
        if isinstance(base, TinyBase):
            return {**declared, "text": text_fingerprint(base, self._data.root, self._text)}
        return {**declared, "files": folder_fingerprint(Path(base.path))} if isinstance(base, FolderBase) else declared

    def _training(self, task: str) -> Mapping[str, Any] | str:
        try:
            return trainable(task).identity(self._data)
        except MissingFileError as error:
            return str(error)

    def _evaluation(self, target: str, languages: Iterable[str]) -> Mapping[str, Any] | str:
        task = registry.target(target)
        trivial = self._data.fingerprint(task.train) if task.train is not None and self._data.has(task.train) else None
        return {
            "kind": task.kind.identity(),
            "metrics": list(task.kind.metrics),
            "rules": getattr(task.kind, "rules", None),
            "trivial": trivial,
            "files": {language: self._fingerprints(target, language) for language in languages},
        }

    def _fingerprints(self, target: str, language: str) -> dict[str, str | None]:
        files = registry.target(target).evaluation
        return {
            split: self._data.fingerprint(form, language) if self._data.has(form, language) else None
            for split, form in files.items()
        }


def folder_fingerprint(folder: Path) -> dict[str, str]:
    """sha256 of a checkpoint folder's weights, configuration and tokenizer, by file name.

    Raises:
        MissingFileError: the folder lacks config.json, tokenizer.json or safetensors weights.
        DataError: the folder has pickled weights only.
    """
    import hashlib

    files = sorted([*folder.glob("*.safetensors"), *folder.glob("*.json")])
    names = {path.name for path in files}
    for name in ("config.json", "tokenizer.json"):
        if name not in names:
            raise MissingFileError(folder / name, "there is no such file", "Save the model with transformers' save_pretrained.")
    if not any(name.endswith(".safetensors") for name in names):
        pickled = next(folder.glob("*.bin"), None)
        problem = f"only pickled weights ({pickled.name})" if pickled else "no weights"
        raise DataError(folder, f"it has {problem}", "Save the model as safetensors: pickles can run code and are never read.")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
