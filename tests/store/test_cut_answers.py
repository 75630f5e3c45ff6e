"""A connection that ends anywhere in an answer's headers, or in its body, is noticed, and the request is sent again."""

import pytest

from tests.services.proxy import FaultyProxy
from tests.services.servers import reach
from tests.store.places import made_in
from xtreme_eval.errors import StoreError
from xtreme_eval.store import s3_patience
from xtreme_eval.store.s3_client import explained, s3_client
from xtreme_eval.store.s3_objects import Bucket, create, folders, listed, look, read

CALLS = {
    "look": lambda bucket: look(bucket, "a/one").size,
    "read": lambda bucket: read(bucket, "a/one")[0],
    "listed": lambda bucket: [found.name for found in listed(bucket, "a/")],
    "folders": lambda bucket: list(folders(bucket, "")),
}


class Scissors(FaultyProxy):
    """Cuts the next answer after `at` bytes, and all others whole; or all of them, where `always`."""

    at: int | None = None
    always = False
    last = b""

    def forward(self, request):
        answer, at = super().forward(request), self.at
        self.last = answer
        if not self.always:
            self.at = None
        return answer if at is None else answer[:at]

    def drawn(self):
        return ("truncate", 0.999999) if self.at is not None else ("", 0.0)


@pytest.fixture
def scissors(moto_server, monkeypatch, tmp_path, request):
    monkeypatch.setattr(s3_patience, "_FIRST", 0.001)
    with Scissors(moto_server, share=0) as proxy:
        reach(monkeypatch, proxy.address)
        bucket = made_in("cut", request.node.name, tmp_path).open().bucket
        assert create(bucket, "a/one", b"content")
        yield proxy, bucket


def cuts(answer):
    """After each line of the headers, in each value before its last character and in its middle, before and in the body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    ends = [number + 2 for number in range(len(head)) if head[number : number + 2] == b"\r\n"]
    lines = zip([0, *ends], [*ends, len(head) + 2], strict=True)
    within = [at for start, end in lines for at in (end - 3, (answer.index(b" ", start) + 1 + end) // 2)]
    return sorted({*ends, *within, *([len(head) + 4, len(answer) - len(body) // 2] if body else [])})


@pytest.mark.parametrize("name", CALLS)
def test_an_answer_that_is_cut_is_asked_for_again(name, scissors):
    proxy, bucket = scissors
    whole = CALLS[name](bucket)
    answer = proxy.last
    for at in cuts(answer):
        proxy.at = at
        assert CALLS[name](bucket) == whole, f"cut after {answer[:at]}"
        assert proxy.at is None


def test_one_that_is_cut_every_time_is_an_error_of_the_connection(scissors, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "3")
    proxy, bucket = scissors[0], Bucket(client=s3_client(), address=scissors[1].address)
    proxy.at, proxy.always = 100, True
    with pytest.raises(StoreError, match="cannot look: connection closed error"), explained("s3://cut", "look"):
        look(bucket, "a/one")
