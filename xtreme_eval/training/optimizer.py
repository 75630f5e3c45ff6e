"""AdamW as the recipes use it: no weight decay on biases and layer norms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xtreme_eval.experiment.hyper import Hyper

if TYPE_CHECKING:
    from torch import nn
    from torch.optim import AdamW


def adamw(modules: Iterable[nn.Module], hyper: Hyper) -> AdamW:
    """An optimizer over all trainable weights of `modules`, each weight once."""
    from torch.optim import AdamW

    weights = {id(weight): weight for module in modules for weight in module.parameters() if weight.requires_grad}
    groups = [
        {"params": [weight for weight in weights.values() if weight.ndim >= 2], "weight_decay": hyper.weight_decay},
        {"params": [weight for weight in weights.values() if weight.ndim < 2], "weight_decay": 0.0},
    ]
    return AdamW(groups, lr=hyper.learning_rate, betas=(0.9, hyper.beta2), eps=hyper.epsilon, fused=True)
