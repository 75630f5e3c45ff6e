"""Make a tiny base: its vocabulary, its initial weights, and masked or causal language modelling on the text at hand."""

from __future__ import annotations

from pathlib import Path

import torch

from xtreme_eval.data.readers.vocabulary_list import listed_pieces
from xtreme_eval.data.running_text import balanced_lines
from xtreme_eval.experiment.base import TinyBase
from xtreme_eval.kinds.causal_lm import CausalLM
from xtreme_eval.kinds.masked_lm import MaskedLM, encoded
from xtreme_eval.models.checkpoint import Checkpoint
from xtreme_eval.models.registry import family
from xtreme_eval.models.tiny import build
from xtreme_eval.models.vocabulary import as_fast, train_bpe, unigram_from_list
from xtreme_eval.training.loop import Part, Report, train
from xtreme_eval.training.progress import Run
from xtreme_eval.training.resume import Snapshots

Pretrained = tuple[Checkpoint, torch.nn.Module | None, Run]


def pretrain(base: TinyBase, data: Path, text: Path, device: str, report: Report, snapshots: Snapshots) -> Pretrained:
    """A tiny base, its language model head, and how its training went (nothing was trained where none is declared)."""
    lines = balanced_lines(text, unread=base.unread)
    listed = base.vocabulary == "listed"
    tokenizer = unigram_from_list(listed_pieces(data)) if listed else train_bpe(lines, size=base.vocabulary_size)
    fast = as_fast(tokenizer)
    text_ids = encoded(lines, fast)
    checkpoint = build(base, fast, text_ids)
    if base.pretraining is None:
        return checkpoint, None, Run(steps=0)
    kind = CausalLM() if family(base.family).causal else MaskedLM(rate=base.masking)
    part = Part(
        kind=kind,
        head=kind.head(checkpoint.encoder),
        features=kind.windows(text_ids, checkpoint.tokenizer, base.pretraining.lengths),
        hyper=base.pretraining,
    )
    run = train(
        checkpoint, [part], base.pretraining, seed=base.seed, device=device, select=None, report=report, snapshots=snapshots
    )
    return checkpoint, part.head, run
