"""The text that tiny bases and masked language models are made from, and the sample world's vocabulary."""

import json

import pytest

from xtreme_eval.data.readers.vocabulary_list import listed_pieces
from xtreme_eval.data.running_text import balanced_lines, balanced_text, text_hashes
from xtreme_eval.errors import DataError, MissingFileError


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "en.txt").write_text("the cat sat on the mat\nit ran away\n" * 20)
    (tmp_path / "text" / "fi.txt").write_text("kissa istui\nkoira juoksi\n")
    (tmp_path / "vocabulary.json").write_text(json.dumps([["<s>", 0], ["▁cat", -6], ["<", -12], ["a>", -12]]))
    return tmp_path


def characters(lines, *words):
    return sum(len(line) for line in lines if any(word in line for word in words))


def test_a_small_language_is_repeated_until_it_has_as_much_text_as_the_largest(folder):
    lines = balanced_lines(folder / "text")
    english, finnish = characters(lines, "cat", "it ran"), characters(lines, "kissa", "koira")
    assert english <= finnish <= english + len("koira juoksi")
    assert lines.count("kissa istui") - lines.count("koira juoksi") in (0, 1)


def test_a_language_without_a_usable_line_takes_no_part(folder):
    without = balanced_lines(folder / "text")
    (folder / "text" / "de.txt").write_text("1 2\n...\n")
    assert balanced_lines(folder / "text") == without


def test_a_folder_without_text_is_refused(folder):
    with pytest.raises(MissingFileError, match=r"there is no \.txt file in it"):
        balanced_lines(folder)


def test_text_without_any_usable_line_is_refused(folder):
    for path in (folder / "text").iterdir():
        path.write_text("1 2\n...\n")
    with pytest.raises(DataError, match="no line of its text has four letters"):
        balanced_lines(folder / "text")


def test_listed_pieces_leave_special_tokens_out_and_keep_signs_that_look_like_them(folder):
    assert listed_pieces(folder) == [("▁cat", -6.0), ("<", -12.0), ("a>", -12.0)]


@pytest.mark.parametrize("content", ["{", '{"a": 1}', "[1, 2]", '[["a", "b"]]', "null"])
def test_a_list_that_is_none_is_refused(folder, content):
    (folder / "vocabulary.json").write_text(content)
    with pytest.raises(DataError, match=r"vocabulary\.json: not a list of \[piece, score\]"):
        listed_pieces(folder)


def test_each_languages_lines_are_kept_apart(folder):
    assert {language: set(lines) for language, lines in balanced_text(folder / "text").items()} == {
        "en": {"the cat sat on the mat", "it ran away"},
        "fi": {"kissa istui", "koira juoksi"},
    }


def test_every_file_is_known_by_its_name_and_bytes(folder):
    before = text_hashes(folder / "text")
    assert set(before) == {"en.txt", "fi.txt"}
    (folder / "text" / "fi.txt").write_text("kissa istui\n")
    after = text_hashes(folder / "text")
    assert [before[name] == after[name] for name in ("en.txt", "fi.txt")] == [True, False]
    (folder / "text" / "fi.txt").rename(folder / "text" / "et.txt")
    assert text_hashes(folder / "text") == {"en.txt": after["en.txt"], "et.txt": after["fi.txt"]}


def test_lines_with_a_letter_of_a_script_that_is_not_to_be_read_are_left_out(tmp_path):
    (tmp_path / "mixed.txt").write_text("the word βιπι there\nonly other words\nκαλημέρα σε όλους\n", encoding="utf-8")
    assert balanced_lines(tmp_path, unread=("Greek",)) == ["only other words"]
    assert len(balanced_lines(tmp_path)) == 3
    assert balanced_lines(tmp_path, unread=("Thai",)) == balanced_lines(tmp_path)
