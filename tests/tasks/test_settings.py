"""An embedded Prefect keeps to itself, has time to start, and leaves what the user has set."""

import os
import shutil
from collections import namedtuple

import pytest

from tasks.settings import DEFAULTS, embedded_prefect
from xtreme_eval.errors import XtremeEvalError


@pytest.fixture
def bare(monkeypatch):
    """An environment without any of the settings, put back afterwards."""
    for name in ("PREFECT_HOME", *DEFAULTS):
        monkeypatch.setenv(name, "")  # so that it is put back
        monkeypatch.delenv(name)
    return monkeypatch


def test_telemetry_is_off_and_the_server_has_three_minutes_to_start(bare, tmp_path):
    embedded_prefect(tmp_path / "prefect")
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert os.environ["DO_NOT_TRACK"] == "1"
    assert os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] == "180"


def test_prefect_itself_understands_the_settings(prefect_api):
    from prefect.settings import get_current_settings

    settings = get_current_settings()
    assert settings.server.analytics_enabled is False
    assert settings.server.ephemeral.startup_timeout_seconds == 180


def test_everything_of_prefect_lies_in_the_folder_that_is_named(bare, tmp_path):
    embedded_prefect(tmp_path / "deep" / "prefect")
    assert os.environ["PREFECT_HOME"] == str(tmp_path / "deep" / "prefect")
    assert (tmp_path / "deep" / "prefect").is_dir()


def test_what_the_user_has_set_stays(bare, tmp_path):
    for name in ("PREFECT_HOME", *DEFAULTS):
        bare.setenv(name, "mine")
    embedded_prefect(tmp_path / "prefect")
    assert {os.environ[name] for name in ("PREFECT_HOME", *DEFAULTS)} == {"mine"}


def test_a_folder_that_cannot_be_made_is_named_with_the_next_step(bare, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(XtremeEvalError, match=r"file/prefect cannot be made \(Not a directory\).*--out"):
        embedded_prefect(tmp_path / "file" / "prefect")


def test_a_full_disk_is_told_before_a_server_fails_on_it(bare, tmp_path):
    usage = namedtuple("usage", "total used free")
    bare.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 3_000_000, 3_000_000))
    with pytest.raises(XtremeEvalError, match=r"the disk is full, 3 MB are left\. Free space there, or .*--out"):
        embedded_prefect(tmp_path / "prefect")
