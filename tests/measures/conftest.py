"""One thread, as in a worker, and a base model and a sample world small enough to be measured in a second."""

from pathlib import Path

import pytest

from tests.kinds import made
from tests.miniature import SIZES
from tests.training.grid_fixtures import one_thread
from xtreme_eval.experiment.base import FolderBase
from xtreme_eval.experiment.jobs import Location, Measured, MeasureJob
from xtreme_eval.experiment.measurement import Subject
from xtreme_eval.models import checkpoint as checkpoints
from xtreme_eval.sample.write import write_world
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.store.protocol import Store

__all__ = ["one_thread"]

SUBJECT = Subject(recipe="baseline", seed=1)


@pytest.fixture(scope="session")
def location(tmp_path_factory: pytest.TempPathFactory) -> Location:
    """A miniature sample world."""
    folder = tmp_path_factory.mktemp("measured")
    write_world(folder / "data", seed=1, sizes=SIZES)
    return Location(
        data=str(folder / "data"),
        text=str(folder / "data/text"),
        store=f"file:{folder / 'store'}",
        progress=str(folder / "progress"),
    )


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> FolderBase:
    """Random weights, as transformers saves them."""
    folder = tmp_path_factory.mktemp("base")
    checkpoints.save(made.checkpoint(), [], folder)
    return FolderBase(name="made", path=str(folder))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store: the base model lies elsewhere."""
    return DirectoryStore(tmp_path)


def job(measure: str, tasks: tuple[str, ...], base: FolderBase, **settings: float) -> MeasureJob:
    """What a plan would make of a measurement of the base model."""
    return MeasureJob(
        key="0" * 64,
        title=f"measure {measure}",
        measure=measure,
        checkpoints=(Measured(subject=SUBJECT, checkpoint=None, base=base),),
        benchmark="sample",
        languages=None,
        tasks=tasks,
        settings=tuple(settings.items()),
    )


def value(frame, one: str, other: str, similarity: str) -> float:
    """One similarity of two tasks."""
    (found,) = frame[(frame["task"] == one) & (frame["other"] == other) & (frame["similarity"] == similarity)]["value"]
    return float(found)
