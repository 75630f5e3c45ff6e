"""Cosmos QA: commonsense questions about blog passages, four answers, English (Huang et al. 2019, arXiv 1909.00277)."""

from xtreme_eval.data.files import Files, english, from_hub
from xtreme_eval.data.hub_split import HubSplit
from xtreme_eval.data.readers.cosmosqa_csv import cosmosqa_csv
from xtreme_eval.data.readers.hub_choices import hub_choices, joined
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.multiple_choice import MultipleChoice
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy

HUB_READER = hub_choices("answer0", "answer1", "answer2", "answer3", prompt=joined("context", "question"))


def _files(name: str, split: str, rows: int) -> Files:
    """The release, then the Hub's own Parquet copy: its authors published a loading script."""
    on_hub = HubSplit(id="allenai/cosmos_qa", config="default", split=split, rows=rows, branch="refs/convert/parquet")
    layouts = ((f"cosmosqa/{name}.csv",), (f"cosmos_qa/{name}.csv",))
    return Files(layouts=layouts, read=cosmosqa_csv, alternatives=(from_hub(on_hub, HUB_READER),))


TASK = IntermediateTask(
    name="cosmosqa",
    title="Cosmos QA",
    kind=MultipleChoice(),
    taxonomy=Taxonomy(domains=("blogs",), skills=("commonsense", "reading")),
    train=english(_files("train", "train", 25_262)),
    dev=_files("valid", "validation", 2_985),
    hyper=Hyper(learning_rate=1e-5, epochs=15, batch_size=4, max_length=256),
    train_examples=25_262,
    source="rate, epochs, batch: Phang et al. 2020 (arXiv 2005.13013), recalled and not confirmed; length set here",
)
