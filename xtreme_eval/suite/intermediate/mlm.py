"""Continued masked language modelling on multilingual running text: what pretraining did, gone on with (Devlin et al. 2019)."""

from xtreme_eval.data.files import RUNNING_TEXT
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.masked_lm import MaskedLM
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy

TASK = IntermediateTask(
    name="mlm",
    title="multilingual MLM",
    kind=MaskedLM(),
    taxonomy=Taxonomy(domains=(), skills=("language",)),
    train=RUNNING_TEXT,
    dev=None,
    hyper=Hyper(learning_rate=1e-5, steps=10_000, batch_size=24, max_length=256),
    source="rate, batch: as the other tasks of Phang et al. 2020 (arXiv 2005.13013), which are recalled and not confirmed; steps, "
    "length and languages set here: the paper's share and list were not found",
    notes=(
        "it trains on the text folder, each language equally often, and has no dev set: it takes part in no selection of weights "
        "and has no verdict",
    ),
)
