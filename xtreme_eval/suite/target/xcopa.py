"""XCOPA: which of two alternatives is the cause or the effect, 11 languages (Ponti et al. 2020, arXiv 2005.00333)."""

from xtreme_eval.data.files import Files, english, from_hub
from xtreme_eval.data.hub_split import HubSplit
from xtreme_eval.data.readers.copa_jsonl import copa_jsonl
from xtreme_eval.data.readers.hub_choices import hub_copa
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.multiple_choice import MultipleChoice
from xtreme_eval.languages import INVENTED, codes
from xtreme_eval.suite.task import TargetTask
from xtreme_eval.suite.taxonomy import Taxonomy

COPA_ON_HUB = {
    "train": HubSplit(id="aps/super_glue", config="copa", split="train", rows=400),
    "val": HubSplit(id="aps/super_glue", config="copa", split="validation"),
}
ON_HUB = {
    "val": HubSplit(id="cambridgeltl/xcopa", config="{language}", split="validation", rows=100),
    "test": HubSplit(id="cambridgeltl/xcopa", config="{language}", split="test", rows=500),
}


def _english(split: str) -> Files:
    """English COPA as copies of XTREME-R's download and that download itself name it, SuperGLUE's own archive, the Hub."""
    names = (f"copa/{split}-en.jsonl", f"xcopa/{split}.en.jsonl", f"xcopa/{split}-en.jsonl", f"COPA/{split}.jsonl")
    on_hub = from_hub(COPA_ON_HUB[split], hub_copa)
    return Files(layouts=tuple((name,) for name in names), read=copa_jsonl, alternatives=(on_hub,))


def _files(split: str) -> Files:
    """XCOPA's own folders, then XTREME-R's download, then the Hub."""
    names = (f"xcopa/data/{{language}}/{split}.{{language}}.jsonl", f"xcopa/{split}.{{language}}.jsonl")
    on_hub = from_hub(ON_HUB[split], hub_copa)
    return Files(layouts=tuple((name,) for name in names), read=copa_jsonl, alternatives=(on_hub,))


TASK = TargetTask(
    name="xcopa",
    title="XCOPA",
    kind=MultipleChoice(),
    taxonomy=Taxonomy(domains=("everyday",), skills=("commonsense",)),
    train=english(_english("train")),
    dev=_english("val"),
    evaluation={"dev": _files("val"), "test": _files("test")},
    languages={"xtreme-r": codes("et ht id it qu sw ta th tr vi zh"), "sample-r": INVENTED},
    before={"xtreme-r": ("siqa",), "sample-r": ("siqa",)},
    hyper=Hyper(learning_rate=3e-5, epochs=5, batch_size=32, max_length=128, warmup=0.0),
    train_examples=400,
    source="rate, epochs, batch, length, prompt, languages: the scripts of XTREME-R (Ruder et al. 2021, arXiv 2104.07412)",
    notes=(
        "trained on Social IQa, then with the same head on English COPA; English is not among its languages",
        "the labels of English COPA's test file are placeholders, so it is not read",
    ),
)
