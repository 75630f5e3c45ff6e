"""Answers of real files in ten scripts: each can be pointed at with tokens, and comes out as it is written."""

import unicodedata
from pathlib import Path

import pytest

from tests.kinds.cases import spans
from xtreme_eval.data.readers.squad_json import squad_json
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.span_qa import SpanQA
from xtreme_eval.models.vocabulary import as_fast, unigram_from_list

REAL_SLICE = Path(__file__).parents[3] / "shared" / "data" / "real-slice"
FILES = [
    *(f"xquad/xquad.{language}.json" for language in ("ar", "de", "el", "hi", "ru", "tr", "vi", "zh")),
    *(f"mlqa/MLQA_V1/dev/dev-context-{language}-question-{language}.json" for language in ("ar", "es", "hi", "zh")),
    "tydiqa/tydiqa-goldp-v1.1-train/tydiqa.goldp.en.train.json",
    "squad/train-v1.1.json",
]
EACH, SHORT = 40, 14
"""Questions a file, and characters of an answer: in a vocabulary of single characters every sign is a token, of 30 at most."""


@pytest.mark.parametrize("name", FILES)
def test_an_answer_comes_out_as_it_is_written(name):
    if not REAL_SLICE.is_dir():
        pytest.skip(f"no real benchmark files at {REAL_SLICE}")
    questions = [record for record in squad_json([REAL_SLICE / name]) if len(record.answers[0].text) <= SHORT]
    records = sorted(questions, key=lambda record: len(record.context))[:EACH]
    signs = set(unicodedata.normalize("NFKC", "".join(record.context + record.question for record in records)))
    tokenizer = as_fast(unigram_from_list([(sign, -1.0) for sign in sorted({s for s in signs if not s.isspace()} | {"▁"})]))
    kind = SpanQA()
    features = kind.features(records, tokenizer, Lengths(max_length=512, stride=128))
    assert kind.decode(records, features, spans(features)) == [record.answers[0].text.strip() for record in records]
