"""MNLI: does one sentence follow from another, ten genres of English (Williams et al. 2018, arXiv 1704.05426)."""

from xtreme_eval.data.files import english
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.suite.nli_files import LABELS, mnli
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy

TASK = IntermediateTask(
    name="mnli",
    title="MNLI",
    kind=Classification(labels=LABELS),
    taxonomy=Taxonomy(domains=("news", "fiction", "speech", "official"), skills=("inference",)),
    train=english(mnli("train", "train")),
    dev=mnli("dev_matched", "dev"),
    hyper=Hyper(learning_rate=1e-5, epochs=2, batch_size=24, max_length=256),
    train_examples=392_702,
    targets_own_data=("xnli",),
    source="rate, epochs, batch: Phang et al. 2020 (arXiv 2005.13013), recalled and not confirmed; length as for XNLI",
)
