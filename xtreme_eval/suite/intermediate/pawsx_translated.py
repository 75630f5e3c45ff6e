"""PAWS-X's training set in its 7 languages, English and 6 machine translations of it (Yang et al. 2019, arXiv 1908.11828)."""

from xtreme_eval.data.files import TrainingSet
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.languages import codes
from xtreme_eval.suite.pawsx_files import LABELS, archived, pawsx_files
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy

TASK = IntermediateTask(
    name="pawsx_translated",
    title="PAWS-X, translated",
    kind=Classification(labels=LABELS),
    taxonomy=Taxonomy(domains=("encyclopedia",), skills=("paraphrase",)),
    train=TrainingSet(
        files=(pawsx_files("train", "train"),),
        languages=codes("en de es fr ja ko zh"),
        translated=(archived("train", "translated_train"),),
    ),
    dev=pawsx_files("dev", "dev_2k"),
    hyper=Hyper(learning_rate=1e-5, epochs=5 / 7, batch_size=32, max_length=256),
    train_examples=7 * 49_401,
    targets_own_data=("pawsx",),
    source=(
        "rate, batch, length as for PAWS-X: jiant's XTREME guide, the code of Phang et al. 2020 (arXiv 2005.13013); epochs set "
        "here: as many steps as PAWS-X in English"
    ),
    notes=("PAWS-X's own training set in all of its languages: on PAWS-X this is translate-train and not zero-shot transfer",),
)
