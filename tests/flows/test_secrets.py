"""Secrets that are planted in the settings turn up nowhere: not in Prefect's database, its results, logs, messages or manifests."""

import logging
import traceback
from pathlib import Path

import pytest

from flows.transfer_cell import transfer_cell
from tests import miniature
from tests.services.servers import moto_server
from tests.store.places import in_bucket
from xtreme_eval.errors import StoreError

__all__ = ["in_bucket", "moto_server"]

PLANTED = {
    "AWS_ACCESS_KEY_ID": "PLANTEDKEYID0000",
    "AWS_SECRET_ACCESS_KEY": "planted/secret+access/key",
    "AWS_SESSION_TOKEN": "planted-session-token",
    "HF_TOKEN": "hf_plantedplantedplantedplantedplanted",
    "DATABASE_PASSWORD": "planted-password",
}


@pytest.fixture
def asked(prefect_api, miniature_data, in_bucket, monkeypatch, tmp_path):
    """A grid on a bucket of its own, with secrets in the environment."""
    for name, value in PLANTED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XTREME_EVAL_CACHE", str(tmp_path / "cache"))
    return miniature.request(miniature_data, tmp_path / "out").model_copy(update={"store": in_bucket.address.url})


def recorded():
    """Everything that Prefect keeps: its database as it lies on the disk, and its results."""
    from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, PREFECT_HOME

    database = Path(str(PREFECT_API_DATABASE_CONNECTION_URL.value()).partition("///")[2])
    files = [*database.parent.glob(f"{database.name}*"), *(path for path in PREFECT_HOME.value().rglob("*") if path.is_file())]
    return b"".join(path.read_bytes() for path in files)


def held(content):
    """The names of the planted secrets that are in it."""
    content = content if isinstance(content, bytes) else content.encode()
    return [name for name, secret in PLANTED.items() if secret.encode() in content]


def test_a_cell_that_is_trained_and_scored_leaves_no_secret_anywhere(asked, in_bucket, caplog, capfd, tmp_path):
    caplog.set_level(logging.DEBUG, logger="xtreme_eval")
    made = transfer_cell("baseline", "tatoeba", 1, asked)
    assert made["key"]
    kept = recorded()
    assert asked.store.encode() in kept, "what is asked for is recorded"
    assert held(kept) == []
    objects = {name: in_bucket.read(name) for name in in_bucket.names()}
    assert any(name.endswith("manifest.json") for name in objects)
    assert {name: found for name, content in objects.items() if (found := held(content))} == {}
    assert {path: found for path in tmp_path.rglob("*") if path.is_file() and (found := held(path.read_bytes()))} == {}
    assert held(caplog.text + "".join(capfd.readouterr())) == []


def test_an_endpoint_with_a_password_ends_the_flow_and_is_recorded_without_it(asked, monkeypatch, caplog, capfd):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://someone:planted-password@127.0.0.1:9")
    with pytest.raises(StoreError, match="holds a user name or a password") as refused:
        transfer_cell("baseline", "tatoeba", 1, asked)
    assert held("".join(traceback.format_exception(refused.value)) + repr(refused.value)) == []
    assert held(recorded()) == []
    assert held(caplog.text + "".join(capfd.readouterr())) == []


def test_a_store_with_a_password_in_its_name_is_refused_by_a_deployment_before_it_is_recorded(asked, capfd):
    from prefect.client.orchestration import get_client
    from prefect.exceptions import PrefectHTTPStatusError

    with get_client(sync_client=True) as client:
        deployed = client.create_deployment(
            flow_id=client.create_flow(transfer_cell),
            name="secrets",
            parameter_openapi_schema=transfer_cell.parameters.model_dump(),
            enforce_parameter_schema=True,
        )
        parameters = {"recipe": "baseline", "target": "tatoeba", "request": asked.model_dump(mode="json")}
        client.create_flow_run_from_deployment(deployed, parameters=parameters, name="fine")
        parameters["request"]["store"] = "s3://KEY:planted-password@models/x"
        with pytest.raises(PrefectHTTPStatusError):
            client.create_flow_run_from_deployment(deployed, parameters=parameters, name="refused")
    kept = recorded()
    assert b"fine" in kept
    assert held(kept) == []
    assert held("".join(capfd.readouterr())) == []
