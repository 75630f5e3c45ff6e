"""What families differ in: which states are read, what is put around texts, how a checkpoint is found to be of a family."""

import json

import numpy as np
import pytest
import torch
import transformers

from tests.kinds import made
from tests.kinds.cases import QUESTIONS, UNANSWERED, question
from xtreme_eval.data.records import TaggedSentence
from xtreme_eval.errors import DataError, UnknownNameError
from xtreme_eval.experiment.base import FolderBase, HubBase, TinyBase
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.experiment.size import checkpoint_bytes
from xtreme_eval.kinds.span_qa import SpanQA
from xtreme_eval.kinds.tagging import Tagging
from xtreme_eval.models import heads
from xtreme_eval.models.checkpoint import assembled, load, save
from xtreme_eval.models.encoder import Encoder
from xtreme_eval.models.family import language_codes, training_bytes
from xtreme_eval.models.registry import families, family, family_of_base, family_of_type, seen_languages
from xtreme_eval.models.vocabulary import as_fast, read_as, reading_of, unigram_from_list
from xtreme_eval.suite import registry
from xtreme_eval.suite.benchmarks import XTREME_R

EVERY = pytest.mark.parametrize("name", families())
TINY = {"vocab_size": 40, "hidden_size": 16}
REVISION = "0" * 40


def spoken():
    """The languages of XTREME-R."""
    return {code for target in registry.targets() for code in target.languages.get(XTREME_R.name, ())}


@EVERY
def test_a_family_is_found_by_its_model_types_and_by_its_checkpoints(name):
    found = family(name)
    for model_type, backbone in found.backbones.items():
        assert family_of_type(model_type, "here") is found
        assert getattr(transformers, backbone).config_class.model_type == model_type
    for released in found.checkpoints:
        base = HubBase(name="base", id=released.id, revision=REVISION)
        assert family_of_base(base) is found
        assert seen_languages(base) == found.languages
        assert checkpoint_bytes(base) == 4 * released.parameters
    assert "en" in found.languages
    assert found.languages_source
    assert found.rates.source
    assert family_of_base(made.BASE.model_copy(update={"family": name})) is found


@pytest.mark.parametrize(
    ("name", "unseen"),
    [("xlmr", {"ht", "qu", "wo", "yo"}), ("mbert", {"qu", "wo"}), ("mt5", {"qu", "wo"})],
)
def test_languages_of_the_benchmark_that_a_family_never_saw(name, unseen):
    assert spoken() - family(name).languages == unseen


def test_bloom_saw_less_than_half_of_the_benchmarks_languages():
    assert spoken() & family("bloom").languages == language_codes("ar bn en es eu fr gu hi id ml mr pa pt sw ta te ur vi wo yo zh")


def test_what_a_tiny_base_saw_is_what_it_declares():
    assert {"en", "qva", "qel", "el", "ru"} <= seen_languages(made.BASE)
    assert seen_languages(made.BASE) - seen_languages(made.BASE.model_copy(update={"unread": ("Greek",)})) == {"qel", "el"}
    assert seen_languages(HubBase(name="x", id="some/other", revision=REVISION)) is None


@pytest.mark.parametrize(
    ("name", "released", "settings"),
    [
        ("mbert", 0, {"vocab_size": 119_547}),
        ("mt5", 0, {}),
        ("bloom", 0, {"vocab_size": 250_880, "hidden_size": 1024, "n_layer": 24, "n_head": 16}),
    ],
    ids=["mBERT", "mT5 Small", "BLOOM 560m"],
)
def test_declared_parameters_are_those_of_the_architecture(name, released, settings):
    """Shapes as in the released config.json files; transformers' defaults are BERT Base but for its words, and mT5 Small."""
    found = family(name)
    backbone = getattr(transformers, next(iter(found.backbones.values())))
    with torch.device("meta"):
        model = backbone(backbone.config_class(**settings), **({"add_pooling_layer": False} if found.pooler else {}))
    assert sum(weight.numel() for weight in model.parameters()) == found.checkpoints[released].parameters


