"""The model that every recipe starts from: a Hub checkpoint, a folder, or a tiny one that this project pretrains itself."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from xtreme_eval.experiment.hyper import Hyper

Script = Literal["Arabic", "Bengali", "Cyrillic", "Devanagari", "Greek", "Hebrew", "Tamil", "Telugu", "Thai"]
"""Those that `languages` and Unicode call alike."""
Mode = Literal["heads", "text-to-text"]
MODE: Final = "how tasks are done: with heads on hidden states, or (families with a decoder) by writing a label or an answer"


class HubBase(BaseModel):
    """A checkpoint on the Hugging Face Hub; `revision` is a full commit hash, so that the name can never change its meaning.

    In a study's declaration it may be "": whoever runs the study names the commit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Literal["hub"] = "hub"
    name: str
    id: str = Field(description="e.g. FacebookAI/xlm-roberta-large")
    revision: str = Field(default="", pattern=r"^([0-9a-f]{40})?$", description="commit hash of the repository")
    mode: Mode = Field(default="heads", description=MODE)


class FolderBase(BaseModel):
    """A checkpoint in a local folder (config.json, model.safetensors, tokenizer.json); known by the hash of its files."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Literal["folder"] = "folder"
    name: str
    path: str
    mode: Mode = Field(default="heads", description=MODE)


class TinyBase(BaseModel):
    """A small model of some family, built here with its own tokenizer; `pretraining` None leaves its weights random (a control)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Literal["tiny"] = "tiny"
    name: str
    family: str = Field(default="xlmr", description="a model family: a file of xtreme_eval/models/families")
    vocabulary: Literal["listed", "bpe"] = Field(description="'listed': text/../vocabulary.json; 'bpe': trained on the text")
    vocabulary_size: int = Field(default=16_000, description="sub-tokens of a trained vocabulary")
    layers: int = 2
    hidden: int = 128
    feed_forward: int = 384
    heads: int = 4
    positions: int = Field(default=256, description="longest sequence in sub-tokens")
    initial_embeddings: Literal["random", "ppmi"] = Field(
        default="random", description="'ppmi': SVD of the text's co-occurrences; saves most of the time a tiny model needs"
    )
    unread: tuple[Script, ...] = Field(default=(), description="scripts: the text's lines that have any of them are left out")
    masking: float = Field(default=0.15, gt=0, lt=1, description="share of sub-tokens to be guessed, unless the family is causal")
    pretraining: Hyper | None = None
    seed: int = 0
    mode: Mode = Field(default="heads", description=MODE)


Base = Annotated[HubBase | FolderBase | TinyBase, Field(discriminator="source")]
