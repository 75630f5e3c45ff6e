"""Leases of a Prefect server that keeps them on its disk: one worker at a time, and the next one when that one dies."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier

import pytest
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from tasks import server_leases
from tasks.leases import Choice, choice, leases
from tasks.server import EMBEDDED, named_server
from tasks.server_leases import ServerLeases
from xtreme_eval.errors import TakenError, UnreachableError
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.store.lease import StoreLeases

STORE = "s3://bucket/prefix"
HOLDER = """
import sys, time
from tasks.server_leases import ServerLeases
with ServerLeases(sys.argv[1]).held(sys.argv[2]):
    print("held", flush=True)
    time.sleep(600)
"""
PATIENCE = 60  # seconds


@pytest.fixture
def server(lasting_prefect):
    """The server, which the settings name."""
    with temporary_settings({PREFECT_API_URL: lasting_prefect.address}):
        yield lasting_prefect


@pytest.fixture
def key(request):
    """A step of this test's own."""
    return request.node.name


def limits():
    with get_client(sync_client=True) as client:
        return {limit.name: limit.active_slots for limit in client.read_global_concurrency_limits(limit=100)}


def until(what):
    """Whether it happens within PATIENCE."""
    end = time.monotonic() + PATIENCE
    while not what() and time.monotonic() < end:
        time.sleep(0.1)
    return what()


def test_a_second_worker_is_refused_at_once_until_the_first_has_committed(server, key):
    ours, theirs = ServerLeases(STORE), ServerLeases(STORE)
    with ours.held(key):
        assert theirs.taken(key)
        started = time.monotonic()
        with pytest.raises(TakenError, match=f"{key} is being made by another worker"), theirs.held(key):
            pass
        assert time.monotonic() - started < 5
        with theirs.held("another step"):
            assert limits()[ours.name(key)] == 1
    assert not theirs.taken(key)
    assert ours.name(key) not in limits(), "nobody needs it after the commit"


def test_a_step_of_the_same_key_in_another_store_is_another_step(server, key):
    with ServerLeases(STORE).held(key), ServerLeases("file:out/store").held(key):
        pass


def test_it_is_given_back_when_the_training_fails_or_is_stopped(server, key):
    with pytest.raises(KeyboardInterrupt), ServerLeases(STORE).held(key):
        raise KeyboardInterrupt
    assert limits()[ServerLeases(STORE).name(key)] == 0
    assert not ServerLeases(STORE).taken(key)
    with ServerLeases(STORE).held(key):
        pass


def test_one_of_eight_claimants_has_it(server, key):
    start = Barrier(8)

    def claim(_):
        start.wait(PATIENCE)
        try:
            with ServerLeases(STORE).held(key):
                start.wait(PATIENCE)
        except TakenError:
            start.wait(PATIENCE)
            return False
        return True

    with ThreadPoolExecutor(8) as claimants:  # threads begin with no settings but the environment's
        assert sum(claimants.map(lambda context: context.run(claim, None), [copy_context() for _ in range(8)])) == 1


def test_a_worker_that_is_killed_loses_it_once_it_has_not_been_heard_of_for_the_term(server, key):
    command = [sys.executable, "-c", HOLDER, STORE, key]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PREFECT_API_URL": server.address}) as process:
        assert process.stdout.readline() == b"held\n"
        assert ServerLeases(STORE).taken(key)
        process.kill()
    time.sleep(3)
    assert ServerLeases(STORE).taken(key), "it may only be slow"
    server.let_time_pass()
    assert until(lambda: not ServerLeases(STORE).taken(key))
    with ServerLeases(STORE).held(key):
        pass


def test_a_server_that_is_killed_and_comes_back_remembers_it(server, key, monkeypatch):
    monkeypatch.setattr(server_leases, "RENEWAL", 0.5)
    with ServerLeases(STORE).held(key):
        server.kill()
        time.sleep(1)  # a renewal that fails
        server.start()
        assert ServerLeases(STORE).taken(key)
        server.let_time_pass()
        time.sleep(4)  # it is renewed, or taken again where the server was faster to end it
        assert ServerLeases(STORE).taken(key)
    assert not ServerLeases(STORE).taken(key)


def test_who_has_lost_it_says_so_and_leaves_it_to_the_other(server, key, monkeypatch, caplog):
    monkeypatch.setattr(server_leases, "RENEWAL", 4.0)
    with ServerLeases(STORE).held(key):
        server.let_time_pass()
        assert until(lambda: not ServerLeases(STORE).taken(key))
        other = ServerLeases(STORE).held(key)
        other.__enter__()
        assert until(lambda: f"the lease of {key} is lost" in caplog.text)
        assert ServerLeases(STORE).taken(key)
    assert other.__exit__(None, None, None) is False


def test_a_server_that_does_not_answer_is_an_error_with_its_address(key):
    address = "http://127.0.0.1:9/api"
    with temporary_settings({PREFECT_API_URL: address}):
        for ask in (lambda: ServerLeases(STORE).taken(key), ServerLeases(STORE).held(key).__enter__, lambda: choice(address)):
            with pytest.raises(UnreachableError, match=f"the Prefect server at {address}, which gives out leases, fails"):
                ask()


def test_a_lasting_servers_leases_are_used(server, tmp_path):
    assert leases(STORE, DirectoryStore(tmp_path)) == ServerLeases(STORE)
    assert choice(named_server()) == Choice(server=True)


def test_a_server_that_would_forget_leases_in_a_restart_has_none_and_says_how_to_change_that(prefect_api, tmp_path, monkeypatch):
    monkeypatch.delenv(EMBEDDED)
    store = DirectoryStore(tmp_path)
    assert leases(STORE, store) == StoreLeases(store)
    assert "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE=prefect.server" in choice(named_server()).advice


def test_an_embedded_server_ends_with_its_grid_and_is_asked_for_nothing(prefect_api, tmp_path):
    assert named_server() == ""
    assert choice(named_server()) == Choice(server=False)
