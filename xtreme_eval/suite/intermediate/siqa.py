"""Social IQa: what people in everyday situations want, feel or do next, English (Sap et al. 2019, arXiv 1904.09728)."""

from xtreme_eval.data.files import Files, english, from_hub
from xtreme_eval.data.hub_split import HubSplit
from xtreme_eval.data.readers.hub_choices import hub_choices, joined
from xtreme_eval.data.readers.siqa_jsonl import siqa_jsonl, siqa_with_labels
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.multiple_choice import MultipleChoice
from xtreme_eval.suite.task import IntermediateTask
from xtreme_eval.suite.taxonomy import Taxonomy

READ_HUB = hub_choices("answerA", "answerB", "answerC", prompt=joined("context", "question"), first=1)
ON_HUB = {
    "trn": HubSplit(id="lighteval/siqa", config="default", split="train", rows=33_410),
    "dev": HubSplit(id="lighteval/siqa", config="default", split="validation", rows=1_954),
}


def _files(name: str, older: str) -> Files:
    """Release 1.4, as XTREME-R downloads it, then the older archive with its answers in files of their own, then the Hub."""
    folders = ("socialiqa-train-dev", "social_i_qa/socialiqa-train-dev")
    apart = Files(
        layouts=tuple((f"{folder}/{older}.jsonl", f"{folder}/{older}-labels.lst") for folder in folders), read=siqa_with_labels
    )
    own = ((f"siqa/socialIQa_v1.4_{name}.jsonl",),)
    return Files(layouts=own, read=siqa_jsonl, alternatives=(apart, from_hub(ON_HUB[name], READ_HUB)))


TASK = IntermediateTask(
    name="siqa",
    title="Social IQa",
    kind=MultipleChoice(),
    taxonomy=Taxonomy(domains=("everyday",), skills=("commonsense",)),
    train=english(_files("trn", "train")),
    dev=_files("dev", "dev"),
    hyper=Hyper(learning_rate=3e-5, epochs=5, batch_size=32, max_length=128, warmup=0.0),
    train_examples=33_410,
    source="rate, epochs, batch, length, prompt: the scripts of XTREME-R (Ruder et al. 2021, arXiv 2104.07412)",
    notes=("XTREME-R trains it before XCOPA in any case: there it is longer training, not transfer",),
)
