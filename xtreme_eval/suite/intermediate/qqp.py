"""QQP: do two questions on Quora ask the same, English (as in GLUE, Wang et al. 2019, arXiv 1804.07461)."""

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
    "train": HubSplit(id="nyu-mll/glue", config="qqp", split="train", rows=363_849, sure=False),
    "dev": HubSplit(id="nyu-mll/glue", config="qqp", split="validation"),
}
READ_HUB = hub_pairs(*LABELS, columns=("question1", "question2"), spellings={"not_duplicate": "0", "duplicate": "1"})


def _files(split: str) -> Files:
    read = headed_tsv(*LABELS, label_column="is_duplicate", sentences=("question1", "question2"), some_broken=True)
    own = ((f"QQP/{split}.tsv",), (f"glue_qqp/QQP/{split}.tsv",))
    return Files(layouts=own, read=read, alternatives=(from_hub(ON_HUB[split], READ_HUB),))


TASK = IntermediateTask(
    name="qqp",
    title="QQP",
    kind=Classification(labels=LABELS, positive="1"),
    taxonomy=Taxonomy(domains=("forum",), skills=("paraphrase",)),
    train=english(_files("train")),
    dev=_files("dev"),
    hyper=Hyper(learning_rate=1e-5, epochs=3, batch_size=24, max_length=256),
    train_examples=363_846,
    source="rate, epochs, batch, size: Phang et al. 2020 (arXiv 2005.13013), recalled and not confirmed; length as for PAWS-X",
    notes=("the score is the mean of accuracy and of F1 of the pairs that ask the same, as in GLUE",),
)
