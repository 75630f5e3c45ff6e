"""Tatoeba: find each sentence's translation, 36 or 41 languages and English (Artetxe and Schwenk 2019, arXiv 1812.10464)."""

from xtreme_eval.data.files import Files, from_hub
from xtreme_eval.data.hub_split import HubSplit
from xtreme_eval.data.readers.aligned_lines import aligned_lines
from xtreme_eval.data.readers.hub_bitext import hub_bitext
from xtreme_eval.kinds.retrieval import Retrieval
from xtreme_eval.languages import INVENTED, codes
from xtreme_eval.suite.task import TargetTask
from xtreme_eval.suite.taxonomy import Taxonomy

# XTREME's own preprocessed files are left out: their English side is sorted, and the pairing is not in them.
_STEMS = ("tatoeba/v1/tatoeba.{iso3}-eng", "tatoeba/tatoeba.{iso3}-eng", "LASER/data/tatoeba/v1/tatoeba.{iso3}-eng")
XTREME = "ar he vi id jv tl eu ml ta te af nl de el bn hi mr ur fa fr it pt es bg ru ja ka ko th sw zh kk tr et fi hu"
_FEWER = {"jv": 205, "ka": 746, "kk": 575, "ml": 687, "sw": 390, "ta": 307, "te": 234, "th": 548}
_ROWS = {code: _FEWER.get(code, 1_000) for code in codes(XTREME)}
_HUB_XTREME = HubSplit(id="google/xtreme", config="tatoeba.{iso3}", split="validation", rows=_ROWS)
_HUB_MTEB = HubSplit(id="mteb/tatoeba-bitext-mining", config="{iso3}-eng", split="test")
ON_HUB = (
    from_hub(_HUB_XTREME, hub_bitext(foreign="source_sentence", english="target_sentence"), languages=codes(XTREME)),
    from_hub(_HUB_MTEB, hub_bitext(foreign="sentence1", english="sentence2")),
)
TEST = Files(layouts=tuple((f"{stem}.{{iso3}}", f"{stem}.eng") for stem in _STEMS), read=aligned_lines, alternatives=ON_HUB)

TASK = TargetTask(
    name="tatoeba",
    title="Tatoeba",
    kind=Retrieval(task="matching"),
    taxonomy=Taxonomy(domains=("everyday",), skills=("translation",)),
    evaluation={"test": TEST},
    languages={
        "xtreme": codes(XTREME),
        "xtreme-r": codes(f"{XTREME} az lt pl uk ro"),
        "sample": INVENTED,
        "sample-r": INVENTED,
    },
    before={"xtreme-r": ("xquad",), "sample-r": ("xquad",)},
    source="files: LASER; languages: XTREME (Hu et al. 2020, arXiv 2003.11080) and XTREME-R",
    notes=(
        "nothing is trained on it: the intermediate checkpoint is evaluated as it is (in XTREME-R, after a training on SQuAD)",
        "English sentences, in alphabetical order, are matched to foreign ones, in XTREME's direction",
    ),
)
