"""The example measure, among the known ones of this process."""

from pathlib import Path

import pytest

from xtreme_eval import measures
from xtreme_eval.experiment.measurement import Measurement, Subject

EXAMPLES = str(Path(__file__).parent / "examples")


@pytest.fixture
def known_example(monkeypatch):
    """`stage_count` is a measure."""
    monkeypatch.setattr(measures, "__path__", [*measures.__path__, EXAMPLES])


def counted(*subjects: tuple[str, str, int], name: str = "counted", **settings) -> Measurement:
    """The number of trainings behind checkpoints, each given as recipe, target and seed."""
    return Measurement(
        name=name,
        measure="stage_count",
        subjects=tuple(Subject(recipe=recipe, target=target, seed=seed) for recipe, target, seed in subjects),
        settings=tuple(settings.items()),
    )
