"""A tokenizer made to put texts as its model family reads them; it carries what kinds of task must know of the family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tokenizers import processors

from xtreme_eval.errors import DataError
from xtreme_eval.models.family import Family, Reading

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

_ATTRIBUTE: Final = "xtreme_eval_reading"


def read_as(family: Family, tokenizer: PreTrainedTokenizerFast) -> PreTrainedTokenizerFast:
    """The same tokenizer, changed: with the family's special tokens around texts and pairs, and padding on the right.

    Doing it again changes nothing. Batches are padded on the right wherever a tokenizer's own configuration would pad, since
    positions are counted from the left and the last real token is found from the mask.

    Raises:
        DataError: a token that the family puts around texts is not in the vocabulary.
    """
    if family.template is not None:
        single, pair = family.template
        tokens = sorted({part for part in pair.split() if not part.startswith("$")})
        numbers = [(token, tokenizer.convert_tokens_to_ids(token)) for token in tokens]
        if lacking := [token for token, number in numbers if number in {None, tokenizer.unk_token_id}]:
            problem = f"its vocabulary has no {lacking[0]}, which {family.title} puts around texts"
            raise DataError(tokenizer.name_or_path or "tokenizer", problem, "Take the tokenizer that the model was trained with.")
        template = processors.TemplateProcessing(single=single, pair=pair, special_tokens=numbers)
        tokenizer.backend_tokenizer.post_processor = template
    tokenizer.padding_side = "right"
    setattr(tokenizer, _ATTRIBUTE, family.reading)  # transformers has no place for it
    return tokenizer


def reading_of(tokenizer: PreTrainedTokenizerFast) -> Reading:
    """How the tokenizer's family is read: at first tokens where nobody has said."""
    found: Reading = getattr(tokenizer, _ATTRIBUTE, Reading())
    return found
