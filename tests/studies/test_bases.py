"""How a base model is named: a tiny one, a folder, or a commit on the Hub."""

from pathlib import Path

import pytest

from xtreme_eval.errors import SpecificationError
from xtreme_eval.experiment.base import FolderBase, HubBase, TinyBase
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.studies.bases import named_base
from xtreme_eval.studies.sample import STUDY
from xtreme_eval.studies.tiny_bases import LARGE, MEDIUM, SMALL, TINY_BASES

SAME = {"hidden": 0, "feed_forward": 0, "heads": 1}
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize("name", TINY_BASES)
def test_a_tiny_base_is_chosen_by_its_name(name: str) -> None:
    base = named_base(name)
    assert isinstance(base, TinyBase)
    assert base.name == name


def test_the_tiny_bases_differ_in_their_width_and_the_rate_that_goes_with_it() -> None:
    sizes = (SMALL, MEDIUM, LARGE)
    shapes = [(base.hidden, base.feed_forward, base.heads) for base in sizes]
    assert shapes == sorted(shapes)
    assert all(base.heads * 32 == base.hidden for base in TINY_BASES.values())
    assert len({base.model_copy(update={"name": "", **SAME, "pretraining": alike(base)}) for base in sizes}) == 1


def alike(base: TinyBase) -> Hyper:
    """The pretraining without the one thing that depends on the width."""
    assert base.pretraining is not None
    return base.pretraining.model_copy(update={"learning_rate": base.pretraining.learning_rate * base.hidden / 1000})


def test_the_sample_study_has_the_one_in_the_middle() -> None:
    assert STUDY.base == TINY_BASES["tiny-medium"]


def test_a_folder_is_named_after_itself(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert named_base(str(tmp_path / "mine")) == FolderBase(name="mine", path=str(tmp_path / "mine"))


def test_a_checkpoint_on_the_hub_needs_its_commit() -> None:
    assert named_base(f"lab/model@{COMMIT}") == HubBase(name="model", id="lab/model", revision=COMMIT)
    with pytest.raises(SpecificationError, match="must name a commit"):
        named_base("lab/model@main")


def test_an_unknown_name_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(SpecificationError, match="tiny-small, tiny-medium, tiny-large"):
        named_base("tiny-huge")
