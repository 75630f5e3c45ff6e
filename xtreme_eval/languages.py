"""The languages of XTREME and XTREME-R, and the five invented ones of the generated sample world.

Two-letter codes are the benchmarks' own; `iso3` is the code in LASER's Tatoeba file names, which is not always ISO 639-3's first
choice (Mandarin is `cmn`, Swahili `swh`, Persian `pes`). Families and scripts as in the language table of XTREME
(Hu et al. 2020, arXiv 2003.11080) and XTREME-R (Ruder et al. 2021, arXiv 2104.07412).
"""

from dataclasses import dataclass

from xtreme_eval.errors import UnknownNameError


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language that some target task is evaluated in.

    Attributes:
        code: as in the benchmark's file names.
        iso3: as in Tatoeba's file names.
        family: branch for Indo-European languages, family for the others; "invented" in the sample world.
        script: of the benchmark's texts.
    """

    code: str
    iso3: str
    name: str
    family: str
    script: str
    invented: bool = False

    def filled(self, template: str) -> str:
        """A template with the language's codes and name for `{language}`, `{iso3}` and `{name}`."""
        return template.format(language=self.code, iso3=self.iso3, name=self.name)


_REAL = """
af afr Afrikaans          IE:Germanic     Latin
ar ara Arabic             Afro-Asiatic    Arabic
az aze Azerbaijani        Turkic          Latin
bg bul Bulgarian          IE:Slavic       Cyrillic
bn ben Bengali            IE:Indo-Aryan   Bengali
de deu German             IE:Germanic     Latin
el ell Greek              IE:Greek        Greek
en eng English            IE:Germanic     Latin
es spa Spanish            IE:Romance      Latin
et est Estonian           Uralic          Latin
eu eus Basque             Basque          Latin
fa pes Persian            IE:Iranian      Arabic
fi fin Finnish            Uralic          Latin
fr fra French             IE:Romance      Latin
gu guj Gujarati           IE:Indo-Aryan   Gujarati
he heb Hebrew             Afro-Asiatic    Hebrew
hi hin Hindi              IE:Indo-Aryan   Devanagari
ht hat Haitian_Creole     Creole          Latin
hu hun Hungarian          Uralic          Latin
id ind Indonesian         Austronesian    Latin
it ita Italian            IE:Romance      Latin
ja jpn Japanese           Japonic         Japanese
jv jav Javanese           Austronesian    Latin
ka kat Georgian           Kartvelian      Georgian
kk kaz Kazakh             Turkic          Cyrillic
ko kor Korean             Koreanic        Hangul
lt lit Lithuanian         IE:Baltic       Latin
ml mal Malayalam          Dravidian       Malayalam
mr mar Marathi            IE:Indo-Aryan   Devanagari
ms zsm Malay              Austronesian    Latin
my mya Burmese            Sino-Tibetan    Burmese
nl nld Dutch              IE:Germanic     Latin
pa pan Punjabi            IE:Indo-Aryan   Gurmukhi
pl pol Polish             IE:Slavic       Latin
pt por Portuguese         IE:Romance      Latin
qu que Quechua            Quechuan        Latin
ro ron Romanian           IE:Romance      Latin
ru rus Russian            IE:Slavic       Cyrillic
sw swh Swahili            Niger-Congo     Latin
ta tam Tamil              Dravidian       Tamil
te tel Telugu             Dravidian       Telugu
th tha Thai               Kra-Dai         Thai
tl tgl Tagalog            Austronesian    Latin
tr tur Turkish            Turkic          Latin
uk ukr Ukrainian          IE:Slavic       Cyrillic
ur urd Urdu               IE:Indo-Aryan   Arabic
vi vie Vietnamese         Austroasiatic   Latin
wo wol Wolof              Niger-Congo     Latin
yo yor Yoruba             Niger-Congo     Latin
zh cmn Chinese            Sino-Tibetan    Chinese
"""
_INVENTED = """
qva qva Vallish           invented        Latin
qto qto Tolmic            invented        Latin
qka qka Karun             invented        Latin
qzu qzu Zuman             invented        Latin
qel qel Elthic            invented        Greek
"""


def _language(row: str, *, invented: bool) -> Language:
    code, iso3, name, family, script = row.split()
    return Language(code=code, iso3=iso3, name=name.replace("_", " "), family=family, script=script, invented=invented)


LANGUAGES: dict[str, Language] = {
    found.code: found
    for table, invented in ((_REAL, False), (_INVENTED, True))
    for found in (_language(row, invented=invented) for row in table.strip().splitlines())
}
RELATIONS = (
    "English",
    "Germanic, Latin script",
    "Indo-European, Latin script",
    "Indo-European, other script",
    "other family, Latin script",
    "other family, other script",
    "invented, Latin script",
    "invented, other script",
)
"""How near a language is to English by the family and script of the table above, nearest first. It is no typological distance."""
INVENTED = tuple(code for code, found in LANGUAGES.items() if found.invented)
SAMPLE_LANGUAGES = ("en", *INVENTED)


def language(code: str) -> Language:
    """The language with this code.

    Raises:
        UnknownNameError: no benchmark has it.
    """
    if code not in LANGUAGES:
        raise UnknownNameError("language", code, LANGUAGES)
    return LANGUAGES[code]


def relation_to_english(code: str) -> str:
    """Which of `RELATIONS` a language has; a Germanic language is not counted among the other Indo-European ones.

    Raises:
        UnknownNameError: no benchmark has it.
    """
    found = language(code)
    if code == "en":
        return "English"
    family = "invented" if found.invented else "other family"
    if found.family.startswith("IE:"):
        family = "Germanic" if found.family == "IE:Germanic" else "Indo-European"
    return f"{family}, {'Latin' if found.script == 'Latin' else 'other'} script"


def codes(text: str) -> tuple[str, ...]:
    """The language codes in a text, e.g. "de el en", each one known.

    Raises:
        UnknownNameError: one of them is not.
    """
    return tuple(language(code).code for code in text.split())
