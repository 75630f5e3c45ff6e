"""Every measure: one file of the package, found by its name, cheap to import."""

import subprocess
import sys

import pytest

from tests.measures.example import known_example
from xtreme_eval.errors import UnknownNameError
from xtreme_eval.measures.registry import measure_named, measures

__all__ = ["known_example"]


def test_a_new_file_is_a_new_measure(known_example):
    assert measure_named("stage_count").VERSION == 1
    assert "stage_count" in measures()


@pytest.mark.parametrize("name", ["stage_count", "registry", "run", "../run", "os", "", "stage-count"])
def test_what_is_no_measure_is_refused(name):
    with pytest.raises(UnknownNameError, match="measure"):
        measure_named(name)


@pytest.mark.parametrize("name", measures())
def test_every_measure_has_a_version_and_says_what_it_measures(name):
    module = measure_named(name)
    assert isinstance(module.VERSION, int)
    assert callable(module.measure)
    assert module.__doc__


def test_versions_are_read_without_loading_torch():
    code = (
        "import sys; from xtreme_eval.measures.registry import measures; measures(); "
        "print(sorted({'torch', 'transformers', 'prefect'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
