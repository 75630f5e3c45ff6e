"""HellaSwag: which of four endings goes on with a description, English (Zellers et al. 2019, arXiv 1905.07830)."""

from xtreme_eval.data.files import Files, english, from_hub
from xtreme_eval.data.hub_split import HubSplit
from xtreme_eval.data.readers.hellaswag_jsonl import hellaswag_jsonl
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.multiple_choice import MultipleChoice
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy


def _files(name: str, split: str, rows: int | None = None) -> Files:
    """The release, then the Hub, whose rows are the release's with the label as text."""
    on_hub = HubSplit(id="Rowan/hellaswag", config="default", split=split, rows=rows)
    own = ((f"hellaswag/hellaswag_{name}.jsonl",),)
    return Files(layouts=own, read=hellaswag_jsonl, alternatives=(from_hub(on_hub, hellaswag_jsonl),))


TASK = IntermediateTask(
    name="hellaswag",
    title="HellaSwag",
    kind=MultipleChoice(),
    taxonomy=Taxonomy(domains=("captions", "instructions"), skills=("commonsense",)),
    train=english(_files("train", "train", 39_905)),
    dev=_files("val", "validation"),
    hyper=Hyper(learning_rate=1e-5, epochs=7, batch_size=24, max_length=256),
    train_examples=39_905,
    source="rate, epochs, batch: Phang et al. 2020 (arXiv 2005.13013), recalled and not confirmed; length set here",
)
