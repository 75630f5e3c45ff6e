"""MLQA: find the answer in a passage, 7 languages, trained on SQuAD (Lewis et al. 2020, arXiv 1910.07475)."""

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

XTREME = "en es de ar hi vi zh"
ON_HUB = {
    "dev": HubSplit(id="google/xtreme", config="MLQA.{language}.{language}", split="validation", rows={"ar": 517}),
    "test": HubSplit(id="google/xtreme", config="MLQA.{language}.{language}", split="test", rows={"ar": 5_335}),
}


def _files(split: str) -> Files:
    """Question and passage in the same language, as in XTREME; the release has every other pair of languages too."""
    name = f"MLQA_V1/{split}/{split}-context-{{language}}-question-{{language}}.json"
    on_hub = from_hub(ON_HUB[split], hub_questions())
    return Files(layouts=((f"mlqa/{name}",), (name,)), read=squad_json, alternatives=(on_hub,))


TASK = TargetTask(
    name="mlqa",
    title="MLQA",
    kind=SpanQA(rules="mlqa"),
    taxonomy=Taxonomy(domains=("encyclopedia",), skills=("reading",)),
    train=english(SQUAD_TRAIN),
    dev=SQUAD_DEV,
    evaluation={"dev": _files("dev"), "test": _files("test")},
    languages={
        "xtreme": codes(XTREME),
        "xtreme-r": codes(XTREME),
        "sample": SAMPLE_LANGUAGES,
        "sample-r": SAMPLE_LANGUAGES,
    },
    hyper=Hyper(learning_rate=1e-5, epochs=2, batch_size=16, max_length=384, stride=128),
    train_examples=SQUAD_TRAIN_EXAMPLES,
    source="rate, epochs, batch, length: jiant's XTREME guide, the code of Phang et al. 2020 (arXiv 2005.13013); languages: XTREME",
    notes=("exact match and F1 by MLQA's own rules for each language; only questions in the language of the passage",),
)
