"""Every model family goes through every kind of task: one step, shapes, saving, padding, parts of batches."""

import copy

import numpy as np
import pytest
import torch

from tests.kinds import made
from tests.kinds.cases import CASES, MASKED, TEXTS
from xtreme_eval.evaluation.predict import outputs
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.kinds.batching import Batch, collate
from xtreme_eval.kinds.causal_lm import CausalLM
from xtreme_eval.kinds.kind import IGNORED, Contrastive, score
from xtreme_eval.kinds.retrieval import Retrieval
from xtreme_eval.models.checkpoint import head_file, load, load_head, save
from xtreme_eval.models.registry import families, family

LENGTHS = Lengths(max_length=24, stride=4)
LEARNED = {"classification": (2e-3, 100), "tagging": (5e-3, 60), "span QA": (5e-3, 60)}
"""Learning rate and steps that do."""
FAMILIES = pytest.mark.parametrize("name", families())
TRAINED = [case for case in CASES if not isinstance(case.kind, Retrieval)]
KINDS = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
TRAINED_KINDS = pytest.mark.parametrize("case", TRAINED, ids=lambda case: case.name)
CUT_KINDS = pytest.mark.parametrize(
    "case", [case for case in TRAINED if not isinstance(case.kind, Contrastive)], ids=lambda case: case.name
)


@pytest.fixture(scope="module")
def checkpoints():
    """One of each family, in evaluation mode; nobody may train them."""
    found = {name: made.checkpoint(family=name) for name in families()}
    for checkpoint in found.values():
        checkpoint.encoder.eval()
    return found


def head_of(kind, encoder):
    torch.manual_seed(0)
    return kind.head(encoder).eval()


def batch_of(checkpoint, features):
    return collate(features, checkpoint.tokenizer.pad_token_id, "cpu")


def loss_of(kind, head, encoder, batch):
    return kind.loss(head, encoder(batch.ids, batch.mask), batch.mask, batch.targets)


def lowered(kind, encoder, batch):
    """The loss before and after one small step down its own gradient."""
    encoder = copy.deepcopy(encoder)
    head = head_of(kind, encoder)
    optimizer = torch.optim.AdamW([*encoder.parameters(), *head.parameters()], lr=1e-4)
    before = loss_of(kind, head, encoder, batch)
    before.backward()
    optimizer.step()
    return before.item(), loss_of(kind, head, encoder, batch).item()


@FAMILIES
@TRAINED_KINDS
def test_one_step_lowers_the_loss_of_its_batch(case, name, checkpoints):
    checkpoint = checkpoints[name]
    batch = batch_of(checkpoint, case.kind.features(case.records, checkpoint.tokenizer, LENGTHS))
    before, after = lowered(case.kind, checkpoint.encoder, batch)
    assert 0 < after < before


@FAMILIES
@pytest.mark.parametrize("case", [case for case in TRAINED if case.name in LEARNED], ids=lambda case: case.name)
def test_a_family_learns_a_few_records_by_heart(case, name):
    """Far above chance: a third of the classes, half of the tags, one of some ten tokens."""
    checkpoint = made.checkpoint(family=name)
    torch.manual_seed(0)
    head = case.kind.head(checkpoint.encoder)
    features = case.kind.features(case.records, checkpoint.tokenizer, Lengths(max_length=64))
    batch = batch_of(checkpoint, features)
    rate, steps = LEARNED[case.name]
    optimizer = torch.optim.AdamW([*checkpoint.encoder.parameters(), *head.parameters()], lr=rate)
    for _ in range(steps):
        optimizer.zero_grad()
        loss_of(case.kind, head, checkpoint.encoder, batch).backward()
        optimizer.step()
    for module in (checkpoint.encoder, head):
        module.eval()
    found = case.kind.decode(case.records, features, outputs(checkpoint, case.kind, head, features, "cpu"))
    assert score(case.kind, case.kind.measure(case.records, found, "en")) > 85


@FAMILIES
@KINDS
def test_predictions_have_the_shape_that_decoding_wants(case, name, checkpoints):
    checkpoint = checkpoints[name]
    features = case.kind.features(case.records, checkpoint.tokenizer, LENGTHS)
    found = outputs(checkpoint, case.kind, head_of(case.kind, checkpoint.encoder), features, "cpu")
    for feature, output in zip(features, found, strict=True):
        assert len(output) == (feature.length if output.ndim == 2 else len(output))
        assert np.isfinite(output).all()
    decoded = case.kind.decode(case.records, features, found)
    assert case.name == "mining" or len(decoded) == len(case.gold)


