"""Which weights decay, and that a shared one is updated once."""

import torch
from torch import nn

from tests.kinds import made
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.masked_lm import MaskedLM
from xtreme_eval.training.optimizer import adamw

HYPER = Hyper(learning_rate=1e-3, steps=1, weight_decay=0.1, beta2=0.98, epsilon=1e-6)


def test_tables_and_matrices_decay_and_biases_and_norms_do_not():
    encoder = made.checkpoint().encoder
    decayed, kept = adamw([encoder], HYPER).param_groups
    names = {id(weight): name for name, weight in encoder.named_parameters()}
    assert decayed["weight_decay"] == 0.1
    assert kept["weight_decay"] == 0.0
    kept_names = {names[id(weight)] for weight in kept["params"]}
    assert all(name.endswith("bias") or "LayerNorm" in name for name in kept_names)
    assert {names[id(weight)] for weight in decayed["params"]} == set(names.values()) - kept_names


def test_the_declared_moments_are_used():
    (group, _) = adamw([nn.Linear(2, 2)], HYPER).param_groups
    assert (group["lr"], group["betas"], group["eps"]) == (1e-3, (0.9, 0.98), 1e-6)


def test_every_weight_is_in_the_optimizer_once_also_if_two_modules_share_it():
    encoder = made.checkpoint().encoder
    head = MaskedLM().head(encoder)
    for modules in ([encoder, head], [encoder, head, encoder]):
        found = [id(weight) for group in adamw(modules, HYPER).param_groups for weight in group["params"]]
        assert len(found) == len(set(found))
        assert set(found) == {id(weight) for module in (encoder, head) for weight in module.parameters()}


def test_frozen_weights_are_left_out():
    layer = nn.Linear(2, 2)
    layer.weight.requires_grad_(False)
    found = [weight for group in adamw([layer], HYPER).param_groups for weight in group["params"]]
    assert len(found) == 1
    assert torch.equal(found[0], layer.bias)
