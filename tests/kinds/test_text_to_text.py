"""Text to text: what is asked and told, what is written, and that the decoder is that of transformers."""

import numpy as np
import pytest
import torch
import transformers

from tests.kinds import made
from tests.kinds.cases import CHOICES, PAIRS, QUESTIONS, SINGLE, UNANSWERED
from xtreme_eval.errors import DataError
from xtreme_eval.evaluation.parent import pretrained_head
from xtreme_eval.evaluation.predict import outputs
from xtreme_eval.experiment.base import FolderBase
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.experiment.jobs import Location
from xtreme_eval.kinds.batching import collate
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.kinds.multiple_choice import MultipleChoice
from xtreme_eval.kinds.retrieval import Retrieval
from xtreme_eval.kinds.span_qa import SpanQA
from xtreme_eval.kinds.tagging import Tagging
from xtreme_eval.kinds.text_to_text import TextToText, in_mode
from xtreme_eval.models.checkpoint import head_file, load, load_head, save
from xtreme_eval.models.vocabulary import save_tokenizer
from xtreme_eval.studies.catalog import Catalog

LENGTHS = Lengths(max_length=32)
CASES = {
    "classification": (Classification(labels=("yes", "no", "maybe")), PAIRS),
    "single sentences": (Classification(labels=("0", "1")), SINGLE),
    "multiple choice": (MultipleChoice(), CHOICES),
    "span QA": (SpanQA(), QUESTIONS),
    "no answers": (SpanQA(rules="squad2"), UNANSWERED),
}
EVERY = pytest.mark.parametrize(("kind", "records"), CASES.values(), ids=CASES)


def written(kind):
    found = in_mode(kind, "text-to-text", made.tokenizer_of("mt5"))
    assert isinstance(found, TextToText)
    return found


def setting(kind, records):
    """The kind in this mode, a fresh model and head, and all records as one batch."""
    kind, checkpoint = written(kind), made.checkpoint(family="mt5")
    torch.manual_seed(0)
    head = kind.head(checkpoint.encoder).eval()
    features = kind.features(records, checkpoint.tokenizer, LENGTHS)
    checkpoint.encoder.eval()
    return kind, checkpoint, head, features


def loss_of(kind, checkpoint, head, features):
    batch = collate(features, checkpoint.tokenizer.pad_token_id, "cpu")
    return kind.loss(head, checkpoint.encoder(batch.ids, batch.mask), batch.mask, batch.targets)


def test_labels_numbers_and_answers_are_told():
    tokenizer = made.tokenizer_of("mt5")

    def told(kind, records):
        return tokenizer.batch_decode(
            [one.target for one in written(kind).features(records, tokenizer, LENGTHS)], skip_special_tokens=True
        )

    assert told(*CASES["single sentences"]) == [record.label for record in SINGLE]
    assert told(*CASES["multiple choice"]) == [str(record.label + 1) for record in CHOICES]
    assert told(*CASES["span QA"])[:2] == ["sat", "rain"]
    empty, answered = written(SpanQA(rules="squad2")).features(UNANSWERED[:2], tokenizer, LENGTHS)
    assert (empty.target.tolist(), len(answered.target)) == ([tokenizer.eos_token_id], 2)


@EVERY
def test_it_learns_its_records_by_heart_and_writes_them(kind, records):
    kind, checkpoint, head, features = setting(kind, records)
    weights = torch.optim.AdamW([*checkpoint.encoder.parameters(), *head.parameters()], lr=5e-3)
    losses = []
    for _ in range(60):
        weights.zero_grad()
        loss = loss_of(kind, checkpoint, head, features)
        loss.backward()
        weights.step()
        losses.append(loss.item())
    assert losses[1] < losses[0]
    found = kind.decode(records, features, outputs(checkpoint, kind, head, features, "cpu"))
    assert kind.measure(records, found, "en")[kind.metrics[0]].value > 80


@EVERY
def test_padding_and_parts_of_batches_change_nothing(kind, records):
    kind, checkpoint, head, features = setting(kind, records)
    together = outputs(checkpoint, kind, head, features, "cpu", tokens=10_000)
    alone = outputs(checkpoint, kind, head, features, "cpu", tokens=1)
    assert all(np.array_equal(one, other) for one, other in zip(together, alone, strict=True))
    parts = [loss_of(kind, checkpoint, head, features[start : start + 3]) for start in range(0, len(features), 3)]
    assert sum(parts).item() == pytest.approx(loss_of(kind, checkpoint, head, features).item(), rel=1e-5)


