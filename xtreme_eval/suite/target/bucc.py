"""BUCC 2018: find the sentences of two corpora that translate each other, 4 languages and English (Zweigenbaum et al. 2018)."""

from xtreme_eval.data.checks import gold_only
from xtreme_eval.data.files import Files, from_hub
from xtreme_eval.data.hub_split import HubSplit
from xtreme_eval.data.readers.bucc_pools import bucc_pools
from xtreme_eval.data.readers.hub_bitext import hub_bitext
from xtreme_eval.kinds.retrieval import Retrieval
from xtreme_eval.languages import INVENTED, codes
from xtreme_eval.suite.task import TargetTask
from xtreme_eval.suite.taxonomy import Taxonomy

GOLD_POOL = "bucc-goldpool: the Hub's copy holds the gold pairs and none of the other sentences, so mining is far easier"
_DEV_ROWS = {"de": 1_038, "fr": 929, "ru": 2_374, "zh": 257}
_TEST_ROWS = {"de": 9_580, "fr": 9_086, "ru": 14_435, "zh": 1_899}
ON_HUB = {
    "dev": HubSplit(id="google/xtreme", config="bucc18.{language}", split="validation", rows=_DEV_ROWS),
    "test": HubSplit(id="google/xtreme", config="bucc18.{language}", split="test", rows=_TEST_ROWS),
}
HUB_READER = hub_bitext(foreign="source_sentence", english="target_sentence", ids=("source_lang", "target_lang"))


def _files(*names: str) -> Files:
    """XTREME's layout, the shared task's own folders, the Hub; XTREME's dev is its sample, XTREME's test its training corpus."""
    stems = (*(f"bucc2018/{{language}}-en.{name}" for name in names), f"bucc2018/{{language}}-en/{{language}}-en.{names[-1]}")
    return Files(
        layouts=tuple((f"{stem}.{{language}}", f"{stem}.en", f"{stem}.gold") for stem in stems),
        read=bucc_pools,
        doubt=gold_only,
        alternatives=(from_hub(ON_HUB[names[0]], HUB_READER, caveat=GOLD_POOL),),
    )


TASK = TargetTask(
    name="bucc",
    title="BUCC",
    kind=Retrieval(task="mining"),
    taxonomy=Taxonomy(domains=("encyclopedia", "news"), skills=("translation",)),
    evaluation={"dev": _files("dev", "sample"), "test": _files("test", "training")},
    languages={"xtreme": codes("de fr ru zh"), "sample": INVENTED},
    source="splits and languages: XTREME (Hu et al. 2020, arXiv 2003.11080)",
    notes=(
        "nothing is trained on it: the intermediate checkpoint is evaluated as it is",
        "the threshold is the best one on dev, so the dev score is fitted and only the test score is not",
        "XTREME's own threshold search fails where all candidates are best taken; the last one's score is the threshold then",
    ),
)