def test_adapters_need_a_fraction_of_the_memory():
    assert training_bytes(1000) == 16_000
    assert training_bytes(1000, trained=10) == 4_160


def test_a_model_type_that_nobody_knows_is_refused_with_those_that_are_known(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "gpt2"}))
    for reading in (lambda: family_of_base(FolderBase(name="x", path=str(tmp_path))), lambda: load(tmp_path)):
        with pytest.raises(DataError, match=r"'gpt2', belongs to no known model family.*mT5 \(mt5\).*models/families"):
            reading()
    with pytest.raises(UnknownNameError, match=r"no model family is named 'mt6'\. Did you mean 'mt5'"):
        family_of_base(TinyBase(name="x", vocabulary="listed", family="mt6"))


@pytest.mark.parametrize("content", ["{", "[]", "{}"])
def test_a_configuration_without_a_model_type_is_refused(tmp_path, content):
    (tmp_path / "config.json").write_text(content)
    with pytest.raises(DataError, match=r"config\.json.*names no model_type"):
        family_of_base(FolderBase(name="x", path=str(tmp_path)))


@pytest.mark.parametrize(
    ("name", "single", "pair"),
    [
        ("xlmr", "<s> ▁the ▁cat </s>", "<s> ▁the ▁cat </s> </s> ▁it </s>"),
        ("mt5", "▁the ▁cat </s>", "▁the ▁cat </s> ▁it </s>"),
        ("bloom", "▁the ▁cat </s>", "▁the ▁cat </s> ▁it </s>"),
    ],
)
def test_texts_and_pairs_are_put_as_the_family_declares(name, single, pair):
    tokenizer = made.tokenizer_of(name)
    assert tokenizer.convert_ids_to_tokens(tokenizer("the cat")["input_ids"]) == single.split()
    assert tokenizer.convert_ids_to_tokens(tokenizer("the cat", "it")["input_ids"]) == pair.split()
    again = read_as(family(name), tokenizer)
    assert again.convert_ids_to_tokens(again("the cat", "it")["input_ids"]) == pair.split()


@EVERY
def test_batches_are_padded_on_the_right_whatever_the_tokenizer_came_with(name):
    tokenizer = as_fast(unigram_from_list([("▁", -1.0), ("a", -1.0)]), padding_side="left")
    assert read_as(family(name), tokenizer).padding_side == "right"
    assert reading_of(tokenizer) == family(name).reading


def test_a_tokenizer_without_the_token_that_ends_texts_is_refused():
    tokenizer = type(made.tokenizer_of("xlmr"))(
        tokenizer_object=tokenizers_without_end(),
        unk_token="<unk>",
        pad_token="<pad>",
    )
    with pytest.raises(DataError, match="no </s>, which BLOOM puts around texts"):
        read_as(family("bloom"), tokenizer)


def tokenizers_without_end():
    from tokenizers import Tokenizer, models

    return Tokenizer(models.WordLevel({"<unk>": 0, "<pad>": 1, "a": 2}, unk_token="<unk>"))


@pytest.mark.parametrize("name", ["xlmr", "bloom"])
def test_where_no_token_pads_the_family_may_name_one(name, tmp_path):
    save(made.checkpoint(family=name), [], tmp_path)
    config = json.loads((tmp_path / "tokenizer_config.json").read_text())
    del config["pad_token"]
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
    if name == "bloom":
        assert load(tmp_path).tokenizer.pad_token == "</s>"
    else:
        with pytest.raises(DataError, match="no padding token"):
            load(tmp_path)


@EVERY
def test_only_a_causal_family_is_blind_to_what_follows(name):
    encoder = made.checkpoint(family=name).encoder.eval()
    ids = torch.tensor([[5, 6, 7, 8, 9], [5, 6, 7, 8, 10]])
    with torch.inference_mode():
        one, other = encoder(ids, torch.ones_like(ids))
    assert torch.allclose(one[:4], other[:4], atol=1e-6) == family(name).causal
    assert not torch.allclose(one[4], other[4], atol=1e-3)


