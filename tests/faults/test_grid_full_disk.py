"""A store that cannot take what a step has made: the grid says so, ends, and goes on when there is room again."""

import errno

import pytest

from tests import miniature
from xtreme_eval.errors import StoreError
from xtreme_eval.store import disk
from xtreme_eval.store.open import open_store


@pytest.fixture
def full(monkeypatch):
    """From the n-th file on, nothing more can be stored; returns how to free space again."""
    copy = disk.copy_hashed

    def fill(after):
        tried = []

        def refused(source, path):
            tried.append(path)
            if len(tried) > after:
                raise OSError(errno.ENOSPC, "No space left on device", str(path))
            return copy(source, path)

        monkeypatch.setattr(disk, "copy_hashed", refused)
        return tried, lambda: monkeypatch.setattr(disk, "copy_hashed", copy)

    return fill


def test_a_full_disk_is_named_and_nothing_that_was_stored_is_lost(prefect_api, miniature_data, tmp_path, full, finished):
    request = miniature.request(miniature_data, tmp_path)
    tried, free = full(after=8)
    failures = miniature.run_in_a_thread(request)
    assert len(tried) == 8 + 1  # nothing more is trained that could not be stored
    assert 1 < len(failures) < 12
    assert all("No space left on device" in reason for reason in failures.values())
    assert all("The disk is full: free space there, or choose another store folder" in reason for reason in failures.values())
    free()
    assert miniature.run_in_a_thread(request) == {}
    assert (request.folder / "score_table.csv").read_bytes() == (finished.folder / "score_table.csv").read_bytes()


def test_a_store_that_cannot_be_written_stops_the_grid_before_it_trains(prefect_api, miniature_data, tmp_path, monkeypatch):
    def refused(path, content):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(disk, "write_new", refused)
    request = miniature.request(miniature_data, tmp_path)
    with pytest.raises(StoreError, match=r"cannot write: Permission denied at .*The folder is not writable: choose another"):
        miniature.run_in_a_thread(request)
    assert list(open_store(request.location.store).keys()) == []


def test_a_finished_grid_can_be_shown_from_a_store_that_cannot_be_written(copied, monkeypatch):
    def refused(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    for name in ("write_new", "copy_hashed", "make_folder"):
        monkeypatch.setattr(disk, name, refused)
    assert miniature.run_in_a_thread(copied) == {}
