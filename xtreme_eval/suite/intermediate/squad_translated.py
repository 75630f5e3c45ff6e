"""SQuAD v1.1 in XQuAD's 11 languages, English and XTREME's 10 machine translations of it (Hu et al. 2020, arXiv 2003.11080)."""

from xtreme_eval.data.files import Files, TrainingSet
from xtreme_eval.data.readers.translated_squad_json import translated_squad_json
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.span_qa import SpanQA
from xtreme_eval.languages import codes
from xtreme_eval.suite.squad_files import SQUAD_DEV, SQUAD_TRAIN
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy

FOLDERS = ("squad/translate-train", "xtreme_translations/SQuAD/translate-train")

TASK = IntermediateTask(
    name="squad_translated",
    title="SQuAD v1.1, translated",
    kind=SpanQA(rules="squad"),
    taxonomy=Taxonomy(domains=("encyclopedia",), skills=("reading",)),
    train=TrainingSet(
        files=(SQUAD_TRAIN,),
        languages=codes("en ar de el es hi ru th tr vi zh"),
        translated=(
            Files(
                layouts=tuple((f"{folder}/squad.translate.train.en-{{language}}.json",) for folder in FOLDERS),
                read=translated_squad_json,
            ),
        ),
    ),
    dev=SQUAD_DEV,
    hyper=Hyper(learning_rate=1e-5, epochs=3 / 11, batch_size=8, max_length=384, stride=128),
    targets_own_data=("xquad", "mlqa", "lareqa"),
    source=(
        "rate, batch as for SQuAD: Phang et al. 2020 (arXiv 2005.13013), recalled and not confirmed; length, stride as for XQuAD; "
        "epochs set here: about as many steps as SQuAD in English; size not published"
    ),
    notes=(
        "the training set of XQuAD, MLQA and LAReQA in their languages: on them this is translate-train and not zero-shot transfer",
        "questions whose translated answer is not in the translated passage are left out",
    ),
)
