"""SQuAD v1.1: find the answer in a Wikipedia passage, English (Rajpurkar et al. 2016, arXiv 1606.05250)."""

from xtreme_eval.data.files import english
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.span_qa import SpanQA
from xtreme_eval.suite.squad_files import SQUAD_DEV, SQUAD_TRAIN, SQUAD_TRAIN_EXAMPLES
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy

TASK = IntermediateTask(
    name="squad1",
    title="SQuAD v1.1",
    kind=SpanQA(rules="squad"),
    taxonomy=Taxonomy(domains=("encyclopedia",), skills=("reading",)),
    train=english(SQUAD_TRAIN),
    dev=SQUAD_DEV,
    hyper=Hyper(learning_rate=1e-5, epochs=3, batch_size=8, max_length=384, stride=128),
    train_examples=SQUAD_TRAIN_EXAMPLES,
    targets_own_data=("xquad", "mlqa", "lareqa"),
    source="rate, epochs, batch: Phang et al. 2020 (arXiv 2005.13013), recalled and not confirmed; length, stride as for XQuAD",
)
