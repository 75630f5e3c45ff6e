"""The SQuAD v1.1 script, which scores XQuAD and TyDiQA in every language by English rules (Rajpurkar et al. 2016)."""

import re
import string
from collections.abc import Sequence

from xtreme_eval.metrics.answers import measure_answers, token_f1
from xtreme_eval.metrics.measure import Measure

_ARTICLE = re.compile(r"\b(?:a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(answer: str) -> str:
    """Lower case, without ASCII punctuation and English articles, words separated by single spaces.

    Other punctuation stays («Paris» is not Paris), and text without spaces is one word (Thai, Chinese).
    """
    return " ".join(_ARTICLE.sub(" ", answer.lower().translate(_NO_PUNCTUATION)).split())


def exact_match(gold: str, predicted: str) -> bool:
    """Whether two answers are the same once normalised."""
    return normalise(gold) == normalise(predicted)


def f1(gold: str, predicted: str) -> float:
    """F1 of the words of two answers, 0 to 1."""
    return token_f1(normalise(gold), normalise(predicted))


def squad(gold: Sequence[Sequence[str]], predicted: Sequence[str | None]) -> dict[str, Measure]:
    """Exact match and F1 of all questions of one language.

    Args:
        gold: the accepted answers of each question, at least one.
        predicted: one answer a question; None where there is none, which scores 0.

    Returns:
        "exact_match" and "f1" in percent; one term (0 to 100) a question.

    Raises:
        ValueError: the lengths differ, there is no question, or a question has no gold answer.
    """
    return measure_answers(gold, predicted, normalise)
