"""PAN-X: named entities in Wikipedia, 40 or 48 languages (Pan et al. 2017; splits of Rahimi et al. 2019, arXiv 1902.00193)."""

from xtreme_eval.data.files import Files, english, from_hub
from xtreme_eval.data.hub_split import HubSplit
from xtreme_eval.data.readers.hub_rows import hub_tags
from xtreme_eval.data.readers.tag_lines import tag_lines
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.tagging import Tagging
from xtreme_eval.languages import SAMPLE_LANGUAGES, codes
from xtreme_eval.suite.task import TargetTask
from xtreme_eval.suite.taxonomy import Taxonomy

XTREME = "ar he vi id jv ms tl eu ml ta te af nl en de el bn hi mr ur fa fr it pt es bg ru ja ka ko th sw yo my zh kk tr et fi hu"
TAGS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")  # in the order in which the Hub numbers them

OF_100 = codes("jv my yo")
OF_1000 = codes("af bn hi kk ml mr ms sw ta te tl")
# No source at hand says how small Urdu's test set is.
TEST_ROWS = {code: 100 if code in OF_100 else 1_000 if code in OF_1000 else 10_000 for code in codes(XTREME) if code != "ur"}
ON_HUB = {
    "train": HubSplit(id="google/xtreme", config="PAN-X.{language}", split="train", rows={"en": 20_000}),
    "dev": HubSplit(id="google/xtreme", config="PAN-X.{language}", split="validation", rows={"en": 10_000}),
    "test": HubSplit(id="google/xtreme", config="PAN-X.{language}", split="test", rows=TEST_ROWS),
}
OTHERS_ON_HUB = {
    "train": HubSplit(id="unimelb-nlp/wikiann", config="{language}", split="train"),
    "dev": HubSplit(id="unimelb-nlp/wikiann", config="{language}", split="validation"),
    "test": HubSplit(id="unimelb-nlp/wikiann", config="{language}", split="test"),
}


def _files(split: str) -> Files:
    """XTREME's layout, then WikiANN's own archives, where every word has its language before it, then the Hub."""
    own = Files(layouts=((f"wikiann/{{language}}/{split}",),), read=tag_lines(*TAGS, language_prefix=True))
    read = hub_tags(*TAGS, column="ner_tags")
    on_hub = (from_hub(ON_HUB[split], read, languages=codes(XTREME)), from_hub(OTHERS_ON_HUB[split], read))
    return Files(layouts=((f"panx/{split}-{{language}}.tsv",),), read=tag_lines(*TAGS), alternatives=(own, *on_hub))


TASK = TargetTask(
    name="panx",
    title="NER",
    kind=Tagging(labels=TAGS),
    taxonomy=Taxonomy(domains=("encyclopedia",), skills=("entities",)),
    train=english(_files("train")),
    dev=_files("dev"),
    evaluation={"dev": _files("dev"), "test": _files("test")},
    languages={
        "xtreme": codes(XTREME),
        "xtreme-r": codes(f"{XTREME} qu pl uk az lt pa gu ro"),
        "sample": SAMPLE_LANGUAGES,
        "sample-r": SAMPLE_LANGUAGES,
    },
    hyper=Hyper(learning_rate=1e-5, epochs=10, batch_size=32, max_length=256),
    train_examples=20_000,
    source="rate, epochs, batch, length: jiant's XTREME guide, the code of Phang et al. 2020 (arXiv 2005.13013); languages: XTREME",
    notes=(
        "chunk F1 by the rule of seqeval 0.0.12: an I- tag after O or another type starts a chunk; scores.parquet has accuracy",
    ),
)
