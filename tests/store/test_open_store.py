"""How people name a store."""

from pathlib import Path

import pytest

from xtreme_eval.errors import StoreError, UnknownNameError
from xtreme_eval.store.open import open_store


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("file:out/store", "out/store"),
        ("out/store", "out/store"),
        ("FILE:out/store", "out/store"),
        ("file:/data/store", "/data/store"),
        ("file:///data/store", "/data/store"),
        ("file://localhost/data/store", "/data/store"),
        ("out/a:b", "out/a:b"),
        ("file:out/50%20", "out/50%20"),
        ("~/store", str(Path.home() / "store")),
    ],
)
def test_a_path_is_a_folder_with_or_without_file(url, folder):
    assert open_store(url).url == f"file:{folder}"


def test_the_same_folder_is_meant_after_the_process_moves(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = open_store("file:store")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    store.commit("k1", "evaluation", {}, {})
    assert (tmp_path / "store/v1/commits/k1/manifest.json").is_file()


def test_s3_is_refused_with_what_to_use():
    with pytest.raises(StoreError, match=r"s3:// stores are not supported by this version. .*file:PATH") as refused:
        open_store("s3://planted:secret@bucket/prefix")
    assert "secret" not in str(refused.value)


def test_an_unknown_sort_of_store_is_named_without_the_rest_of_the_address():
    with pytest.raises(UnknownNameError, match="no sort of store is named 'gs'") as refused:
        open_store("gs://user:secret@bucket")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["", "file:", "file://", "out/\nstore", "file:\0"])
def test_a_name_without_a_folder_is_refused(url):
    with pytest.raises(StoreError, match="names no folder"):
        open_store(url)


def test_a_file_address_of_another_machine_is_refused_without_repeating_it():
    with pytest.raises(StoreError, match="may not name a machine") as refused:
        open_store("file://user:secret@host/store")
    assert "secret" not in str(refused.value)
