"""Text files, whole and damaged."""

from pathlib import Path

import pytest

from tests.data.conftest import Write
from xtreme_eval.data.text_file import lines, numbered_lines, text
from xtreme_eval.errors import DataError, MissingFileError


def test_carriage_returns_a_byte_order_mark_and_blank_lines_at_the_end_are_no_content(write: Write) -> None:
    assert lines(write("a.tsv", b"\xef\xbb\xbfone\r\n\r\ntwo\r\n\r\n\n")) == ["one", "", "two"]


def test_only_line_feeds_end_a_line(write: Write) -> None:
    assert lines(write("a.tsv", "one\u2028still\x85one\x0c\ntwo")) == ["one\u2028still\x85one\x0c", "two"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"gone\.tsv: there is no such file\. Put the file there"):
        text(tmp_path / "gone.tsv")


@pytest.mark.parametrize("content", ["", "\n \r\n"])
def test_an_empty_file_is_named(write: Write, content: str) -> None:
    with pytest.raises(DataError, match=r"a\.tsv: the file is empty\. Fetch the file again"):
        text(write("a.tsv", content))


def test_a_byte_that_is_not_utf_8_is_named_with_its_line(write: Write) -> None:
    with pytest.raises(DataError, match=r"a\.tsv, line 2: byte 0xe9 is not valid UTF-8\. Save the file as UTF-8"):
        text(write("a.tsv", b"caf\xc3\xa9\ncaf\xe9 au lait\n"))


def test_lines_keep_their_numbers_across_blank_ones(write: Write) -> None:
    assert list(numbered_lines(write("a.tsv", "\n\none\n\ntwo\n\n"))) == [(1, ""), (2, ""), (3, "one"), (4, ""), (5, "two")]


def test_a_damaged_line_of_a_whole_text_has_the_same_number(write: Write) -> None:
    with pytest.raises(DataError, match=r"a\.tsv, line 2: byte 0xe9 is not valid UTF-8\. Save the file as UTF-8"):
        lines(write("a.tsv", b"caf\xc3\xa9\ncaf\xe9 au lait\n"))


def test_a_folder_in_the_place_of_a_file_is_a_missing_file(tmp_path: Path) -> None:
    for read in (text, lines):
        with pytest.raises(MissingFileError, match="there is no such file"):
            read(tmp_path)


@pytest.mark.parametrize("content", ["", "\n\r\n"])
def test_lines_of_an_empty_file_are_refused(write: Write, content: str) -> None:
    with pytest.raises(DataError, match=r"a\.tsv: the file is empty"):
        lines(write("a.tsv", content))
