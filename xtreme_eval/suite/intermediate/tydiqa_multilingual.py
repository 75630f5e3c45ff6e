"""TyDiQA-GoldP's training sets in all nine languages, asked in each of them (Clark et al. 2020, arXiv 2003.05002)."""

from xtreme_eval.data.files import TrainingSet
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.span_qa import SpanQA
from xtreme_eval.languages import codes
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy
from xtreme_eval.suite.tydiqa_files import english_tydiqa, other_tydiqa

TASK = IntermediateTask(
    name="tydiqa_multilingual",
    title="TyDiQA, all languages",
    kind=SpanQA(rules="squad"),
    taxonomy=Taxonomy(domains=("encyclopedia",), skills=("reading",)),
    train=TrainingSet(
        files=(english_tydiqa("train"),),
        languages=codes("en ar bn fi id ko ru sw te"),
        translated=(other_tydiqa(),),
    ),
    dev=english_tydiqa("held-out"),
    hyper=Hyper(learning_rate=1e-5, epochs=2, batch_size=16, max_length=384, stride=128),
    train_examples=49_881,
    targets_own_data=("tydiqa",),
    source=(
        "rate, epochs, batch, length as for TyDiQA: jiant's XTREME guide, the code of Phang et al. 2020 (arXiv 2005.13013); size: "
        "the data set's card in XTREME on the Hub"
    ),
    notes=(
        "TyDiQA's own training data in all of its languages: on TyDiQA this is no zero-shot transfer",
        "weights are selected on a tenth of the English training passages, which are not trained on",
    ),
)
