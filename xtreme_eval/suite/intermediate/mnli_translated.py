"""MNLI in XNLI's 15 languages, English and 14 machine translations of it (Conneau et al. 2018, arXiv 1809.05053)."""

from dataclasses import replace

from xtreme_eval.data.files import TrainingSet
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.languages import codes
from xtreme_eval.suite.nli_files import (
    LABELS,
    mnli,
    mnli_files,
    translated_mnli,
    translated_mnli_on_hub,
    xnli_files,
    xtremes_translated_mnli,
)
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy

LANGUAGES = codes("en ar bg de el es fr hi ru sw th tr ur vi zh")

TASK = IntermediateTask(
    name="mnli_translated",
    title="MNLI, translated",
    kind=Classification(labels=LABELS),
    taxonomy=Taxonomy(domains=("news", "fiction", "speech", "official"), skills=("inference",)),
    train=TrainingSet(
        files=(replace(translated_mnli(), alternatives=(*mnli_files("train"), xnli_files("train"))),),
        languages=LANGUAGES,
        translated=(replace(translated_mnli(), alternatives=(xtremes_translated_mnli(), translated_mnli_on_hub())),),
    ),
    dev=mnli("dev_matched", "dev"),
    hyper=Hyper(learning_rate=1e-5, epochs=2 / 15, batch_size=24, max_length=256),
    train_examples=15 * 392_702,
    targets_own_data=("xnli",),
    source=(
        "rate, batch as for MNLI: Phang et al. 2020 (arXiv 2005.13013), recalled and not confirmed; length as for XNLI; epochs set "
        "here: as many steps as MNLI in English"
    ),
    notes=("XNLI's own training set in all of its languages: on XNLI this is translate-train and not zero-shot transfer",),
)
