"""What the plan must know, looked up in the declarations and in the data folder."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from xtreme_eval.data.file_hash import file_hash
from xtreme_eval.data.files import Files
from xtreme_eval.data.folder import ReleaseFolder
from xtreme_eval.data.readers.vocabulary_list import VOCABULARY
from xtreme_eval.data.running_text import text_files, text_hashes
from xtreme_eval.errors import DataError, MissingFileError
from xtreme_eval.experiment.base import Base, FolderBase, TinyBase
from xtreme_eval.experiment.jobs import Location
from xtreme_eval.key import content_key, identity
from xtreme_eval.kinds.causal_lm import CausalLM
from xtreme_eval.kinds.masked_lm import MaskedLM
from xtreme_eval.kinds.text_to_text import WRITABLE, TextToText
from xtreme_eval.measures.registry import measure_named
from xtreme_eval.models.registry import family_of_base
from xtreme_eval.suite import registry
from xtreme_eval.suite.trainable import trainable

Identity = Mapping[str, Any]


class Catalog:
    """Identities of bases, training sets and evaluations (`experiment.plan.Identities`) for files in one place.

    Args:
        location: the data and text folders; the store is not looked at.
    """

    def __init__(self, location: Location) -> None:
        self._data, self._text = ReleaseFolder(Path(location.data)), Path(location.text)
        self._bases: Callable[[Base], Identity] = cache(self._base)
        self._trainings: Callable[[str], Identity | str] = cache(self._training)
        self._evaluations: Callable[[str, tuple[str, ...]], Identity] = cache(self._evaluation)
        self._sizes: Callable[[str], int] = cache(self._file_size)

    def base(self, base: Base) -> Identity:
        """A base model: its declaration with the hash of its files or text."""
        return self._bases(base)

    def training(self, task: str) -> Identity | str:
        """A training set, or the reason why it is not there."""
        return self._trainings(task)

    def evaluation(self, target: str, languages: Iterable[str]) -> Identity | str:
        """An evaluation in these languages; a language without files is part of its identity."""
        return self._evaluations(target, tuple(languages))

    def measurement(self, measure: str, tasks: Iterable[str], benchmark: str, languages: Iterable[str] | None) -> Identity | str:
        """A measure's version, and what it may read of these tasks, or the reason why that is not there."""
        read = {task: self._reading(task, benchmark, languages) for task in tasks}
        if lacking := [answer for answer in read.values() if isinstance(answer, str)]:
            return "; ".join(lacking)
        return {"version": measure_named(measure).VERSION, "tasks": read}

    def file_size(self, name: str) -> int:
        """Bytes of a task's English training files, or ("evaluate:NAME") of a target's evaluation files in all languages."""
        return self._sizes(name)

    def languages(self, benchmark: str, target: str) -> tuple[str, ...]:
        """The languages the benchmark has for a target."""
        return registry.target(target).languages[benchmark]

    def unsuited(self, base: Base, task: str) -> str:
        """Why a model of the base's family cannot be trained on a task; "" where it can, or where nobody knows."""
        family = family_of_base(base)
        kind, reason = trainable(task).kind, ""
        if isinstance(kind, MaskedLM) and family:
            reason = family.no_masked_lm
        if base.mode == "text-to-text":
            reason = reason or ("" if family is None or family.generator else f"{family.title} has no decoder to write with")
            reason = reason or ("" if isinstance(kind, WRITABLE) else f"{kind.name} is not done from text to text")
        return f"{base.name} is not trained on {task}: {reason}" if reason else ""

    def _file_size(self, name: str) -> int:
        if name.startswith("evaluate:"):
            task = registry.target(name.removeprefix("evaluate:"))
            every = {language for languages in task.languages.values() for language in languages}
            every_file = [*task.evaluation.values(), *([task.pool] if task.pool else [])]
            return sum(self._size(files, language) for files in every_file for language in sorted(every))
        training = trainable(name).train
        if training.running_text:
            return sum(path.stat().st_size for path in text_files(self._text))
        return sum(self._size(files, language) for files, language in self._data.readings(training))

    def _size(self, files: Files, language: str) -> int:
        return sum(path.stat().st_size for path in self._data.locate(files, language)) if self._data.has(files, language) else 0

    def _base(self, base: Base) -> Identity:
        declared = {name: value for name, value in identity(base).items() if name not in {"name", "path"}}
        family = family_of_base(base)
        if family and family.version > 1:  # left out at first, like every default
            declared["family_version"] = family.version
        if base.mode == "text-to-text" and TextToText.version > 1:
            declared[TextToText.name] = TextToText.version
        if isinstance(base, TinyBase):
            learned = CausalLM if family and family.causal else MaskedLM
            version = {learned.name: learned.version} if learned.version > 1 else {}
            return {**declared, **version, "text": self._text_of(base)}
        return {**declared, "files": folder_fingerprint(Path(base.path))} if isinstance(base, FolderBase) else declared

    def _text_of(self, base: TinyBase) -> str:
        """sha256 over everything a tiny base reads: the text files, and the vocabulary list where it is declared."""
        listed = {VOCABULARY: file_hash(self._data.root / VOCABULARY)} if base.vocabulary == "listed" else {}
        return content_key({**text_hashes(self._text), **listed})

    def _training(self, task: str) -> Identity | str:
        found = trainable(task)
        try:
            return found.identity(self._data, self._text)
        except MissingFileError as error:
            return " ".join(filter(None, (str(error), found.licence)))

    def _evaluation(self, target: str, languages: tuple[str, ...]) -> Identity:
        task = registry.target(target)
        trivial = self._data.training_fingerprint(task.train) if task.train and self._data.has_training(task.train) else None
        return {
            "kind": task.kind.identity(),
            "metrics": list(task.kind.metrics),
            "rules": getattr(task.kind, "rules", None),
            "trivial": trivial,
            "files": {language: self._fingerprints(target, language) for language in languages},
            **({"pool": self._pool(task.pool, task.languages)} if task.pool else {}),
        }

    def _pool(self, pool: Files, languages: Mapping[str, Iterable[str]]) -> dict[str, str]:
        """Every file that queries may be searched in, whichever languages are evaluated."""
        every = sorted({language for codes in languages.values() for language in codes})
        return {language: self._data.fingerprint(pool, language) for language in every if self._data.has(pool, language)}

    def _reading(self, task: str, benchmark: str, languages: Iterable[str] | None) -> Identity | str:
        """A task's training and dev set, and a target's evaluation files in the languages asked for."""
        target = next((target for target in registry.targets() if target.name == task), None)
        training = {} if target is not None and target.train is None else self.training(task)
        if isinstance(training, str) or target is None:
            return training
        every = target.languages.get(benchmark, ())
        chosen = [language for language in every if languages is None or language in languages]
        return {**training, **({"evaluation": self.evaluation(task, chosen)} if chosen else {})}

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
    files = sorted([*folder.glob("*.safetensors"), *folder.glob("*.json")])
    names = {path.name for path in files}
    for name in ("config.json", "tokenizer.json"):
        if name not in names:
            raise MissingFileError(folder / name, "there is no such file", "Save the model with transformers' save_pretrained.")
    if not any(name.endswith(".safetensors") for name in names):
        pickled = next(folder.glob("*.bin"), None)
        problem = f"only pickled weights ({pickled.name})" if pickled else "no weights"
        raise DataError(folder, f"it has {problem}", "Save the model as safetensors: pickles can run code and are never read.")
    return {path.name: file_hash(path) for path in files}
