"""What a worker is asked to do: one training, evaluation or measurement, complete in itself and plain JSON."""

from pydantic import BaseModel, ConfigDict, Field

from xtreme_eval.experiment.base import Base
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.experiment.measurement import Setting, Subject
from xtreme_eval.experiment.stage import Stage


class Location(BaseModel):
    """Where data and artifacts lie, and where a running step reports its progress. Never part of a key.

    `tasks` is the file or folder with a user's own tasks; "" where there is none. `snapshot_minutes` is how much work of a
    training may be lost when it is killed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: str
    text: str
    store: str
    progress: str
    tasks: str = ""
    snapshot_minutes: float = Field(default=10.0, gt=0)


class TrainJob(BaseModel):
    """One training: from `parent` (a key), or from `base` where there is none; `stage` None builds a tiny base itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    title: str
    parent: str | None
    base: Base
    stage: Stage | None
    seed: int


class Measured(BaseModel):
    """A checkpoint to be measured, by what people call it; `checkpoint` None is `base` as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: Subject
    checkpoint: str | None
    base: Base


class MeasureJob(BaseModel):
    """One measurement of checkpoints with the data of `tasks`; `languages` None are all that the benchmark has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    title: str
    measure: str
    checkpoints: tuple[Measured, ...]
    benchmark: str
    languages: tuple[str, ...] | None
    tasks: tuple[str, ...]
    data: dict[str, str] = Field(default_factory=dict, description="hash of what may be read of each task")
    settings: tuple[tuple[str, Setting], ...]


class EvaluateJob(BaseModel):
    """One checkpoint on one target in all languages; `checkpoint` None evaluates `base` as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    title: str
    checkpoint: str | None
    base: Base
    benchmark: str
    target: str
    languages: tuple[str, ...]
    lengths: Lengths
    trained: bool


Job = TrainJob | EvaluateJob | MeasureJob
