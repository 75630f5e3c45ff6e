"""CCG supertagging: each word's category in CCGbank, newspaper English (Hockenmaier and Steedman 2007)."""

from xtreme_eval.data.files import Files, english
from xtreme_eval.data.readers.supertag_lines import supertag_lines
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.tagging import Tagging
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy

TASK = IntermediateTask(
    name="ccg",
    title="CCG",
    kind=Tagging(metric="accuracy"),
    taxonomy=Taxonomy(domains=("news",), skills=("syntax",)),
    train=english(Files(layouts=(("ccg/train.tsv",),), read=supertag_lines)),
    dev=Files(layouts=(("ccg/dev.tsv",),), read=supertag_lines),
    hyper=Hyper(learning_rate=1e-5, epochs=15, batch_size=24, max_length=256),
    train_examples=38_015,
    source="rate, epochs, batch, size: Phang et al. 2020 (arXiv 2005.13013), recalled and not confirmed; length as for POS",
    licence=(
        "CCGbank is licensed by the Linguistic Data Consortium (LDC2005T13) and cannot be fetched: take ccg/train.tsv and "
        "ccg/dev.tsv out of your copy, a word, a tab and its category a line, a blank line between sentences."
    ),
    notes=("the categories are those of the training file; the code of Phang et al. 2020 has 1,363",),
)