def test_what_is_saved_and_read_again_writes_the_same(tmp_path):
    kind, checkpoint, head, features = setting(*CASES["classification"])
    save(checkpoint, [head], tmp_path)
    again = load(tmp_path)
    other = load_head(kind.head(again.encoder), tmp_path / head_file(0)).eval()
    assert not [name for name in head.state_dict() if "embed_tokens" in name]
    torch.testing.assert_close(loss_of(kind, again, other, features), loss_of(kind, checkpoint, head, features), atol=0, rtol=0)


def whole_model():
    config = made.checkpoint(family="mt5").encoder.backbone.config.to_dict()
    torch.manual_seed(3)
    return transformers.MT5ForConditionalGeneration(transformers.MT5Config(**{**config, "is_encoder_decoder": True})).eval()


def test_a_pretrained_models_decoder_goes_on_as_transformers_has_it(tmp_path):
    whole, tokenizer = whole_model(), made.tokenizer_of("mt5")
    whole.save_pretrained(tmp_path)
    save_tokenizer(tokenizer, tmp_path)
    kind, found = written(CASES["classification"][0]), load(tmp_path)
    head = kind.head(found.encoder.eval()).eval()
    assert pretrained_head(FolderBase(name="mine", path=str(tmp_path), mode="text-to-text"), head)
    features = kind.features(PAIRS, tokenizer, LENGTHS)
    batch = collate(features, tokenizer.pad_token_id, "cpu")
    with torch.inference_mode():
        theirs = whole(input_ids=batch.ids, attention_mask=batch.mask, labels=batch.targets).loss
        ours = loss_of(kind, found, head, features) / (batch.targets != -100).sum()
        torch.testing.assert_close(ours, theirs)
        said = whole.generate(input_ids=batch.ids, attention_mask=batch.mask, max_new_tokens=8, do_sample=False, num_beams=1)
        wrote = head(found.encoder(batch.ids, batch.mask), batch.mask)[:, :8]
    width = min(said.shape[1] - 1, 8)
    assert torch.equal(said[:, 1 : width + 1], wrote[:, :width])


def test_an_encoder_alone_has_no_decoder_to_go_on_with(tmp_path):
    checkpoint = made.checkpoint(family="mt5")
    save(checkpoint, [], tmp_path)
    head = written(CASES["classification"][0]).head(checkpoint.encoder)
    with pytest.raises(DataError, match=r"it has no decoder: decoder\.block"):
        pretrained_head(FolderBase(name="mine", path=str(tmp_path)), head)


@pytest.mark.parametrize(
    ("text", "meant"), [("no", "no"), ("  no ", "no"), ("neutral", "no"), ("ye", "yes"), ("", "yes"), ("no idea", "no")]
)
def test_what_is_no_label_stands_for_the_one_that_begins_most_like_it(text, meant):
    assert written(Classification(labels=("yes", "no", "maybe")))._meant(PAIRS[0], text.strip()) == meant


@pytest.mark.parametrize(("text", "meant"), [("1", 0), ("4", 3), ("5", 0), ("0", 0), ("x", 0), ("", 0)])
def test_what_is_no_number_stands_for_the_first_choice(text, meant):
    assert written(MultipleChoice())._meant(CHOICES[0], text) == meant


def test_other_kinds_and_models_with_heads_stay_as_they_are():
    tokenizer = made.tokenizer_of("mt5")
    for kind in (Tagging(labels=("X",)), Retrieval(task="matching")):
        assert in_mode(kind, "text-to-text", tokenizer) is kind
    assert in_mode(CASES["span QA"][0], "heads", tokenizer) is CASES["span QA"][0]


def test_what_cannot_be_written_is_a_hole_with_its_reason(tmp_path):
    catalog = Catalog(Location(data=str(tmp_path), text=str(tmp_path), store="", progress=""))
    mt5, xlmr = (made.BASE.model_copy(update={"name": name, "family": name, "mode": "text-to-text"}) for name in ("mt5", "xlmr"))
    assert catalog.unsuited(mt5, "xnli") == ""
    assert catalog.unsuited(mt5, "panx") == "mt5 is not trained on panx: tagging is not done from text to text"
    assert catalog.unsuited(mt5, "mlm") == (
        "mt5 is not trained on mlm: mT5 was pretrained to write what is missing with its decoder, and its vocabulary has no mask"
    )
    assert catalog.unsuited(xlmr, "xnli") == "xlmr is not trained on xnli: XLM-R has no decoder to write with"
    assert catalog.unsuited(made.BASE, "mlm") == ""
