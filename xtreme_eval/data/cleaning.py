"""Raw lines of web and wiki text -> sentences fit for training a tokenizer and a masked language model."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

SPACELESS: Final = frozenset({"ja", "th", "zh"})
"""Languages written without spaces, whose dumps carry other marks for a space."""

REDIRECT: Final = {
    "ar": "تحويل",
    "bg": "пренасочване виж",
    "de": "weiterleitung",
    "el": "ανακατευθυνση",
    "es": "redirección",
    "et": "suuna",
    "eu": "birzuzendu",
    "fi": "ohjaus uudelleenohjaus",
    "fr": "redirection",
    "hi": "अनुप्रेषित",
    "id": "alih",
    "ja": "転送 リダイレクト",
    "ko": "넘겨주기",
    "ru": "перенаправление",
    "ta": "வழிமாற்று",
    "te": "దారిమార్పు",
    "th": "เปลี่ยนทาง",
    "tr": "yönlendirme yönlendir",
    "ur": "رجوع_مکرر",
    "vi": "đổi",
    "zh": "重定向 重新導向",
}
"""MediaWiki's redirect word by language, in lower case; "redirect" itself is valid in all (mediawiki.org, Help:Redirects)."""

FEWEST_LETTERS: Final = 4
_KEPT_FORMATS: Final = "\u200c\u200d"  # joiners: they choose letter shapes in Persian and Indic scripts
_SPACE_MARKS: Final = re.compile(r"#|None")
_EMPHASIS: Final = re.compile(r"``|\s*'{2,}(?: ')?(?=[,.)\]])|(?:(?<!\w)' )?'{2,}(?: '(?!['\w]))?")
_MARKUP: Final = re.compile(r"\[\[|\]\]|</?[a-z]+ ?/?>|-\{\}-|={2,}|^\s*[*:;#|]+")


def clean_lines(lines: Iterable[str], language: str) -> list[str]:
    """The lines worth reading, in order, without the marks that a dump left in them.

    Each rule is for a trap seen in such files:
        - a redirect page is a command and a title, thousands of times over: the line is dropped;
        - `#`, or `None` from an emptied template, stands for a space in Japanese, Thai and Chinese files: it becomes one;
        - wiki emphasis (`''`, `'''`; when tokenised `' ''`, `'' '`, or a pair of quotes opened by two backticks) goes, an
          apostrophe stays;
        - link brackets, HTML tags, `-{}-` and the marks of lists and headings go, their text stays;
        - NUL, other control characters, byte order marks, soft hyphens, zero-width spaces and direction marks would be rare
          symbols in a vocabulary: controls become a space, invisible ones vanish, the two joiners stay;
        - runs of white space become one space;
        - a line with fewer than four letters says nothing: it is dropped.

    Args:
        language: the text's code, as in the file's name; it chooses the redirect words and the marks for a space.
    """
    redirect = _redirect(language)
    cleaned = (_clean(line, language) for line in lines)
    return [line for line in cleaned if not redirect.match(line) and _letters(line) >= FEWEST_LETTERS]


def _clean(line: str, language: str) -> str:
    line = "".join(_visible(character) for character in line) if not line.isprintable() else line
    if language in SPACELESS:
        line = _SPACE_MARKS.sub(" ", line)
    line = _EMPHASIS.sub("", _MARKUP.sub("", line))
    return " ".join(line.split())


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    return "" if category in {"Cf", "Co", "Cs"} and character not in _KEPT_FORMATS else character


def _redirect(language: str) -> re.Pattern[str]:
    words = ["redirect", *REDIRECT.get(language, "").split()]
    return re.compile(rf"#?\s*(?:{'|'.join(map(re.escape, words))})(?:[\s:#\[]|$)", re.IGNORECASE)


def _letters(line: str) -> int:
    return sum(character.isalpha() for character in line)
