"""UD-POS: part-of-speech tags, 33 or 38 languages of Universal Dependencies 2.5 (Nivre et al. 2020, arXiv 2004.10643)."""

from xtreme_eval.data.files import Files, english, from_hub
from xtreme_eval.data.hub_split import HubSplit
from xtreme_eval.data.readers.conllu import conllu
from xtreme_eval.data.readers.hub_rows import hub_tags
from xtreme_eval.data.readers.tag_lines import tag_lines
from xtreme_eval.data.treebanks import treebanks
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.tagging import Tagging
from xtreme_eval.languages import SAMPLE_LANGUAGES, codes
from xtreme_eval.suite.task import TargetTask
from xtreme_eval.suite.taxonomy import Taxonomy

TAGS = (
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM"),
    *("PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"),
)  # in the order in which the Hub numbers them

XTREME = codes("af ar bg de el en es et eu fa fi fr he hi hu id it ja kk ko mr nl pt ru ta te th tl tr ur vi yo zh")
OF_XTREME_R = codes("lt pl ro uk wo")
NO_DEV = codes("kk th tl yo")

HUB_UDPOS = (
    "hub-udpos: google/xtreme joins the treebanks of all folders with the language's name in theirs (Old Russian with Russian, "
    "ancient with modern Greek, classical with modern Chinese) and splits multiword tokens"
)
TEST_ROWS = {
    **{"af": 425, "ar": 1_680, "bg": 1_116, "de": 22_458, "el": 2_809, "en": 5_440, "es": 3_147, "et": 3_760, "eu": 1_799},
    **{"fa": 600, "fi": 4_422, "fr": 9_465, "he": 491, "hi": 2_684, "hu": 449, "id": 1_557, "it": 3_518, "ja": 2_372},
    **{"kk": 1_047, "ko": 4_276, "mr": 47, "nl": 1_471, "pt": 2_681, "ru": 11_336, "ta": 120, "te": 146, "th": 1_000},
    **{"tl": 55, "tr": 4_785, "ur": 535, "vi": 800, "yo": 100, "zh": 5_528},
}
ON_HUB = {
    "train": HubSplit(id="google/xtreme", config="udpos.{name}", split="train", rows={"en": 21_253}),
    "dev": HubSplit(id="google/xtreme", config="udpos.{name}", split="validation", rows={"en": 3_974}),
    "test": HubSplit(id="google/xtreme", config="udpos.{name}", split="test", rows=TEST_ROWS),
}


def _files(split: str) -> Files:
    """XTREME's layout, then UD's own treebanks, 2.5, and 2.7 for the languages that XTREME-R adds; then the Hub."""
    raw = treebanks(split, conllu(*TAGS), {"2.5": XTREME, "2.7": OF_XTREME_R})
    languages = tuple(code for code in XTREME if split == "test" or code not in NO_DEV)
    on_hub = from_hub(ON_HUB[split], hub_tags(*TAGS, column="pos_tags"), caveat=HUB_UDPOS, languages=languages)
    return Files(layouts=((f"udpos/{split}-{{language}}.tsv",),), read=tag_lines(*TAGS), alternatives=(*raw, on_hub))


TASK = TargetTask(
    name="udpos",
    title="POS",
    kind=Tagging(labels=TAGS),
    taxonomy=Taxonomy(domains=("blogs", "forum", "reviews"), skills=("syntax",)),
    train=english(_files("train")),
    dev=_files("dev"),
    evaluation={"dev": _files("dev"), "test": _files("test")},
    languages={
        "xtreme": XTREME,
        "xtreme-r": XTREME + OF_XTREME_R,
        "sample": SAMPLE_LANGUAGES,
        "sample-r": SAMPLE_LANGUAGES,
    },
    hyper=Hyper(learning_rate=1e-5, epochs=10, batch_size=32, max_length=256),
    train_examples=21_253,
    source="rate, epochs, batch, length: jiant's XTREME guide, the code of Phang et al. 2020 (arXiv 2005.13013); languages: XTREME",
    notes=(
        "chunk F1 by the rule of seqeval 0.0.12, as XTREME: adjacent equal tags are one chunk; scores.parquet has accuracy",
        "kk, th, tl and yo have no dev set in UD 2.5",
    ),
)
