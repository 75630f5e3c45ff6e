"""A byte-pair vocabulary trained on running text."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

from xtreme_eval.errors import SpecificationError
from xtreme_eval.models.vocabulary.form import SPECIAL_TOKENS, UNKNOWN, WORD_MARK, shape, special_tokens, words_and_marks

LETTERS_DIGITS_REST: Final = rf"{WORD_MARK}?[\p{{L}}\p{{M}}]+|{WORD_MARK}?\p{{N}}+|{WORD_MARK}?[^\p{{L}}\p{{M}}\p{{N}}{WORD_MARK}]+"
"""Letters, digits and other signs never share a piece.

Otherwise "1998)." becomes a piece, and an answer that ends at "1998" is no span of tokens.
"""


def train_bpe(lines: Iterable[str], *, size: int = 16_000, alphabet: int = 6_000) -> Tokenizer:
    """Byte-pair encoding (Sennrich et al. 2016) of `lines`, in XLM-R's form.

    The same lines give the same vocabulary in every process and with any number of threads: the trainer breaks ties between
    characters at random where the alphabet is cut, so the alphabet is chosen here.

    Args:
        lines: text; sampled evenly over languages, or frequent ones get all the merges.
        size: pieces, special tokens included. Fewer come out where the text has nothing left to merge.
        alphabet: how many characters are kept, the most frequent first; each other one becomes <unk>.

    Raises:
        SpecificationError: `size` leaves no room for a merge beside the special tokens and the alphabet.
    """
    text = list(lines)
    tokenizer = shape(
        Tokenizer(models.BPE(unk_token=UNKNOWN)),
        [*words_and_marks(), pre_tokenizers.Split(Regex(LETTERS_DIGITS_REST), behavior="isolated")],
    )
    kept = _alphabet(tokenizer, text, alphabet)
    if size <= len(kept) + len(SPECIAL_TOKENS):
        raise SpecificationError(
            [f"a vocabulary of {size} has no room for merges: {len(kept)} characters are kept; raise size or lower alphabet"]
        )
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=2,
        special_tokens=special_tokens(),
        initial_alphabet=kept,
        limit_alphabet=len(kept),
        show_progress=False,
    )
    tokenizer.train_from_iterator(text, trainer=trainer, length=len(text))
    return tokenizer


def _alphabet(tokenizer: Tokenizer, lines: Sequence[str], size: int) -> list[str]:
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(tokenizer.normalizer.normalize_str(line))
    counts[WORD_MARK] = 0  # kept in any case: it is in the text only after this
    ranked = sorted(counts, key=lambda character: (-counts[character], character))
    letters = [character for character in ranked if not character.isspace() and character != WORD_MARK]
    return [WORD_MARK, *letters[: size - 1]]
