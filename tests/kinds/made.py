"""A vocabulary of a few words and an encoder of two small blocks with random weights: enough to put any kind through its paces."""

from functools import cache

from xtreme_eval.experiment.base import TinyBase
from xtreme_eval.models.checkpoint import Checkpoint
from xtreme_eval.models.registry import family as family_named
from xtreme_eval.models.tiny import build
from xtreme_eval.models.vocabulary import as_fast, read_as, unigram_from_list

WORDS = "the a cat dog bird sat ran sang on in mat rain who what is it was walk talk red blue . ?"
ENDINGS = ("ed", "s", "ing")
SIGNS = "abcdefghijklmnopqrstuvwxyzé1234567890东東京是日本的首都大阪喝水น้ํากทล가나다🐈"
BASE = TinyBase(name="made", vocabulary="listed", layers=2, hidden=32, feed_forward=64, heads=4, positions=128)


@cache
def tokenizer_of(family: str):
    """Whole words, endings and single characters; anything else is <unk>. Texts are put as the family wants them."""
    scores = {f"▁{word}": -6.0 for word in WORDS.split()} | dict.fromkeys(ENDINGS, -3.0) | dict.fromkeys(f"▁{SIGNS}", -12.0)
    return read_as(family_named(family), as_fast(unigram_from_list(list(scores.items()))))


def tokenizer():
    """The tokenizer of XLM-R's family."""
    return tokenizer_of("xlmr")


def checkpoint(*, seed: int = 0, family: str = "xlmr") -> Checkpoint:
    """A fresh encoder; equal for equal seeds."""
    return build(BASE.model_copy(update={"seed": seed, "family": family}), tokenizer_of(family), [])