@EVERY
def test_states_are_those_of_the_embeddings_and_of_every_block(name):
    encoder = made.checkpoint(family=name).encoder.eval()
    ids = torch.tensor([[5, 6, 7]])
    with torch.inference_mode():
        states = encoder.hidden_states(ids, torch.ones_like(ids))
        assert torch.equal(states[-1], encoder(ids, torch.ones_like(ids)))
        assert torch.equal(states[1], encoder(ids, torch.ones_like(ids), layer=1))
    assert [tuple(state.shape) for state in states] == [(1, 3, encoder.hidden_size)] * (encoder.blocks + 1)


@pytest.mark.parametrize(("name", "dropout"), [("xlmr", 0.1), ("mbert", 0.1), ("mt5", 0.1), ("bloom", 0.0)])
def test_heads_drop_as_much_as_the_family_does_by_default(name, dropout):
    """transformers' default configurations: BLOOM has no dropout."""
    found = family(name)
    backbone = getattr(transformers, next(iter(found.backbones.values())))
    config = backbone.config_class()
    assert getattr(config, found.dropout) == dropout


@pytest.mark.parametrize(("place", "state"), [("first", 0.0), ("last", 2.0), ("mean", 1.0)])
def test_what_stands_for_a_sequence_never_lies_in_its_padding(place, state):
    hidden = torch.tensor([0.0, 1.0, 2.0, 99.0])[None, :, None]
    mask = torch.tensor([[1, 1, 1, 0]])
    assert heads.Pooling(place)(hidden, mask).tolist() == [[state]]
    head = heads.SequenceHead(1, 2, 0.0, place).eval()
    torch.testing.assert_close(head(hidden, mask), head(torch.full((1, 1, 1), state), torch.tensor([[1]])))
    assert heads.DualEncoderHead(place)(hidden + 1, mask).tolist() == [[1.0]]


@pytest.mark.parametrize("name", ["mt5", "bloom"])
def test_families_with_relative_positions_take_sequences_of_any_length(name):
    encoder = made.checkpoint(family=name).encoder.eval()
    ids = torch.full((1, 3 * made.BASE.positions), 7)
    assert encoder(ids, torch.ones_like(ids)).shape == (1, 3 * made.BASE.positions, encoder.hidden_size)


def test_berts_second_text_has_its_own_segment_and_padding_has_the_first():
    tokenizer, encoder = made.tokenizer_of("mbert"), made.checkpoint(family="mbert").encoder.eval()
    given = {}
    encoder.backbone.register_forward_pre_hook(lambda _, __, kwargs: given.update(kwargs), with_kwargs=True)
    batch = tokenizer(["the cat", "it"], ["a dog ran", "it"], padding=True, return_tensors="pt")
    encoder(batch["input_ids"], batch["attention_mask"])
    tokens = [tokenizer.convert_ids_to_tokens(ids) for ids in batch["input_ids"].tolist()]
    for row, segments in zip(tokens, given["token_type_ids"].tolist(), strict=True):
        end = row.index("</s>")
        assert segments == [int(place > end and token != "<pad>") for place, token in enumerate(row)]


