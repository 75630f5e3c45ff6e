"""Indexes in fewer bits."""

import numpy as np
import pandas as pd
import pytest

from tests.measures.efficiency_fixtures import cost_job
from xtreme_eval.errors import SpecificationError
from xtreme_eval.measures import index_size
from xtreme_eval.measures.index_size import as_float16, as_float32, as_int8, index_scores

VECTORS = np.array([[1.0, -0.5, 0.25], [0.0, 0.0, 0.0], [-127.0, 1.0, 63.4]], np.float32)


def test_bytes_are_those_of_the_numbers_and_of_a_scale_for_each_vector():
    assert [kept(VECTORS).bytes for kept in (as_float32, as_float16, as_int8)] == [36, 18, 9 + 3 * 4]


def test_eight_bits_keep_each_vector_within_half_a_step_and_a_zero_vector_zero():
    found = as_int8(VECTORS).vectors
    steps = np.abs(VECTORS).max(axis=1, keepdims=True) / 127
    assert (np.abs(found - VECTORS) <= steps / 2 + 1e-6).all()
    assert found[2].tolist() == [-127.0, 1.0, 63.0]
    assert not found[1].any()


def test_other_formats_keep_values_as_they_can():
    assert (as_float32(VECTORS).vectors == VECTORS).all()
    assert as_float16(VECTORS).vectors[2, 2] == np.float32(np.float16(63.4))


def test_a_target_without_a_pool_has_no_index(base, store, location):
    with pytest.raises(SpecificationError, match="tatoeba has no pool"):
        index_size.measure(cost_job("index_size", "tatoeba", base), location, store, lambda *told: None)


def test_every_format_of_a_pool_is_searched_and_scored(base, store, location, monkeypatch):
    from xtreme_eval.evaluation.model import load_model

    def with_a_fresh_head(job, store):
        return load_model(job.model_copy(update={"trained": False}), store)

    monkeypatch.setattr("xtreme_eval.measures.subject_model.load_model", with_a_fresh_head)
    job = cost_job("index_size", "mewslix", base, ("one",), benchmark="sample-r")
    found = index_scores(index_size.measure(job, location, store, lambda *told: None))
    assert found["format"].tolist() == ["float32", "float16", "int8"]
    full, half, eighth = found["bytes"]
    assert (full, half) == (4 * 32 * found["candidates"][0], full / 2)
    assert eighth < half
    assert found["value"].between(0, 100).all()


def test_a_format_score_is_the_mean_over_languages():
    case = {"recipe": "one", "target": "lareqa", "seed": 1, "format": "int8", "candidates": 5, "dimensions": 2, "bytes": 30}
    rows = [{**case, "hole": "", "value": value} for value in (20.0, 40.0)] + [{**case, "hole": "no file", "value": None}]
    assert index_scores(pd.DataFrame(rows))["value"].tolist() == [30.0]
