"""MNLI's files in its three releases and in XTREME's layout: what MNLI trains on, and XNLI too."""

from xtreme_eval.data.files import Files
from xtreme_eval.data.readers.headed_tsv import headed_tsv
from xtreme_eval.data.readers.nli_jsonl import nli_jsonl
from xtreme_eval.data.readers.pair_tsv import pair_tsv

LABELS = ("contradiction", "entailment", "neutral")

# "contradictory" is how the multilingual release of XNLI's training set spells it.
XNLI_READER = pair_tsv(*LABELS, spellings={"contradictory": "contradiction"})


def mnli_files(split: str) -> tuple[Files, ...]:
    """MultiNLI 1.0 (jsonl), then GLUE, then MultiNLI 1.0 (txt); `split` is "train" or "dev_matched"."""
    return (
        Files(layouts=((f"multinli_1.0/multinli_1.0_{split}.jsonl",),), read=nli_jsonl(*LABELS)),
        Files(
            layouts=((f"glue_mnli/MNLI/{split}.tsv",), (f"MNLI/{split}.tsv",), (f"multinli_1.0/multinli_1.0_{split}.txt",)),
            read=headed_tsv(*LABELS, label_column="gold_label"),
        ),
    )


def xnli_files(split: str) -> Files:
    """XTREME's layout; `split` is "train", "dev" or "test"."""
    return Files(layouts=((f"xnli/{split}-{{language}}.tsv",),), read=XNLI_READER)
