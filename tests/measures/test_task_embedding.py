"""Task embedding: squared gradients of single examples, one number an output unit, of an encoder that stays as it is."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.kinds import made
from tests.measures.conftest import job, value
from tests.training.toys import CLASSES, PAIRS, SENTENCES, TAGS
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.batching import collate
from xtreme_eval.measures import task_embedding
from xtreme_eval.measures.task_embedding import EMBEDDING, Probe, compared, fisher

PROBE = Probe(steps=5, learning_rate=1e-3, examples=6, seed=1)


def embedding(kind, records, *, probe=PROBE, checkpoint=None):
    checkpoint = checkpoint or made.checkpoint()
    checkpoint.encoder.eval()
    return fisher(checkpoint, kind, kind.features(records, checkpoint.tokenizer, Lengths()), probe)


def test_it_is_the_mean_squared_gradient_of_single_examples():
    checkpoint, probe = made.checkpoint(), replace(PROBE, steps=0, examples=2)
    found = embedding(CLASSES, PAIRS, probe=probe, checkpoint=checkpoint)
    torch.manual_seed(probe.seed)
    head = CLASSES.head(checkpoint.encoder).eval()
    matrix = checkpoint.encoder.backbone.encoder.layer[1].output.dense.weight
    squares = []
    for feature in CLASSES.features(PAIRS[:2], checkpoint.tokenizer, Lengths()):
        batch = collate([feature], 1, "cpu")
        loss = CLASSES.loss(head, checkpoint.encoder(batch.ids, batch.mask), batch.mask, batch.targets)
        squares.append(torch.autograd.grad(loss, matrix)[0].square().mean(1).numpy())
    assert found[1][-len(matrix) :] == pytest.approx(np.mean(squares, 0), rel=1e-4)


def test_it_has_a_number_for_every_output_unit_of_every_matrix_of_a_block():
    found = embedding(CLASSES, PAIRS)
    assert list(found) == [0, 1]
    assert {block: units.shape for block, units in found.items()} == {0: (4 * 32 + 64 + 32,), 1: (4 * 32 + 64 + 32,)}
    assert all((units >= 0).all() and units.any() for units in found.values())


def test_the_encoder_stays_as_it_is_and_the_seed_decides():
    checkpoint = made.checkpoint()
    before = {name: weight.clone() for name, weight in checkpoint.encoder.state_dict().items()}
    first, again, other = (embedding(TAGS, SENTENCES, probe=replace(PROBE, seed=seed), checkpoint=checkpoint) for seed in (1, 1, 2))
    assert all(torch.equal(weight, before[name]) for name, weight in checkpoint.encoder.state_dict().items())
    assert all(weight.grad is None for weight in checkpoint.encoder.parameters())
    assert all(np.array_equal(first[block], again[block]) for block in first)
    assert not any(np.array_equal(first[block], other[block]) for block in first)


def test_two_halves_of_one_task_are_more_alike_than_two_tasks():
    probe = replace(PROBE, steps=30, examples=12)
    halves = [embedding(TAGS, SENTENCES[half::2], probe=probe) for half in (0, 1)]
    assert compared(*halves)[EMBEDDING] > compared(halves[0], embedding(CLASSES, PAIRS, probe=probe))[EMBEDDING]


def test_the_cosine_is_the_mean_of_the_blocks():
    one = {0: np.array([1.0, 0.0]), 1: np.array([1.0, 1.0])}
    other = {0: np.array([0.0, 2.0]), 1: np.array([3.0, 3.0])}
    assert compared(one, other) == pytest.approx({EMBEDDING: 0.5, f"{EMBEDDING}, block 1": 0.0, f"{EMBEDDING}, block 2": 1.0})


SETTINGS = {"examples": 12, "gradients": 6, "steps": 2, "learning_rate": 1e-3, "max_length": 64, "seed": 1}


def test_every_kind_of_task_has_one(location, base, store):
    tasks = ("xquad", "mlqa", "mnli", "udpos", "hellaswag", "ccg", "lareqa")
    frame = task_embedding.measure(job("task_embedding", tasks, base, **SETTINGS), location, store, lambda *_: None)
    assert value(frame, "xquad", "mlqa", EMBEDDING) == pytest.approx(1)
    values = frame[frame["similarity"] == EMBEDDING]["value"]
    assert len(values) == len(tasks) * (len(tasks) - 1)
    assert values.between(0, 1 + 1e-9).all()
    assert (values < 0.999).sum() == len(values) - 2
