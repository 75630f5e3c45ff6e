"""SQuAD v2.0: find the answer in a Wikipedia passage, or see that it is not there, English (Rajpurkar et al. 2018)."""

from xtreme_eval.data.files import Files, english, from_hub
from xtreme_eval.data.hub_split import HubSplit
from xtreme_eval.data.readers.hub_questions import hub_questions
from xtreme_eval.data.readers.squad2_json import squad2_json
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.span_qa import SpanQA
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy

ON_HUB = {
    "train": HubSplit(id="rajpurkar/squad_v2", config="squad_v2", split="train", rows=130_319),
    "dev": HubSplit(id="rajpurkar/squad_v2", config="squad_v2", split="validation"),
}


def _files(split: str) -> Files:
    own = ((f"squad/{split}-v2.0.json",), (f"squad_v2/{split}-v2.0.json",))
    return Files(layouts=own, read=squad2_json, alternatives=(from_hub(ON_HUB[split], hub_questions(unanswerable=True)),))


TASK = IntermediateTask(
    name="squad2",
    title="SQuAD v2.0",
    kind=SpanQA(rules="squad2"),
    taxonomy=Taxonomy(domains=("encyclopedia",), skills=("reading",)),
    train=english(_files("train")),
    dev=_files("dev"),
    hyper=Hyper(learning_rate=1e-5, epochs=3, batch_size=8, max_length=384, stride=128),
    train_examples=130_319,
    targets_own_data=("xquad", "mlqa", "lareqa"),
    source="rate, epochs, batch: Phang et al. 2020 (arXiv 2005.13013), recalled and not confirmed; length, stride as for XQuAD",
    notes=(
        "its answerable questions are SQuAD v1.1's, the training set of XQuAD, MLQA and LAReQA",
        "no answer is given where its score is above the best span's; targets get a head of their own, which always answers",
    ),
)
