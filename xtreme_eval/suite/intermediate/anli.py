"""ANLI+: ANLI's three rounds, MNLI and SNLI as one task of English (Nie et al. 2020, arXiv 1910.14599; Bowman et al. 2015)."""

from xtreme_eval.data.files import english
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.suite.nli_files import LABELS, anli, mnli, snli
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy

TASK = IntermediateTask(
    name="anli",
    title="ANLI+",
    kind=Classification(labels=LABELS),
    taxonomy=Taxonomy(domains=("encyclopedia", "news", "fiction", "speech", "official", "captions"), skills=("inference",)),
    train=english(anli("train"), mnli("train", "train"), snli("train")),
    dev=anli("dev"),
    hyper=Hyper(learning_rate=1e-5, epochs=2, batch_size=24, max_length=256),
    train_examples=162_865 + 392_702 + 549_367,  # SNLI without the 785 pairs whose annotators do not agree
    targets_own_data=("xnli",),
    source="rate, epochs, batch: Phang et al. 2020 (arXiv 2005.13013), recalled and not confirmed; length as for XNLI",
    notes=(
        "MNLI, XNLI's own training set, is part of it",
        "weights are selected on ANLI's dev sets alone, three rounds together",
    ),
)