def test_of_an_encoder_with_a_decoder_only_the_encoder_is_read(tmp_path):
    config = made.checkpoint(family="mt5").encoder.backbone.config.to_dict()
    torch.manual_seed(0)
    whole = transformers.MT5ForConditionalGeneration(transformers.MT5Config(**{**config, "is_encoder_decoder": True})).eval()
    whole.save_pretrained(tmp_path)
    from xtreme_eval.models.vocabulary import save_tokenizer

    save_tokenizer(made.tokenizer_of("mt5"), tmp_path)
    found = load(tmp_path).encoder.eval()
    ids = torch.tensor([[5, 6, 7, 2]])
    with torch.inference_mode():
        theirs = whole.get_encoder()(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
        torch.testing.assert_close(found(ids, torch.ones_like(ids)), theirs)
    assert not [name for name, _ in found.named_parameters() if "decoder" in name]


def test_words_are_tokenised_as_within_a_sentence():
    """A byte-level vocabulary has other pieces after a blank: BLOOM's tokenizer, in small."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = {token: place for place, token in enumerate(["<unk>", "<pad>", "</s>", "c", "a", "t", "Ġcat"])}
    tokenizer = Tokenizer(
        models.BPE(vocab={**vocabulary, "Ġ": 7, "Ġc": 8, "Ġca": 9}, merges=[("Ġ", "c"), ("Ġc", "a"), ("Ġca", "t")])
    )
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    fast = as_fast(tokenizer, roles={"unk_token": "<unk>", "pad_token": "<pad>", "eos_token": "</s>"})
    bloom = read_as(family("bloom"), fast)
    (feature,) = Tagging(labels=("X",)).features([TaggedSentence(words=("cat",), tags=("X",))], bloom, Lengths())
    assert bloom.convert_ids_to_tokens(feature.sequences[0]) == ["Ġcat", "</s>"]


@pytest.mark.parametrize(("name", "place"), [("xlmr", 0), ("mbert", 0), ("mt5", -1), ("bloom", -1)])
def test_no_answer_is_said_by_a_token_that_may_know_it(name, place):
    features = SpanQA(rules="squad2").features(UNANSWERED, made.tokenizer_of(name), Lengths(max_length=24, stride=8))
    empty = [feature for feature in features if not UNANSWERED[feature.record].answers]
    assert empty
    for feature in empty:
        assert feature.target.tolist() == [place % feature.length] * 2
    last = np.zeros((empty[0].length, 2), np.float32)
    last[place] = 9
    record = UNANSWERED[empty[0].record]
    assert SpanQA(rules="squad2").decode([record], [empty[0].__class__(**{**fields(empty[0]), "record": 0})], [last]) == [""]


def fields(feature):
    return {name: getattr(feature, name) for name in feature.__slots__}


@pytest.mark.parametrize(
    ("context", "answer", "told"),
    [
        ("the talking cats sat .", "cats", "cats"),
        ("the talking cats sat .", "talking cats", "talking cats"),
        ("the talking cats sat .", "cat", "cats"),  # a part of a word is the word
        ("日本の首都は東京", "東京", "東京"),  # no blanks: every token stands for itself
        ("it was 1998.", "1998", "1998"),
    ],
)
def test_a_causal_family_points_to_the_ends_of_words(context, answer, told):
    tokenizer = made.tokenizer_of("bloom")
    record = question(context, answer)
    (feature,) = SpanQA().features([record], tokenizer, Lengths())
    first, last = feature.target
    assert feature.offsets[first, 0] <= context.index(answer)
    output = np.zeros((feature.length, 2), np.float32)
    output[first, 0] = output[last, 1] = 9
    assert SpanQA().decode([record], [feature], [output]) == [told]
    starts = feature.offsets[feature.offsets[:, 0] >= 0, 0]
    assert (np.diff(starts) >= 0).all()


def test_families_that_see_both_sides_point_to_sub_tokens():
    for name in ("xlmr", "mt5"):
        (feature, *_) = SpanQA().features([question("the talking cats sat .", "cat")], made.tokenizer_of(name), Lengths())
        first, last = feature.target
        assert (feature.offsets[first].tolist(), last) == ([12, 15], first)
    assert QUESTIONS


def test_an_unknown_backbone_is_no_encoder():
    with pytest.raises(DataError, match="GPT2Model: its model type, 'gpt2'"):
        Encoder(transformers.GPT2Model(transformers.GPT2Config(n_layer=1, n_head=2, n_embd=8, vocab_size=9)))


def test_a_model_and_its_tokenizer_are_read_alike():
    found = assembled(made.checkpoint(family="bloom").encoder.backbone, made.tokenizer_of("bloom"))
    assert found.encoder.reading == reading_of(found.tokenizer)
