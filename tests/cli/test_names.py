"""A name that nobody knows, and a folder that cannot be used, are refused before anything runs; near names are offered."""

import pytest

from tests import miniature


@pytest.fixture
def plan(shell, miniature_data, tmp_path):
    """Plan the miniature study."""
    asked = miniature.request(miniature_data, tmp_path / "out")
    return lambda *words: shell("plan", "--study", asked.study, "--data", asked.data, "--out", asked.out, *words)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--study", "miniatur"), "no study is named 'miniatur'. Did you mean 'miniature'? Known: "),
        (("--targets", "xnli,tydiqua"), "no target task of study miniature is named 'tydiqua'. Did you mean 'tydiqa'?"),
        (("--recipes", "mnly"), "no recipe of study miniature is named 'mnly'. Did you mean 'mnli'?"),
        (("--languages", "qvx"), "is named 'qvx'. Did you mean 'qva'? Known: en, qel, qka, qto, qva, qzu."),
        (("--languages", "xx"), "no language of xnli, tydiqa, tatoeba in study miniature is named 'xx'. Known: en, "),
        (("--languages", "de"), "no language of xnli, tydiqa, tatoeba in study miniature is named 'de'."),
        (("--targets", "tatoeba", "--languages", "en"), "no language of tatoeba in study miniature is named 'en'."),
        (("--seeds", "1,x"), "--seeds x: input should be a valid integer"),
        (("--world", "-1"), "--world -1: input should be greater than or equal to 0"),
        (("--seeds", "1,1"), "--seeds names something twice or nothing: [1, 1]"),
        (("--targets", ","), "--targets names something twice or nothing: []"),
        (("--data", "/nowhere"), "--data /nowhere is not a folder"),
        (("--text", "/nowhere"), "/nowhere: there is no .txt file in it. Name a folder with a file of running text a language."),
        (("--store", "s4://bucket"), "no sort of store is named 's4'. Did you mean 's3'? Known: file, s3."),
    ],
)
def test_it_is_refused_by_name(plan, words, problem):
    status, out, err = plan(*words)
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert problem in err


def test_a_language_that_some_targets_lack_is_a_hole_there(plan):
    status, out, _ = plan("--languages", "en")
    assert status == 0
    assert "Hole: every recipe → tatoeba: tatoeba has none of the languages en" in out


def test_all_wrong_values_are_told_at_once(plan):
    err = plan("--seeds", "1,x", "--world", "-1").err
    assert "--seeds x:" in err
    assert "--world -1:" in err


def test_a_study_of_real_files_asks_for_their_folder(shell):
    status, _, err = shell("plan", "--study", "real-slice")
    assert status == 2
    assert "study real-slice reads real files: name their folder with --data" in err


def test_a_file_in_the_place_of_the_store_is_told(plan, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    status, _, err = plan("--store", tmp_path / "file")
    assert status == 2
    assert f"store folder {tmp_path / 'file'}: cannot read" in err
    assert "A file is in a folder's place, or the reverse: move it away" in err


def test_an_unknown_option_is_a_usage_error(plan):
    status, _, err = plan("--task", "xnli")
    assert status == 2
    assert "No such option: --task" in err
