"""Cleaning of raw text: one test a trap, and the real files where they are at hand."""

from pathlib import Path

import pytest

from xtreme_eval.data.cleaning import REDIRECT, clean_lines

RAW = Path(__file__).parents[3] / "shared" / "data" / "text"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "#REDIRECT [[United Nations]]"),
        ("fr", "REDIRECT#Nations unies"),
        ("id", "ALIH Paus Yohanes XVI"),
        ("tr", "YÖNLENDİRME Birleşmiş Milletler"),
        ("ja", "転送#国際連合本部"),
        ("zh", "重定向 联合国总部大楼"),
        ("ur", "رجوع_مکرر اقوام متحدہ"),
    ],
)
def test_a_redirect_is_dropped(language, line):
    assert clean_lines([line], language) == []


def test_a_redirect_word_of_another_language_or_inside_a_line_is_text():
    lines = ["Alih bahasa oleh seorang guru.", "Redirected traffic is slow."]
    assert clean_lines(lines, "en") == lines


@pytest.mark.parametrize("language", ["ja", "th", "zh"])
def test_marks_for_a_space_become_a_space_where_words_are_not_spaced(language):
    assert clean_lines(["1967年None兵庫県#生まれ"], language) == ["1967年 兵庫県 生まれ"]


def test_the_same_marks_stay_elsewhere():
    assert clean_lines(["None of them knew C# well"], "en") == ["None of them knew C# well"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("'''日吉'''（後の秀吉）は", "日吉（後の秀吉）は"),
        ("'''青山修子''' '''藤原里華'''", "青山修子 藤原里華"),
        ("gagné par ' '' Felix Gottwald '' ' devant Ronny", "gagné par Felix Gottwald devant Ronny"),
        ("Kinh (''Peng Dehuai '') sinh", "Kinh (Peng Dehuai) sinh"),
        ("Mariah Carey – `` Hero ''", "Mariah Carey – Hero"),
        ("l'équipe d'Algérie et l' ''Iliade ''", "l'équipe d'Algérie et l' Iliade"),
        ("'' '14 '' ' Saisons", "'14 Saisons"),
        ("The dogs' dinner isn't cold", "The dogs' dinner isn't cold"),
    ],
)
def test_wiki_emphasis_goes_and_apostrophes_stay(line, expected):
    assert clean_lines([line], "fr") == [expected]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("** Unterpunkt der Liste", "Unterpunkt der Liste"),
        (":::Einrückung", "Einrückung"),
        ("== Geschichte ==", "Geschichte"),
        ("in [[Köln am Rhein]]</b>.<br>", "in Köln am Rhein."),
        ("eine Zahl < 5 und 3 > 2", "eine Zahl < 5 und 3 > 2"),
    ],
)
def test_other_markup_goes_and_its_text_stays(line, expected):
    assert clean_lines([line], "de") == [expected]


def test_control_characters_part_words_and_invisible_ones_vanish_but_joiners_stay():
    assert clean_lines(["\ufeffone\x00two\u200b\tthree\u00ad\u200e \u3000 می\u200cخواهم\r\n"], "fa") == [
        "one two three می\u200cخواهم"
    ]


def test_lines_with_fewer_than_four_letters_are_dropped_and_the_order_stays():
    assert clean_lines(["zebra", "", "  ", "12.05.1999 --", "abc", "ant\u0301s", "他走了吗"], "zh") == [
        "zebra",
        "ant\u0301s",
        "他走了吗",
    ]


def test_redirect_words_are_lower_case_for_comparison():
    assert all(words == words.lower() for words in REDIRECT.values())


@pytest.mark.skipif(not RAW.is_dir(), reason="the raw text files are not here")
@pytest.mark.parametrize("language", ["id", "ja", "zh"])
def test_real_files_keep_their_text_and_lose_their_markup(language):
    lines = (RAW / f"{language}.txt").read_text(encoding="utf-8").split("\n")[:1000]
    cleaned = clean_lines(lines, language)
    assert len(cleaned) > 600
    assert sum(map(len, cleaned)) > 0.85 * sum(map(len, lines))
    assert not any(mark in line for line in cleaned for mark in ("''", "[[", "``", "==", "\u200b"))
    assert clean_lines(cleaned, language) == cleaned
