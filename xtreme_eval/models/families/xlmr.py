"""XLM-R (Conneau et al. 2020, arXiv 1911.02116) and XLM-R XL (Goyal et al. 2021, arXiv 2105.00572): masked language models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xtreme_eval.models.family import Family, Rates, Released, language_codes

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedTokenizerFast

    from xtreme_eval.experiment.base import TinyBase


def _tiny(base: TinyBase, tokenizer: PreTrainedTokenizerFast) -> PreTrainedConfig:
    from transformers import XLMRobertaConfig

    return XLMRobertaConfig(
        vocab_size=len(tokenizer),
        hidden_size=base.hidden,
        num_hidden_layers=base.layers,
        num_attention_heads=base.heads,
        intermediate_size=base.feed_forward,
        max_position_embeddings=base.positions + 2,  # XLM-R counts positions from 2 (padding index + 1)
        type_vocab_size=1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )


FAMILY = Family(
    name="xlmr",
    title="XLM-R",
    backbones={"xlm-roberta": "XLMRobertaModel", "xlm-roberta-xl": "XLMRobertaXLModel"},
    checkpoints=(
        Released(id="FacebookAI/xlm-roberta-base", parameters=277_453_056),
        Released(id="FacebookAI/xlm-roberta-large", parameters=558_840_832),
        Released(id="facebook/xlm-roberta-xl", parameters=3_475_929_600),
    ),
    languages=language_codes(
        "af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he hi hr hu hy id is "
        "it ja jv ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my ne nl no om or pa pl ps pt ro ru sa sd si sk sl "
        "so sq sr su sv sw ta te th tl tr ug uk ur uz vi xh yi zh"
    ),
    languages_source="README of fairseq's examples/xlmr, and the model card of xlm-roberta-base",
    rates=Rates(
        full=1e-5,
        adapters=4e-4,
        source="all weights: jiant's XTREME scripts (Phang et al. 2020); adapters: recalled from RoBERTa's in Hu et al. 2021",
    ),
    adapted=("query", "value"),
    tiny=_tiny,
    pooler=True,
)
