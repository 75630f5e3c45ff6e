"""A new model family is one new file: one that nothing else knows of is built, trained, saved, read again and planned with."""

import sys
import textwrap

import pytest
import torch

from tests.kinds import made
from tests.kinds.cases import PAIRS
from xtreme_eval.experiment.base import FolderBase
from xtreme_eval.experiment.hyper import Lengths
from xtreme_eval.experiment.stage import Adapter
from xtreme_eval.kinds.batching import collate
from xtreme_eval.kinds.classification import Classification
from xtreme_eval.models import families as package
from xtreme_eval.models.adapters import adapted
from xtreme_eval.models.checkpoint import load, save
from xtreme_eval.models.registry import families, family, family_of_base, seen_languages

ELECTRA = '''
    """ELECTRA, as if somebody had trained it on two languages."""

    from xtreme_eval.models.family import Family, Rates, Reading, language_codes


    def _tiny(base, tokenizer):
        from transformers import ElectraConfig

        return ElectraConfig(
            vocab_size=len(tokenizer),
            embedding_size=base.hidden,
            hidden_size=base.hidden,
            num_hidden_layers=base.layers,
            num_attention_heads=base.heads,
            intermediate_size=base.feed_forward,
            pad_token_id=tokenizer.pad_token_id,
        )


    FAMILY = Family(
        name="electra",
        title="ELECTRA",
        backbones={"electra": "ElectraModel"},
        checkpoints=(),
        languages=language_codes("en de"),
        languages_source="made for a test",
        rates=Rates(full=1e-5, adapters=1e-4, source="made for a test"),
        adapted=("query", "value"),
        tiny=_tiny,
        reading=Reading(sequence="mean"),
        template=("$A </s>", "$A </s> $B </s>"),
    )
'''


@pytest.fixture
def known(tmp_path, monkeypatch):
    """The file is there, as if it had always been."""
    folder = tmp_path / "families"
    folder.mkdir()
    (folder / "electra.py").write_text(textwrap.dedent(ELECTRA))
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    families.cache_clear()
    yield family("electra")
    families.cache_clear()
    made.tokenizer_of.cache_clear()
    sys.modules.pop("xtreme_eval.models.families.electra", None)


def test_a_family_in_a_file_of_its_own_does_all_that_others_do(known, tmp_path):
    assert list(families()) == ["bloom", "mbert", "mt5", "xlmr", "electra"]
    checkpoint, kind = made.checkpoint(family="electra"), Classification(labels=("yes", "no", "maybe"))
    assert checkpoint.encoder.family is known
    features = kind.features(PAIRS, checkpoint.tokenizer, Lengths())
    batch = collate(features, checkpoint.tokenizer.pad_token_id, "cpu")
    torch.manual_seed(0)
    head = kind.head(checkpoint.encoder)
    with adapted(checkpoint.encoder, Adapter(rank=2)):
        weights = [one for one in (*checkpoint.encoder.parameters(), *head.parameters()) if one.requires_grad]
        loss = kind.loss(head, checkpoint.encoder(batch.ids, batch.mask), batch.mask, batch.targets)
        loss.backward()
        torch.optim.AdamW(weights, lr=1e-3).step()
    save(checkpoint, [head], tmp_path / "model")
    again = load(tmp_path / "model")
    with torch.inference_mode():
        one, other = (found.encoder.eval()(batch.ids, batch.mask) for found in (checkpoint, again))
    assert torch.equal(one, other)
    base = FolderBase(name="mine", path=str(tmp_path / "model"))
    assert family_of_base(base) is known
    assert seen_languages(base) == {"en", "de"}
