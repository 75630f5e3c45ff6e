"""CommonsenseQA: questions from ConceptNet, five answers, English (Talmor et al. 2019, arXiv 1811.00937)."""

from xtreme_eval.data.files import Files, english, from_hub
from xtreme_eval.data.hub_split import HubSplit
from xtreme_eval.data.readers.commonsenseqa_jsonl import commonsenseqa_jsonl
from xtreme_eval.data.readers.hub_choices import hub_commonsenseqa
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.multiple_choice import MultipleChoice
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy


def _files(split: str, hub_split: str, rows: int) -> Files:
    on_hub = HubSplit(id="tau/commonsense_qa", config="default", split=hub_split, rows=rows)
    layouts = ((f"commonsenseqa/{split}_rand_split.jsonl",), (f"commonsense_qa/{split}_rand_split.jsonl",))
    return Files(layouts=layouts, read=commonsenseqa_jsonl, alternatives=(from_hub(on_hub, hub_commonsenseqa),))


TASK = IntermediateTask(
    name="commonsenseqa",
    title="CommonsenseQA",
    kind=MultipleChoice(),
    taxonomy=Taxonomy(domains=("everyday",), skills=("commonsense",)),
    train=english(_files("train", "train", 9_741)),
    dev=_files("dev", "validation", 1_221),
    hyper=Hyper(learning_rate=1e-5, epochs=10, batch_size=4, max_length=256),
    train_examples=9_741,
    source="rate, epochs, batch: Phang et al. 2020 (arXiv 2005.13013), recalled and not confirmed; length set here",
)
