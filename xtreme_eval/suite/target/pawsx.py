"""PAWS-X: do two sentences of nearly the same words mean the same, 7 languages (Yang et al. 2019, arXiv 1908.11828)."""

from xtreme_eval.data.files import english
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.languages import SAMPLE_LANGUAGES, codes
from xtreme_eval.suite.pawsx_files import LABELS, pawsx_files
from xtreme_eval.suite.task import TargetTask
from xtreme_eval.suite.taxonomy import Taxonomy

TASK = TargetTask(
    name="pawsx",
    title="PAWS-X",
    kind=Classification(labels=LABELS),
    taxonomy=Taxonomy(domains=("encyclopedia",), skills=("paraphrase",)),
    train=english(pawsx_files("train", "train")),
    dev=pawsx_files("dev", "dev_2k"),
    evaluation={"dev": pawsx_files("dev", "dev_2k"), "test": pawsx_files("test", "test_2k")},
    languages={"xtreme": codes("de en es fr ja ko zh"), "sample": SAMPLE_LANGUAGES},
    hyper=Hyper(learning_rate=1e-5, epochs=5, batch_size=32, max_length=256),
    train_examples=49_401,
    source="rate, epochs, batch, length: jiant's XTREME guide, the code of Phang et al. 2020 (arXiv 2005.13013); languages: XTREME",
)
