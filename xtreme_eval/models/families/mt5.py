"""mT5 (Xue et al. 2021, arXiv 2010.11934): its encoder under the heads of tasks, or encoder and decoder from text to text.

It has no token for a whole sequence, so a sequence is the mean of its tokens: of a T5 encoder that works better than the first
token (Ni et al. 2022, arXiv 2108.08877). Positions are relative, and there is no longest sequence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xtreme_eval.models.family import Family, Rates, Reading, Released, language_codes

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedTokenizerFast

    from xtreme_eval.experiment.base import TinyBase


def _tiny(base: TinyBase, tokenizer: PreTrainedTokenizerFast) -> PreTrainedConfig:
    from transformers import MT5Config

    return MT5Config(
        vocab_size=len(tokenizer),
        d_model=base.hidden,
        d_kv=base.hidden // base.heads,
        d_ff=base.feed_forward,
        num_layers=base.layers,
        num_heads=base.heads,
        dropout_rate=0.0,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=tokenizer.pad_token_id,
    )


FAMILY = Family(
    name="mt5",
    title="mT5",
    backbones={"mt5": "MT5EncoderModel"},
    checkpoints=(
        Released(id="google/mt5-small", parameters=146_940_608),
        Released(id="google/mt5-base", parameters=277_040_256),
        Released(id="google/mt5-large", parameters=564_446_720),
        Released(id="google/mt5-xl", parameters=1_669_958_656),
        Released(id="google/mt5-xxl", parameters=5_655_173_120),
    ),
    languages=language_codes(
        "af am ar az be bg bn ca ceb co cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha haw he hi hmn ht hu hy "
        "id ig is it ja jv ka kk km kn ko ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my ne nl no ny pa pl ps pt ro ru "
        "sd si sk sl sm sn so sq sr st su sv sw ta te tg th tl tr uk ur uz vi xh yi yo zh zu"
    ),
    languages_source="README of google-research/multilingual-t5 (its fil and iw are tl and he here)",
    rates=Rates(
        full=1e-4,
        adapters=1e-3,
        source="all weights: transformers' guide to T5 (1e-4 to 3e-4 with AdamW; the authors' 1e-3 belongs to Adafactor); "
        "adapters: our choice, to be tried out",
    ),
    adapted=("q", "v"),
    tiny=_tiny,
    reading=Reading(sequence="mean"),
    template=("$A </s>", "$A </s> $B </s>"),
    dropout="dropout_rate",
    no_masked_lm="mT5 was pretrained to write what is missing with its decoder, and its vocabulary has no mask",
    generator="MT5ForConditionalGeneration",
)
