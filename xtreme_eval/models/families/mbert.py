"""mBERT (Devlin et al. 2019; multilingual.md of google-research/bert): a masked language model on Wikipedia in 104 languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xtreme_eval.models.family import Family, Rates, Released, language_codes

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedTokenizerFast

    from xtreme_eval.experiment.base import TinyBase


def _tiny(base: TinyBase, tokenizer: PreTrainedTokenizerFast) -> PreTrainedConfig:
    from transformers import BertConfig

    return BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=base.hidden,
        num_hidden_layers=base.layers,
        num_attention_heads=base.heads,
        intermediate_size=base.feed_forward,
        max_position_embeddings=base.positions,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=tokenizer.pad_token_id,
    )


FAMILY = Family(
    name="mbert",
    title="mBERT",
    backbones={"bert": "BertModel"},
    checkpoints=(Released(id="google-bert/bert-base-multilingual-cased", parameters=177_262_848),),
    languages=language_codes(
        "af an ar ast az azb ba bar be bg bn bpy br bs ca ce ceb cs cv cy da de el en es et eu fa fi fr fy ga gl gu he hi "
        "hr ht hu hy id io is it ja jv ka kk kn ko ky la lb lmo lt lv mg min mk ml mn mr ms my nds ne new nl nn no oc pa "
        "pl pms pnb pt ro ru scn sco sh sk sl sq sr su sv sw ta te tg th tl tr tt uk ur uz vi vo war yo zh"
    ),
    languages_source="multilingual.md of google-research/bert: the cased release, which has Thai and Mongolian as well",
    rates=Rates(
        full=2e-5,
        adapters=4e-4,
        source="all weights: XTREME's scripts; adapters: recalled from RoBERTa's in Hu et al. 2021",
    ),
    adapted=("query", "value"),
    tiny=_tiny,
    segments=True,
    pooler=True,
    version=2,  # 1 gave both texts of a pair the first one's segment
)
