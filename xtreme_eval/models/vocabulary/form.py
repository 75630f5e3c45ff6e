"""The form that every vocabulary made here shares with XLM-R: special tokens, word marks, sentence templates."""

from typing import Final

from tokenizers import AddedToken, Tokenizer, decoders, normalizers, pre_tokenizers, processors

WORD_MARK: Final = "▁"
"""Stands before each word in place of the space (SentencePiece, Kudo and Richardson 2018)."""

UNKNOWN: Final = "<unk>"
SPECIAL_TOKENS: Final = ("<s>", "<pad>", "</s>", UNKNOWN, "<mask>")
"""In the order of their ids; the first four as in XLM-R (Conneau et al. 2020), whose <mask> comes last of all."""

SPECIAL_ROLES: Final = {
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "unk_token": UNKNOWN,
    "pad_token": "<pad>",
    "mask_token": "<mask>",
}
"""What each special token is for, in the terms of `transformers`."""


def words_and_marks() -> list[pre_tokenizers.PreTokenizer]:
    """Cut at white space, drop it, and put the word mark before each word: a word is encoded alike alone and in a sentence."""
    return [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(WORD_MARK, prepend_scheme="always")]


def special_tokens() -> list[AddedToken]:
    """The special tokens, not to be cut or normalised."""
    return [AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS]


def shape(tokenizer: Tokenizer, pre_tokenizer: list[pre_tokenizers.PreTokenizer]) -> Tokenizer:
    """Give `tokenizer` NFKC, the word mark and the templates `<s> A </s>` and `<s> A </s> </s> B </s>`.

    Offsets count the characters of the text as given, though NFKC may make one character of several or several of one (Thai
    SARA AM, full-width digits); as in XLM-R, an accent that is joined to its letter is then outside them. A word mark that
    is a token of its own has the offsets of the word's first character. White space is in no token; in tokenizers that are
    loaded it may be (Metaspace alone puts the space into the word's first token): strip a text that is cut out by offsets.
    """
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(pre_tokenizer)
    tokenizer.decoder = decoders.Metaspace(WORD_MARK, prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[(token, SPECIAL_TOKENS.index(token)) for token in ("<s>", "</s>")],
    )
    return tokenizer
