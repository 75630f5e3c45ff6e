"""The table of languages."""

import pytest

from xtreme_eval.errors import UnknownNameError
from xtreme_eval.languages import INVENTED, LANGUAGES, SAMPLE_LANGUAGES, codes, language


def test_a_language_has_the_code_of_tatoebas_file_names() -> None:
    assert [language(code).iso3 for code in ("zh", "sw", "fa", "en")] == ["cmn", "swh", "pes", "eng"]


def test_every_language_of_both_benchmarks_is_in_the_table_once() -> None:
    real = [found for found in LANGUAGES.values() if not found.invented]
    assert len(real) == 50  # XTREME-R's number of languages; XTREME's 40 are among them
    assert len({found.iso3 for found in LANGUAGES.values()}) == len(LANGUAGES) == 55


def test_invented_languages_are_marked_and_use_their_code_everywhere() -> None:
    assert INVENTED == ("qva", "qto", "qka", "qzu", "qel")
    assert ("en", *INVENTED) == SAMPLE_LANGUAGES
    assert all(language(code).iso3 == code for code in INVENTED)
    assert not language("en").invented


def test_an_unknown_code_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match=r"no language is named 'xx'.*Known: af, ar"):
        language("xx")
    with pytest.raises(UnknownNameError, match=r"'ennn'\. Did you mean 'en'"):
        codes("de ennn")
