"""What a person asks a grid for: the study, its data, where results go, and which part of the grid to run."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from xtreme_eval.errors import SpecificationError, UnknownNameError
from xtreme_eval.experiment.jobs import Location
from xtreme_eval.experiment.study import Study
from xtreme_eval.store.meta import looks_like_a_credential
from xtreme_eval.store.open import checked_url
from xtreme_eval.studies.bases import with_bases
from xtreme_eval.studies.grids import single_tasks
from xtreme_eval.studies.registry import study
from xtreme_eval.studies.tiny_bases import TINY_BASES
from xtreme_eval.suite import registry
from xtreme_eval.suite.own_tasks import make_known

_WITHOUT_CREDENTIALS = r"^(?!.*://[^/]*@)(?![sS]3:[^?]*\?(?!several-winners=allow$)).*$"
"""The part of a store's name that a schema can check: a server of Prefect's refuses others before it records them."""


class GridRequest(BaseModel):
    """Parameters of a grid. Lists narrow the study; nothing given means all of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    study: str = Field(default="sample", description="name of the study")
    data: str | None = Field(
        default=None, description="folder with the benchmark's release files (default: the generated sample world)"
    )
    text: str | None = Field(
        default=None,
        description="folder with running text, a .txt file a language, for a base pretrained here (default: 'text' in the data)",
    )
    base: str | None = Field(
        default=None,
        description="base model: a folder, ORGANISATION/MODEL@COMMIT on the Hugging Face Hub, or one of the sample world's: "
        f"{', '.join(TINY_BASES)} (default: the study's); several with commas between them where recipes have bases of their own",
    )
    tasks: str | None = Field(
        default=None, description="file or folder with declarations of intermediate tasks of your own; each becomes a recipe"
    )
    out: str = Field(default="out", description="folder for results")
    store: str | None = Field(
        default=None,
        description="where artifacts are kept (default: 'store' in the folder for results)",
        json_schema_extra={"pattern": _WITHOUT_CREDENTIALS},
    )
    recipes: tuple[str, ...] | None = Field(default=None, description="recipes to run", examples=[("baseline", "squad1")])
    targets: tuple[str, ...] | None = Field(default=None, description="target tasks to run", examples=[("xnli", "tydiqa")])
    languages: tuple[str, ...] | None = Field(default=None, description="languages to evaluate", examples=[("en", "de")])
    seeds: tuple[int, ...] | None = Field(default=None, description="seeds to run", examples=[(1, 2, 3)])
    interval: float = Field(
        default=10.0, gt=0, description="minutes from one snapshot of a running training to the next: what a kill may cost"
    )
    keep_weights: bool = Field(
        default=False,
        description="keep a target's weights too, which nothing is trained from (default: drop them once it is evaluated)",
    )
    world: int | None = Field(default=None, ge=0, description="seed of the generated sample world (default: the study's)")

    @field_validator("store", mode="before")
    @classmethod
    def _store_may_be_called_so(cls, url: object) -> object:
        """Here, since whoever runs a flow records its parameters for all to see.

        Raises:
            StoreError, UnknownNameError: it may not; credentials in it are not repeated.
        """
        return checked_url(url) if isinstance(url, str) else url

    @field_validator("data", "text", "base", "tasks", "out", mode="before")
    @classmethod
    def _nothing_looks_like_a_credential(cls, text: object, field: ValidationInfo) -> object:
        if isinstance(text, str) and looks_like_a_credential(text):
            raise SpecificationError([f"{field.field_name} looks like a credential; it would be recorded. Leave it out"])
        return text

    def chosen(self) -> Study:
        """The part of the study that is asked for.

        Raises:
            UnknownNameError: no study, recipe or target has that name, or none of the targets is evaluated in a language.
            SpecificationError: an empty or repeated selection, no data folder or base model for a study that needs one, or a
                wrong declaration of a task.
        """
        if self.data is None and study(self.study).world is None:
            raise SpecificationError([f"study {self.study} reads real files: name their folder with --data"])
        if self.data is not None and not Path(self.data).is_dir():
            raise SpecificationError([f"--data {self.data} is not a folder"])
        narrowed = self.part()
        world = narrowed.world if self.world is None else self.world
        return with_bases(narrowed, self.base).model_copy(update={"world": world})

    def part(self) -> Study:
        """The part of the study that is asked for, whatever data and base model there are for it.

        Raises:
            UnknownNameError, SpecificationError: as `chosen`, about names, selections and declarations of tasks.
        """
        found = _with_own_tasks(study(self.study), self.tasks)
        narrowed = found.narrowed(recipes=self.recipes, targets=self.targets, languages=self.languages, seeds=self.seeds)
        _check_languages(narrowed)
        return narrowed

    @property
    def folder(self) -> Path:
        """Where this study's tables go; another sample world is another folder."""
        other = self.world is not None and self.world != study(self.study).world
        return Path(self.out) / (f"{self.study}-world-{self.world}" if other else self.study)

    @property
    def location(self) -> Location:
        """Data, text, store and progress folders."""
        data = self.data or str(self.folder / "data")
        return Location(
            data=data,
            text=self.text or str(Path(data) / "text"),
            store=self.store or f"file:{Path(self.out) / 'store'}",
            progress=str(self.folder / "progress"),
            tasks=str(Path(self.tasks).absolute()) if self.tasks else "",
            snapshot_minutes=self.interval,
        )


def _with_own_tasks(study: Study, path: str | None) -> Study:
    """The study with a recipe for each task of a user's own."""
    own = single_tasks({task.name: task.hyper for task in make_known(path or "")})
    return study.model_copy(update={"recipes": (*study.recipes, *own)})


def _check_languages(study: Study) -> None:
    """A language that no target has would leave nothing but holes."""
    names = [target.name for target in study.targets]
    known = {language for name in names for language in registry.target(name).languages[study.benchmark]}
    for language in study.languages or ():
        if language not in known:
            raise UnknownNameError(f"language of {', '.join(names)} in study {study.name}", language, known)
