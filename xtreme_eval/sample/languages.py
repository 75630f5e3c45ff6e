"""The six languages of the sample world: English and five invented ones, nearer to it and farther from it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """How a language builds words and sentences.

    Attributes:
        code: as in file names and in `xtreme_eval.languages` ("qaa" to "qtz" are ISO 639-3's codes for private use).
        order: of subject, verb and object.
        adjective_first: "old dog" and not "dog old".
        prepositions: "in Norton" and not "Norton in".
        articles: common nouns in the singular have one.
        support: questions and negations are built with "did", as in English.
        past, plural, subject_case, object_case: endings; empty where the language has none.
        consonants, vowels: of the words that it shares with no other language.
        cognates: share of its content words that come from the English ones.
        weight: share of the running text.
    """

    code: str
    order: Literal["SVO", "SOV", "VSO"]
    adjective_first: bool
    prepositions: bool
    articles: bool
    support: bool = False
    past: str
    plural: str
    subject_case: str = ""
    object_case: str = ""
    consonants: str
    vowels: str = "aeiou"
    cognates: float
    weight: float


ENGLISH = Grammar(
    code="en", order="SVO", adjective_first=True, prepositions=True, articles=True, support=True,
    past="ed", plural="s", consonants="", cognates=1.0, weight=0.30,
)  # fmt: skip
INVENTED = (
    Grammar(
        code="qva", order="SVO", adjective_first=True, prepositions=True, articles=True,
        past="en", plural="a", consonants="bdglmnrstv", cognates=0.60, weight=0.16,
    ),
    Grammar(
        code="qto", order="SVO", adjective_first=False, prepositions=True, articles=True,
        past="ot", plural="i", consonants="cdfglmnprt", cognates=0.35, weight=0.15,
    ),
    Grammar(
        code="qka", order="SOV", adjective_first=True, prepositions=False, articles=False,
        past="ta", plural="chi", subject_case="ga", object_case="wo", consonants="hkmnrstyz", cognates=0.15, weight=0.14,
    ),
    Grammar(
        code="qzu", order="VSO", adjective_first=False, prepositions=True, articles=False,
        past="ile", plural="zi", consonants="bdghklmnwz", cognates=0.05, weight=0.13,
    ),
    Grammar(
        code="qel", order="SOV", adjective_first=False, prepositions=False, articles=False,
        past="σε", plural="οι", object_case="ν", consonants="βγδθκλμνπρσφχ", vowels="αεηιου", cognates=0.0, weight=0.12,
    ),
)  # fmt: skip
LANGUAGES = (ENGLISH, *INVENTED)
