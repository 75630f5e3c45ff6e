"""XNLI: does one sentence follow from another, 15 languages; trained on MNLI (Conneau et al. 2018, arXiv 1809.05053)."""

from dataclasses import replace

from xtreme_eval.data.files import english
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.languages import SAMPLE_LANGUAGES, codes
from xtreme_eval.suite.nli_files import LABELS, mnli_files, xnli_files
from xtreme_eval.suite.task import TargetTask
from xtreme_eval.suite.taxonomy import Taxonomy

XTREME = "ar bg de el en es fr hi ru sw th tr ur vi zh"

TASK = TargetTask(
    name="xnli",
    title="XNLI",
    kind=Classification(labels=LABELS),
    taxonomy=Taxonomy(domains=("news", "fiction", "speech", "official"), skills=("inference",)),
    train=english(replace(xnli_files("train"), alternatives=mnli_files("train"))),
    dev=replace(xnli_files("dev"), alternatives=(*xnli_files("dev").alternatives, *mnli_files("dev_matched"))),
    evaluation={"dev": xnli_files("dev"), "test": xnli_files("test")},
    languages={
        "xtreme": codes(XTREME),
        "xtreme-r": codes(XTREME),
        "sample": SAMPLE_LANGUAGES,
        "sample-r": SAMPLE_LANGUAGES,
    },
    hyper=Hyper(learning_rate=1e-5, epochs=2, batch_size=32, max_length=256),
    train_examples=392_702,
    source="rate, epochs, batch, length: jiant's XTREME guide, the code of Phang et al. 2020 (arXiv 2005.13013); languages: XTREME",
)
