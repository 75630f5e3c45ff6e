"""Mewsli-X: find the entity that a mention in the news means, 11 languages (Ruder et al. 2021, arXiv 2104.07412)."""

from xtreme_eval.data.files import Files, Reader, english
from xtreme_eval.data.readers.mewslix_jsonl import mewslix_entities, mewslix_mentions, mewslix_pairs
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.dual_encoder import DualEncoder
from xtreme_eval.languages import SAMPLE_LANGUAGES, codes
from xtreme_eval.suite.task import TargetTask
from xtreme_eval.suite.taxonomy import Taxonomy


def _files(name: str, read: Reader) -> Files:
    """XTREME-R's download, then the folder that the data set's own script fills; each file holds every language."""
    return Files(layouts=((f"mewslix/{name}.jsonl",), (f"mewsli_x/output/dataset/{name}.jsonl",)), read=read)


TASK = TargetTask(
    name="mewslix",
    title="Mewsli-X",
    kind=DualEncoder(query_length=64, candidate_length=64),
    taxonomy=Taxonomy(domains=("encyclopedia",), skills=("entities", "search")),
    train=english(_files("wikipedia_pairs-train", mewslix_pairs)),
    dev=_files("wikipedia_pairs-dev", mewslix_pairs),
    evaluation={
        "dev": _files("wikinews_mentions-dev", mewslix_mentions),
        "test": _files("wikinews_mentions-test", mewslix_mentions),
    },
    pool=_files("candidate_set_entities", mewslix_entities),
    languages={"xtreme-r": codes("ar de en es fa ja pl ro ta tr uk"), "sample-r": SAMPLE_LANGUAGES},
    hyper=Hyper(learning_rate=1e-5, epochs=2, batch_size=32, max_length=64, warmup=0.0),
    train_examples=167_719,
    source="rate, epochs, batch, length, texts, languages: the scripts of XTREME-R; sizes: Mewsli-X's release of 2022-05-18",
    notes=(
        "mean reciprocal rank among the first 20 of one pool of about a million entities described in 50 languages",
        "the released data are newer than those of XTREME-R's paper, whose scores cannot be compared with these",
        "a text's vector is its first token's last state; XTREME-R's script puts another layer on it",
        "a mention's wrong answers in training are those of the whole batch of 32; in XTREME-R's script, of 8 at a time",
    ),
)
