"""XQuAD: find the answer in a passage; SQuAD questions in 11 or 12 languages (Artetxe et al. 2020, arXiv 1910.11856)."""

from xtreme_eval.data.files import Files, english, from_hub
from xtreme_eval.data.hub_split import HubSplit
from xtreme_eval.data.readers.hub_questions import hub_questions
from xtreme_eval.data.readers.squad_json import squad_json
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.span_qa import SpanQA
from xtreme_eval.languages import SAMPLE_LANGUAGES, codes
from xtreme_eval.suite.squad_files import SQUAD_DEV, SQUAD_TRAIN, SQUAD_TRAIN_EXAMPLES
from xtreme_eval.suite.task import TargetTask
from xtreme_eval.suite.taxonomy import Taxonomy

XTREME = "en es de el ru tr ar vi th zh hi"
_HUB_XTREME = HubSplit(id="google/xtreme", config="XQuAD.{language}", split="validation", rows=1_190)
_HUB_XQUAD = HubSplit(id="google/xquad", config="xquad.{language}", split="validation", rows=1_190, sure=False)
ON_HUB = (from_hub(_HUB_XTREME, hub_questions(), languages=codes(XTREME)), from_hub(_HUB_XQUAD, hub_questions()))

TASK = TargetTask(
    name="xquad",
    title="XQuAD",
    kind=SpanQA(rules="squad"),
    taxonomy=Taxonomy(domains=("encyclopedia",), skills=("reading",)),
    train=english(SQUAD_TRAIN),
    dev=SQUAD_DEV,
    evaluation={"test": Files(layouts=(("xquad/xquad.{language}.json",),), read=squad_json, alternatives=ON_HUB)},
    languages={
        "xtreme": codes(XTREME),
        "xtreme-r": codes(f"{XTREME} ro"),
        "sample": SAMPLE_LANGUAGES,
        "sample-r": SAMPLE_LANGUAGES,
    },
    hyper=Hyper(learning_rate=1e-5, epochs=2, batch_size=16, max_length=384, stride=128),
    train_examples=SQUAD_TRAIN_EXAMPLES,
    source="rate, epochs, batch, length: jiant's XTREME guide, the code of Phang et al. 2020 (arXiv 2005.13013); languages: XTREME",
    notes=(
        "English rules of normalisation in every language, as in XTREME: an answer without spaces (zh, th) is one word",
        "its passages come from SQuAD's dev set, which weights are selected on",
    ),
)
