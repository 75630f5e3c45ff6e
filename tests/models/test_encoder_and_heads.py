"""The encoder's layers and each head's outputs, by shape and by the numbers where they can be had by hand."""

import pytest
import torch

from tests.kinds import made
from xtreme_eval.models import heads
from xtreme_eval.models.tiny import build


@pytest.fixture(scope="module")
def encoder():
    return made.checkpoint().encoder.eval()


@pytest.fixture(scope="module")
def batch():
    """Two sentences, the first padded."""
    encoded = made.tokenizer()(["the cat", "a dog ran in the rain"], padding=True, return_tensors="pt")
    return encoded["input_ids"], encoded["attention_mask"]


def test_a_layer_is_counted_from_the_embeddings(encoder, batch):
    with torch.inference_mode():
        states = [encoder(*batch, layer=layer) for layer in range(encoder.blocks + 1)]
        assert torch.equal(states[-1], encoder(*batch))
    assert not torch.equal(states[0], states[1])
    assert all(state.shape == (2, 8, encoder.hidden_size) for state in states)


def test_padding_changes_no_state_of_a_real_token(encoder, batch):
    ids, mask = batch
    alone = int(mask[0].sum())
    with torch.inference_mode():
        torch.testing.assert_close(encoder(ids, mask)[0, :alone], encoder(ids[:1, :alone], mask[:1, :alone])[0], atol=1e-6, rtol=0)


def test_the_facts_that_heads_need_are_those_of_the_declaration(encoder):
    assert (encoder.hidden_size, encoder.blocks, encoder.dropout) == (made.BASE.hidden, made.BASE.layers, 0.0)
    assert encoder.word_embeddings.weight.shape == (len(made.tokenizer()), made.BASE.hidden)


def test_the_longest_declared_sequence_fits_and_no_longer_one(encoder):
    for tokens, fits in ((made.BASE.positions, True), (made.BASE.positions + 1, False)):
        ids = torch.full((1, tokens), 7)
        if fits:
            assert encoder(ids, torch.ones_like(ids)).shape[1] == tokens
        else:
            with pytest.raises((IndexError, RuntimeError)):
                encoder(ids, torch.ones_like(ids))


def test_the_same_seed_builds_the_same_weights_and_another_seed_others():
    one, same, other = (made.checkpoint(seed=seed).encoder.word_embeddings.weight for seed in (3, 3, 4))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_ppmi_vectors_become_the_word_embeddings_and_padding_stays_zero():
    tokenizer = made.tokenizer()
    text = tokenizer(["the cat sat on the mat in the rain and the dog walked"] * 20, add_special_tokens=False)["input_ids"]
    base = made.BASE.model_copy(update={"initial_embeddings": "ppmi"})
    table = build(base, tokenizer, [torch.tensor(ids).int().numpy() for ids in text]).encoder.word_embeddings.weight
    assert not table[tokenizer.pad_token_id].any()
    assert table[tokenizer.convert_tokens_to_ids("▁cat")].any()
    assert not torch.equal(table, made.checkpoint().encoder.word_embeddings.weight)


def test_a_sequence_is_read_off_its_first_token(encoder):
    head = heads.SequenceHead(4, 3, 0.0)
    hidden = torch.randn(2, 5, 4)
    changed = hidden.clone()
    changed[:, 1:] = 0
    assert head(hidden, torch.ones(2, 5)).shape == (2, 3)
    assert torch.equal(head(hidden, torch.ones(2, 5)), head(changed, torch.ones(2, 5)))


def test_each_token_has_scores_of_its_own():
    head = heads.TokenHead(4, 3, 0.0)
    hidden = torch.randn(2, 5, 4)
    scores = head(hidden, torch.ones(2, 5))
    torch.testing.assert_close(scores[1, 2], head.out(hidden[1, 2]))


def test_padding_can_never_be_an_answers_start_or_end():
    scores = heads.SpanHead(4)(torch.randn(2, 3, 4), torch.tensor([[1, 1, 0], [1, 1, 1]]))
    assert scores.shape == (2, 3, 2)
    assert (scores[0, 2] == torch.finfo(torch.float32).min).all()
    assert torch.isfinite(scores.softmax(1)).all()


def test_the_mean_of_a_sequence_leaves_padding_out():
    hidden = torch.tensor([[[1.0, 2.0], [3.0, 4.0], [99.0, 99.0]]])
    assert heads.Pooling("mean")(hidden, torch.tensor([[1, 1, 0]])).tolist() == [[2.0, 3.0]]


def test_words_are_guessed_with_the_encoders_own_embeddings(encoder):
    head = heads.LanguageModelHead(encoder)
    hidden = torch.randn(6, encoder.hidden_size)
    before = head(hidden, torch.ones(6))
    assert before.shape == (6, len(made.tokenizer()))
    assert not any(weight is encoder.word_embeddings.weight for weight in head.parameters())
    with torch.no_grad():
        encoder.word_embeddings.weight[9] += 1
        after = head(hidden, torch.ones(6))
        encoder.word_embeddings.weight[9] -= 1
    moved = (before != after).any(0)
    assert moved[9]
    assert moved.sum() == 1


def test_new_weights_have_the_standard_deviation_of_bert():
    torch.manual_seed(0)
    head = heads.TokenHead(500, 200, 0.0)
    assert head.out.weight.std().item() == pytest.approx(0.02, rel=0.02)
    assert not head.out.bias.any()
