"""A server that is away or fails is waited for, with a word to the user; what it refuses fails at once."""

import logging
from collections import Counter

import pytest

from tests.services.proxy import FaultyProxy
from tests.services.servers import reach
from tests.store.places import InBucket, made_in
from xtreme_eval.errors import StoreError
from xtreme_eval.store import s3_patience
from xtreme_eval.store.s3_address import S3Address
from xtreme_eval.store.s3_client import s3_client
from xtreme_eval.store.s3_patience import Patience, patience_of


class Away(FaultyProxy):
    """A server that does not work for its next `left` requests: it hangs up, or answers with a status."""

    left = 0
    status = 0

    def forward(self, request):
        self.counts["forwarded"] += 1
        if self.left <= 0:
            return super().forward(request)
        self.left -= 1
        return f"HTTP/1.1 {self.status} x\r\nContent-Length: 0\r\n\r\n".encode() if self.status else b""


@pytest.fixture
def away(moto_server, monkeypatch, tmp_path, request):
    monkeypatch.setattr(s3_patience, "_FIRST", 0.0001)
    with Away(moto_server, share=0) as proxy:
        reach(monkeypatch, proxy.address)
        yield proxy, made_in("patience", request.node.name, tmp_path)


@pytest.mark.parametrize("status", [0, 503])
def test_each_request_of_a_commit_and_of_a_reader_outlasts_a_server_that_fails_eight_times(away, artifact, monkeypatch, status):
    proxy, place = away
    proxy.status = status
    writer, reader = place.open(), place.open()
    writer.check_writable()  # the probe is made beforehand

    seen = Counter()

    def forward(request):
        what = f"{request.method} {request.path}"
        seen[what] += 1
        proxy.left = int(seen[what] <= 8)
        return Away.forward(proxy, request)

    monkeypatch.setattr(proxy, "forward", forward)
    manifest = writer.commit("k1", "checkpoint", artifact, {})
    assert reader.find("k1") == manifest
    assert reader.open_file(manifest, "config.json").read_bytes() == b'{"layers": 2}'


def test_who_waits_is_told_so_and_when_it_takes_too_long_what_to_do(away, monkeypatch, caplog):
    proxy, place = away
    monkeypatch.setattr(s3_patience, "_QUIET", 0.05)
    monkeypatch.setattr(s3_patience, "_FIRST", 0.02)
    monkeypatch.setenv("XTREME_EVAL_S3_PATIENCE", "0.5")
    proxy.left = 10**9
    with pytest.raises(StoreError, match=r"cannot read k1: connection closed error\. Check AWS_ENDPOINT_URL and the network"):
        place.open().find("k1")
    (told,) = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert told.getMessage() == "the S3 server fails (ConnectionClosedError): waiting for it, up to 0 s more"
    assert 4 < proxy.counts["forwarded"] < 40


@pytest.mark.parametrize(("status", "says"), [(403, "Check the credentials"), (400, "Look the code up"), (507, "Free space")])
def test_what_a_server_refuses_fails_at_the_first_answer(away, status, says):
    proxy, place = away
    proxy.status, proxy.left = status, 10**9
    before = proxy.counts["forwarded"]
    with pytest.raises(StoreError, match=f"{place.address.place}: cannot read k1: .*{status}.*{says}"):
        place.open().find("k1")
    assert proxy.counts["forwarded"] == before + 1


def test_a_bucket_that_is_not_there_is_no_matter_of_waiting(away, tmp_path):
    proxy, _ = away
    before, store = proxy.counts["forwarded"], InBucket(S3Address(bucket="patience-nowhere"), tmp_path).open()
    with pytest.raises(StoreError, match=r"s3://patience-nowhere: cannot .*NoSuchBucket.*Make the bucket"):
        store.find("k1")
    assert proxy.counts["forwarded"] == before + 1


def failing(patience, request, attempts):
    from botocore.exceptions import EndpointConnectionError

    error = EndpointConnectionError(endpoint_url="http://x")
    return patience(response=None, operation=None, attempts=attempts, caught_exception=error, request_dict=request)


def test_pauses_grow_to_five_seconds_and_end_a_minute_after_the_first_failure():
    now, pauses = [1000.0], []
    patience, request = Patience(60, clock=lambda: now[0]), {"context": {}}
    while (pause := failing(patience, request, len(pauses) + 1)) is not False:
        pauses.append(pause)
        now[0] += pause
    assert sum(pauses) == pytest.approx(60)
    assert all(0.05 * 2**number <= pause <= 0.1 * 2**number for number, pause in enumerate(pauses[:5]))
    assert 4 < max(pauses) <= 5
    assert failing(patience, {"context": {}}, 1) > 0, "another request has a minute of its own"


def test_a_number_of_tries_that_is_set_as_for_every_aws_tool_is_kept(away, monkeypatch):
    proxy, place = away
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "3")
    s3_client()
    before, proxy.left = proxy.counts["forwarded"], 10**9
    with pytest.raises(StoreError):
        place.open().find("k1")
    assert proxy.counts["forwarded"] == before + 3


def test_a_certificate_that_is_wrong_is_no_matter_of_waiting():
    from botocore.exceptions import SSLError

    error = SSLError(endpoint_url="https://x", error="x")
    given = {"response": None, "operation": None, "attempts": 1, "request_dict": {"context": {}}}
    assert Patience(60)(caught_exception=error, **given) is None


@pytest.mark.parametrize("given", ["soon", "-1", "nan", "1e9"])
def test_a_patience_that_is_no_number_of_seconds_is_refused(given):
    with pytest.raises(StoreError, match=f"XTREME_EVAL_S3_PATIENCE='{given}' is no number of seconds"):
        patience_of({"XTREME_EVAL_S3_PATIENCE": given})
    assert patience_of({}) == 60