@FAMILIES
@KINDS
def test_what_is_saved_and_read_again_says_the_same(case, name, checkpoints, tmp_path):
    checkpoint = checkpoints[name]
    head = head_of(case.kind, checkpoint.encoder)
    files = save(checkpoint, [head], tmp_path)
    again = load(tmp_path)
    other = case.kind.head(again.encoder)
    if head_file(0) in files:
        load_head(other, tmp_path / head_file(0))
    for one in (again.encoder, other):
        one.eval()
    features = case.kind.features(case.records, checkpoint.tokenizer, LENGTHS)
    same = case.kind.features(case.records, again.tokenizer, LENGTHS)
    pairs = zip(outputs(checkpoint, case.kind, head, features, "cpu"), outputs(again, case.kind, other, same, "cpu"), strict=True)
    assert all(np.array_equal(one, other) for one, other in pairs)
    assert again.encoder.family is family(name)


@FAMILIES
@KINDS
def test_padding_changes_no_output(case, name, checkpoints):
    checkpoint = checkpoints[name]
    features = case.kind.features(case.records, checkpoint.tokenizer, Lengths(max_length=64, stride=16))
    head = head_of(case.kind, checkpoint.encoder)
    together = outputs(checkpoint, case.kind, head, features, "cpu", tokens=10_000)
    alone = outputs(checkpoint, case.kind, head, features, "cpu", tokens=1)
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_allclose(one, other, atol=2e-5)


@FAMILIES
@CUT_KINDS
def test_micro_batches_add_up(case, name, checkpoints):
    checkpoint = checkpoints[name]
    features = case.kind.features(case.records, checkpoint.tokenizer, LENGTHS)
    head = head_of(case.kind, checkpoint.encoder)
    with torch.inference_mode():
        whole = loss_of(case.kind, head, checkpoint.encoder, batch_of(checkpoint, features))
        parts = [
            loss_of(case.kind, head, checkpoint.encoder, batch_of(checkpoint, features[start : start + 3]))
            for start in range(0, len(features), 3)
        ]
    assert sum(parts).item() == pytest.approx(whole.item(), rel=1e-5)


@FAMILIES
def test_a_family_guesses_words_as_its_tiny_bases_are_pretrained(name, checkpoints):
    checkpoint = checkpoints[name]
    kind = CausalLM() if family(name).causal else MASKED
    batch = batch_of(checkpoint, kind.features(TEXTS, checkpoint.tokenizer, LENGTHS))
    if kind is MASKED:
        ids, targets = kind.corrupt(batch.ids, batch.mask, checkpoint.tokenizer, torch.Generator().manual_seed(0))
        batch = Batch(ids=ids, mask=batch.mask, targets=targets)
    before, after = lowered(kind, checkpoint.encoder, batch)
    assert after < before
    parts = []
    head = head_of(kind, checkpoint.encoder)
    for row in range(len(batch.ids)):
        one = slice(row, row + 1)
        hidden = checkpoint.encoder(batch.ids[one], batch.mask[one])
        parts.append(kind.loss(head, hidden, batch.mask[one], batch.targets[one]).item())
    assert sum(parts) == pytest.approx(before, rel=1e-5)


def test_a_causal_model_guesses_the_next_token_and_nothing_after_the_last(checkpoints):
    tokenizer = checkpoints["bloom"].tokenizer
    kind = CausalLM()
    (feature,) = kind.features(TEXTS[:1], tokenizer, LENGTHS)
    assert feature.target.tolist() == [*feature.sequences[0][1:].tolist(), IGNORED]
    perfect = np.eye(len(tokenizer), dtype=np.float32)[np.append(feature.sequences[0][1:], 0)]
    assert kind.decode(TEXTS[:1], [feature], [perfect])[0][:-1] == feature.target[:-1].tolist()
    gold = feature.target[:-1].tolist()
    assert kind.measure(gold, gold, "en")["accuracy"].value == 100
    assert kind.trivial([], [7, 7, 8], "en") == [7, 7, 7]
