"""SST-2: is a phrase of a film review positive, English (Socher et al. 2013, as in GLUE, arXiv 1804.07461)."""

from xtreme_eval.data.files import Files, english, from_hub
from xtreme_eval.data.hub_split import HubSplit
from xtreme_eval.data.readers.headed_tsv import headed_tsv
from xtreme_eval.data.readers.hub_rows import hub_pairs
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy

LABELS = ("0", "1")
ON_HUB = {
    "train": HubSplit(id="nyu-mll/glue", config="sst2", split="train"),
    "dev": HubSplit(id="nyu-mll/glue", config="sst2", split="validation"),
}
READ_HUB = hub_pairs(*LABELS, columns=("sentence",), spellings={"negative": "0", "positive": "1"})


def _files(split: str) -> Files:
    read = headed_tsv(*LABELS, label_column="label", sentences=("sentence",))
    own = ((f"SST-2/{split}.tsv",), (f"glue_sst2/SST-2/{split}.tsv",))
    return Files(layouts=own, read=read, alternatives=(from_hub(ON_HUB[split], READ_HUB),))


TASK = IntermediateTask(
    name="sst2",
    title="SST-2",
    kind=Classification(labels=LABELS),
    taxonomy=Taxonomy(domains=("reviews",), skills=("sentiment",)),
    train=english(_files("train")),
    dev=_files("dev"),
    hyper=Hyper(learning_rate=1e-5, epochs=3, batch_size=24, max_length=256),
    train_examples=67_349,
    source="no task of Phang et al. 2020 (arXiv 2005.13013): everything as for QQP there; size recalled and not confirmed",
)
