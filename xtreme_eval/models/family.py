"""What a model family is: everything in which one pretrained multilingual model is not like another, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedTokenizerFast

    from xtreme_eval.experiment.base import TinyBase

Place = Literal["first", "last", "mean"]
"""Whose hidden state stands for a sequence: its first token's, that of its last real one, or the mean of all real ones."""

FULL_BYTES: Final = 16
"""Of memory for each parameter that is trained in single precision: the weight, its gradient and AdamW's two moments, 4 each."""
FROZEN_BYTES: Final = 4
"""Of memory for each parameter that adapters leave as it is."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Which hidden states mean something, and how text is put so that they do.

    Attributes:
        sequence: what stands for a sequence. A causal model's first token has seen nothing.
        word: which of a word's sub-tokens stands for it; in a causal model only the last has seen all of the word.
        lead: what is put before a word that is tokenised by itself, so that it is cut as within a sentence.
    """

    sequence: Place = "first"
    word: Literal["first", "last"] = "first"
    lead: str = ""

    @property
    def absent(self) -> int:
        """The position of the token that says "no answer here": the one for the whole sequence, or else the last (-1)."""
        return 0 if self.sequence == "first" else -1


@dataclass(frozen=True, kw_only=True)
class Released:
    """A checkpoint on the Hugging Face Hub, and how many parameters of it are used here: without decoders and poolers."""

    id: str
    parameters: int


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Learning rates to begin with, for AdamW with a linear schedule: of all weights, and of adapters; with their source."""

    full: float
    adapters: float
    source: str


@dataclass(frozen=True, kw_only=True)
class Family:
    """A model family; a file of `xtreme_eval/models/families` declares each.

    Attributes:
        backbones: transformers' class of the encoder by the `model_type` of its config.json.
        languages: codes of the languages in the pretraining text, and `languages_source`, who says so.
        template: what is put around a text and around a pair, where the tokenizer itself puts too little: "$A </s>".
        padding: the token that pads where the tokenizer names none; "" if one must be named. Padding is masked everywhere.
        segments: the model has an embedding for the second of two texts.
        pooler: the class wants to be told that no pooler is needed.
        settings: entries of the configuration that are set when a checkpoint is read.
        dropout: the name of the dropout rate in the configuration; heads use it too.
        no_masked_lm: why it cannot be trained on masked language modelling; "" if it can.
        causal: a token sees those before it only.
        adapted: the linear layers that LoRA is put into, as `peft` chooses them by default.
        tiny: the configuration of a small model of this family, for a tokenizer.
        generator: transformers' class with a decoder; "" if the family has none.
        version: raised by hand when a change of meaning here must give base models of this family new keys.
    """

    name: str
    title: str
    backbones: Mapping[str, str]
    checkpoints: tuple[Released, ...]
    languages: frozenset[str]
    languages_source: str
    rates: Rates
    adapted: tuple[str, ...]
    tiny: Callable[[TinyBase, PreTrainedTokenizerFast], PreTrainedConfig]
    reading: Reading = Reading()
    template: tuple[str, str] | None = None
    padding: str = ""
    segments: bool = False
    pooler: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    dropout: str = "hidden_dropout_prob"
    no_masked_lm: str = ""
    causal: bool = False
    generator: str = ""
    version: int = 1


def language_codes(text: str) -> frozenset[str]:
    """The codes in a text, as benchmarks write them where they have the language: "af ar az"."""
    return frozenset(text.split())


def training_bytes(parameters: int, trained: int | None = None) -> int:
    """Memory for weights, gradients and optimizer, activations left out; `trained` parameters of adapters, or all of them."""
    return parameters * FULL_BYTES if trained is None else parameters * FROZEN_BYTES + trained * FULL_BYTES
