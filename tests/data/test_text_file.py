"""Text files, whole and damaged."""

from pathlib import Path

import pytest

from tests.data.conftest import Write
from xtreme_eval.data.text_file import lines, text
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
