"""How long a server that cannot be reached, or that fails, is waited for; what it refuses fails at once.

botocore tries a few times within two seconds. A server that is started again takes longer, and a checkpoint has cost hours.
"""

import logging
import time
from collections.abc import Callable, Mapping
from random import SystemRandom
from typing import Any

from xtreme_eval.errors import StoreError

PATIENCE = 60.0
"""Seconds, from the first failure of a request to its last try."""
SETTING = "XTREME_EVAL_S3_PATIENCE"

_FIRST, _LONGEST = 0.1, 5.0  # seconds between two tries
_QUIET = 2.0  # seconds of waiting that nobody is told of: stores fail a request now and then
_SELDOM = 10.0  # seconds from one message to the next, of all requests together
_BUSY = {"SlowDown", "RequestTimeout", "RequestTimeoutException", "Throttling", "ThrottlingException", "InternalError"}
_NEVER = {501, 505, 507}  # not implemented, no such version, no room: no waiting helps
_PROMISED = {
    **dict.fromkeys(("ListObjectsV2", "ListMultipartUploads", "ListParts"), "IsTruncated"),
    "CreateMultipartUpload": "UploadId",
}
"""What every answer that reports success has (Amazon S3 API reference); without a body, a listing looks like an empty one."""

_CUT = "an answer was cut"
_LOG = logging.getLogger(__name__)


def patience_of(environment: Mapping[str, str]) -> float:
    """Seconds: 60, or what the environment asks for.

    Raises:
        StoreError: that is no number.
    """
    given = environment.get(SETTING) or str(PATIENCE)
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise StoreError(f"{SETTING}={given!r} is no number of seconds. Write for instance {SETTING}=300")
    return seconds


class Patience:
    """Decides, for botocore's event 'needs-retry', whether a request is sent again and when.

    Args:
        seconds: from a request's first failure on.
        tries: at most, where that was set as for every AWS tool.
        clock: seconds that only grow.
    """

    def __init__(self, seconds: float, *, tries: int | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._tries, self._clock = seconds, tries, clock
        self._chance = SystemRandom()  # forked workers would draw the same pauses from a generator that they inherit
        self._told = -_SELDOM

    def __call__(
        self, *, response: Any, operation: Any, attempts: int, caught_exception: Any, request_dict: Any, **_: object
    ) -> float | bool | None:
        """Seconds until the next try; False: there is none; None: others may know this failure.

        Raises:
            ConnectionClosedError: an answer was cut each time.
        """
        why = _failure(response, operation, caught_exception)
        if not why:
            return None
        now = self._clock()
        left: float = request_dict["context"].setdefault("first_failure", now) + self._seconds - now
        if left <= 0 or (self._tries and attempts >= self._tries):
            if why == _CUT:
                from botocore.exceptions import ConnectionClosedError

                raise ConnectionClosedError(endpoint_url="")
            return False
        if self._seconds - left > _QUIET and now - self._told >= _SELDOM:
            self._told = now
            _LOG.warning("the S3 server fails (%s): waiting for it, up to %.0f s more", why, left)
        pause: float = min(_FIRST * 2.0 ** min(attempts - 1, 30), _LONGEST)
        return min(pause * self._chance.uniform(0.5, 1.0), left)


def _failure(response: Any, operation: Any, caught: Any) -> str:
    """What has failed, in words, if it may pass by itself; else ''."""
    from botocore.exceptions import ConnectionError as NotConnected
    from botocore.exceptions import HTTPClientError, SSLError

    if caught is not None:
        passing = isinstance(caught, NotConnected | HTTPClientError) and not isinstance(caught, SSLError)
        return type(caught).__name__ if passing else ""
    answer = response[1]
    status = answer["ResponseMetadata"]["HTTPStatusCode"]  # not the response's: botocore takes a body that is cut for a failure
    if status < 300:
        return _CUT if _PROMISED.get(operation.name, "ResponseMetadata") not in answer else ""
    code = str(answer.get("Error", {}).get("Code", ""))
    passing = code in _BUSY or status in {408, 429} or (status >= 500 and status not in _NEVER)
    return f"status {status}" if passing else ""
