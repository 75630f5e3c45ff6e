"""TyDiQA-GoldP: find the answer in a passage, 9 languages, asked in each of them (Clark et al. 2020, arXiv 2003.05002)."""

from xtreme_eval.data.files import Files, english
from xtreme_eval.data.readers.squad_json import squad_json
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.span_qa import SpanQA
from xtreme_eval.languages import SAMPLE_LANGUAGES, codes
from xtreme_eval.suite.task import TargetTask
from xtreme_eval.suite.taxonomy import Taxonomy
from xtreme_eval.suite.tydiqa_files import TEST_ON_HUB, english_tydiqa

XTREME = "en ar bn fi id ko ru sw te"

TASK = TargetTask(
    name="tydiqa",
    title="TyDiQA",
    kind=SpanQA(rules="squad"),
    taxonomy=Taxonomy(domains=("encyclopedia",), skills=("reading",)),
    train=english(english_tydiqa("train")),
    dev=english_tydiqa("held-out"),
    evaluation={
        "test": Files(
            layouts=(("tydiqa/tydiqa-goldp-v1.1-dev/tydiqa.goldp.{language}.dev.json",),),
            read=squad_json,
            alternatives=(TEST_ON_HUB,),
        ),
    },
    languages={
        "xtreme": codes(XTREME),
        "xtreme-r": codes(XTREME),
        "sample": SAMPLE_LANGUAGES,
        "sample-r": SAMPLE_LANGUAGES,
    },
    hyper=Hyper(learning_rate=1e-5, epochs=2, batch_size=16, max_length=384, stride=128),
    train_examples=3_696,
    source="rate, epochs, batch, length: jiant's XTREME guide, the code of Phang et al. 2020 (arXiv 2005.13013); languages: XTREME",
    notes=(
        "the released dev set is the test set",
        "weights are selected on a tenth of the English training passages, which are not trained on",
    ),
)
