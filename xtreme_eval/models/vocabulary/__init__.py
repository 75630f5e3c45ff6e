"""Tokenizers of the models made here: trained or listed vocabularies, in one XLM-R-like form, in a folder."""

from xtreme_eval.models.vocabulary.folder import as_fast, load_tokenizer, save_tokenizer
from xtreme_eval.models.vocabulary.listed import unigram_from_list
from xtreme_eval.models.vocabulary.reading import read_as, reading_of
from xtreme_eval.models.vocabulary.trained import train_bpe

__all__ = ["as_fast", "load_tokenizer", "read_as", "reading_of", "save_tokenizer", "train_bpe", "unigram_from_list"]
