"""boto3's client for a store, and its errors in words that hold no secret."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from xtreme_eval.errors import StoreError
from xtreme_eval.store.s3_patience import Patience, patience_of
from xtreme_eval.store.s3_whole_headers import notice_cut_headers

CONNECTIONS = 32
_TRIES = 6  # of what only botocore knows to pass
_AMAZON = (".amazonaws.com", ".amazonaws.com.cn")

_KEYS = "Check the credentials (AWS_ACCESS_KEY_ID and the like, or AWS_PROFILE), and that they may read, write and list there"
_BUSY = "The server is busy or fails: run the same again later; what is stored stays"
_NEXT_STEP = {
    "NoSuchBucket": "Make the bucket, or name another",
    "RequestTimeTooSkewed": "Set this machine's clock",
    "PermanentRedirect": "The bucket is in another region: set AWS_REGION",
    **dict.fromkeys(("QuotaExceeded", "InsufficientCapacity", "EntityTooLarge", "507"), "Free space there, or name another bucket"),
    **dict.fromkeys(("AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "403"), _KEYS),
    **dict.fromkeys(("NoCredentialsError", "PartialCredentialsError", "TokenRetrievalError", "ProfileNotFound"), _KEYS),
    **dict.fromkeys(("SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "500", "502", "503", "504"), _BUSY),
}


def s3_client() -> Any:
    """A client with boto3's standard configuration; one a process, made anew when an AWS_ variable changes.

    Raises:
        StoreError: boto3 is not installed, or the configuration cannot be used.
    """
    settings = tuple(sorted(item for item in os.environ.items() if item[0].startswith("AWS_")))
    return _client(os.getpid(), settings, patience_of(os.environ))


@lru_cache(maxsize=4)
def _client(_process: int, _settings: tuple[tuple[str, str], ...], patience: float) -> Any:
    """The process and the settings are only what a client depends on: boto3 reads the environment by itself."""
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
    except ModuleNotFoundError:
        raise StoreError("s3:// needs boto3. Install it with: pip install 'xtreme-transfer[s3]'") from None
    try:
        session = boto3.session.Session()
        tries = session._session.get_config_variable("max_attempts")
        notice_cut_headers()
        common: dict[str, Any] = {
            # Newer default checksums break stores other than Amazon's (boto/boto3#4392); every file is verified by its sha256.
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
            "retries": {"mode": "standard", "total_max_attempts": tries or _TRIES},
            "max_pool_connections": CONNECTIONS,
            "connect_timeout": 10,
            "read_timeout": 60,
        }
        # What is sent carries its MD5, and that is signed: to hash it once more for the signature would only take time.
        unsigned = {"payload_signing_enabled": False}
        client = session.client("s3", config=Config(**common, s3=unsigned))
        host = urlsplit(client.meta.endpoint_url)
        if "@" in host.netloc:
            raise StoreError("the S3 endpoint's address holds a user name or a password. S3 takes neither: remove it")
        chosen = (client.meta.config.s3 or {}).get("addressing_style")
        if chosen is None and not (host.hostname or "").endswith(_AMAZON):  # few other servers have a host name for each bucket
            client = session.client("s3", config=Config(**common, s3=unsigned | {"addressing_style": "path"}))
        client.meta.events.register_first("needs-retry.s3", Patience(patience, tries=tries))
    except (BotoCoreError, ValueError) as error:  # their texts repeat what is wrong, which may be an address with a password
        raise StoreError(
            f"the AWS settings cannot be used ({type(error).__name__}). Check AWS_ENDPOINT_URL and AWS_PROFILE"
        ) from None
    return client


@contextmanager
def explained(place: str, doing: str) -> Iterator[None]:
    """Turn boto3's errors into one that names the store, what failed and the next step, and nothing that was sent.

    Raises:
        StoreError: in place of any error of boto3.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        code = error_code(error)
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        step = _NEXT_STEP.get(code) or _NEXT_STEP.get(str(status)) or "Look the code up in the server's documentation"
        raise StoreError(f"{place}: cannot {doing}: the server answers {code} ({status}). {step}") from None
    except BotoCoreError as error:
        name = type(error).__name__
        step = _NEXT_STEP.get(name, "Check AWS_ENDPOINT_URL and the network, then run the same again; what is stored stays")
        raise StoreError(f"{place}: cannot {doing}: {_in_words(name)}. {step}") from None


def error_code(error: Any) -> str:
    """The code of a ClientError ('NoSuchKey', '404'); 'an unknown error' where it is no plain word."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    return code if re.fullmatch(r"[A-Za-z0-9.]{1,64}", code) else "an unknown error"


def status_of(error: Any) -> int:
    """The HTTP status of a ClientError; 0 where there is none."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)


def _in_words(name: str) -> str:
    """'EndpointConnectionError' as 'endpoint connection error'."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
