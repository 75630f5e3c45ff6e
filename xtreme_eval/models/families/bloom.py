"""BLOOM (BigScience 2022, arXiv 2211.05100): a causal language model, read where everything has been seen.

A token sees only those before it. So a sequence is read at its last token, for which the end-of-text token is put there, and a
word at its last sub-token. Words stand after a blank, as within a sentence: without it they would be cut otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xtreme_eval.models.family import Family, Rates, Reading, Released, language_codes

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedTokenizerFast

    from xtreme_eval.experiment.base import TinyBase


def _tiny(base: TinyBase, tokenizer: PreTrainedTokenizerFast) -> PreTrainedConfig:
    """Its feed-forward layers are four times as wide as the rest, whatever the base declares: transformers has it so."""
    from transformers import BloomConfig

    return BloomConfig(
        vocab_size=len(tokenizer),
        hidden_size=base.hidden,
        n_layer=base.layers,
        n_head=base.heads,
        hidden_dropout=0.0,
        attention_dropout=0.0,
        use_cache=False,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )


FAMILY = Family(
    name="bloom",
    title="BLOOM",
    backbones={"bloom": "BloomModel"},
    checkpoints=(
        Released(id="bigscience/bloom-560m", parameters=559_214_592),
        Released(id="bigscience/bloom-1b1", parameters=1_065_314_304),
        Released(id="bigscience/bloom-1b7", parameters=1_722_408_960),
        Released(id="bigscience/bloom-3b", parameters=3_002_557_440),
        Released(id="bigscience/bloom-7b1", parameters=7_069_016_064),
    ),
    languages=language_codes(
        "ak ar as bm bn ca en es eu fon fr gu hi id ig ki kn lg ln ml mr ne nso ny or pa pt rn rw sn st sw ta te tn ts "
        "tum tw ur vi wo xh yo zh zu"
    ),
    languages_source="model card of bigscience/bloom",
    rates=Rates(
        full=2e-5,
        adapters=2e-4,
        source="all weights: recalled from BLOOMZ's (Muennighoff et al. 2022); adapters: recalled from GPT-3's in Hu et al. 2021",
    ),
    adapted=("query_key_value",),
    tiny=_tiny,
    reading=Reading(sequence="last", word="last", lead=" "),
    template=("$A </s>", "$A </s> $B </s>"),
    padding="</s>",
    settings={"use_cache": False},
    dropout="hidden_dropout",
    no_masked_lm="BLOOM is a causal language model: it guesses what comes next, and its vocabulary has no mask",
    causal=True,
)
