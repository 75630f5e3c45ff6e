"""Latency by language, and how much text a language needs."""

import numpy as np
import pandas as pd
import pytest

from tests.kinds import made
from tests.measures.efficiency_fixtures import cost_job
from xtreme_eval.data.records import PairRecord
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.measures import language_latency
from xtreme_eval.measures.language_latency import by_language, text_counts
from xtreme_eval.suite import registry

RECORDS = [PairRecord(first="the cat sat", second="the dog ran", label="entailment")]


def counts(language):
    tokenizer = made.tokenizer()
    features = registry.target("xnli").kind.features(RECORDS, tokenizer, Lengths(max_length=32))
    return text_counts(RECORDS, features, language, tokenizer)


def test_words_and_sub_tokens_are_those_of_the_texts_and_read_those_of_the_input():
    found = counts("en")
    assert (found["examples"], found["words"], found["sub_tokens"]) == (1, 6, 6)
    assert found["read"] == 6 + 4  # <s> first </s></s> second </s>


def test_words_are_unknown_where_a_script_puts_no_spaces_between_them():
    assert np.isnan(counts("zh")["words"])


def test_every_language_is_timed_in_every_round(base, store, location, monkeypatch):
    job = cost_job("language_latency", "xquad", base, ("one",), examples=3, rounds=2, calls=2, warm_up=0)
    monkeypatch.setattr("xtreme_eval.measures.subject_model.load_model", _with_a_fresh_head)
    found = language_latency.measure(job, location, store, lambda *told: None)
    assert found.groupby("language").size().to_dict() == {"en": 4, "qto": 4}
    assert set(found["examples"]) == {3}
    assert (found["seconds"] > 0).all()


def _with_a_fresh_head(job, store):
    from xtreme_eval.evaluation.model import load_model

    return load_model(job.model_copy(update={"trained": False}), store)


def test_milliseconds_are_those_of_an_example_and_words_have_sub_tokens():
    case = {"recipe": "one", "target": "xnli", "seed": 1, "language": "en", "hole": "", "examples": 4}
    case |= {"read": 80, "sub_tokens": 60, "words": 40.0}
    frame = pd.DataFrame([{**case, "seconds": seconds} for seconds in (0.4, 0.8, 1.2)])
    (row,) = by_language(frame).itertuples()
    assert (row.per_word, row.per_example) == (1.5, 20.0)
    assert (row.p50, row.p95) == (pytest.approx(200), pytest.approx(290))
