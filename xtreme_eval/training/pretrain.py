"""Make a tiny base: its vocabulary, its initial weights, and masked language modelling on the text at hand."""

from __future__ import annotations

from pathlib import Path

import torch

from xtreme_eval.data.records import TextRecord
from xtreme_eval.experiment.base import TinyBase
from xtreme_eval.kinds.masked_lm import MaskedLM
from xtreme_eval.models.checkpoint import Checkpoint
from xtreme_eval.models.tiny import build
from xtreme_eval.models.vocabulary import as_fast, train_bpe, unigram_from_list
from xtreme_eval.training.loop import Part, Report, Run, train
from xtreme_eval.training.text import balanced_lines, listed_pieces

Pretrained = tuple[Checkpoint, torch.nn.Module | None, Run]


def pretrain(base: TinyBase, data: Path, text: Path, device: str, report: Report) -> Pretrained:
    """A tiny base, its language model head, and how its training went (nothing was trained where none is declared)."""
    lines = balanced_lines(text)
    listed = base.vocabulary == "listed"
    tokenizer = unigram_from_list(listed_pieces(data)) if listed else train_bpe(lines, size=base.vocabulary_size)
    checkpoint = build(base, as_fast(tokenizer), lines)
    if base.pretraining is None:
        return checkpoint, None, Run(steps=0)
    return _trained(checkpoint, base, lines, device, report)


def _trained(checkpoint: Checkpoint, base: TinyBase, lines: list[str], device: str, report: Report) -> Pretrained:
    assert base.pretraining is not None
    kind = MaskedLM(rate=base.masking)
    records = [TextRecord(text=line) for line in lines]
    features = kind.features(records, checkpoint.tokenizer, base.pretraining.lengths)
    part = Part(kind=kind, head=kind.head(checkpoint.encoder), features=features)
    run = train(checkpoint, [part], base.pretraining, seed=base.seed, device=device, select=None, report=report)
    return checkpoint, part.head, run
