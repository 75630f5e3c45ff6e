"""How people name a place in a bucket: s3://bucket/prefix, and one option that they must ask for."""

import re
from typing import Self

from pydantic import BaseModel, ConfigDict

from xtreme_eval.errors import StoreError
from xtreme_eval.store.meta import looks_like_a_credential

SCHEME = "s3://"
SEVERAL_WINNERS = "several-winners=allow"
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\Z")
_PREFIX = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._=-]{0,127}(/[A-Za-z0-9_][A-Za-z0-9._=-]{0,127})*\Z")
_LONGEST = 700  # characters of a prefix: S3 allows 1024 bytes a key, and the store's own names need up to 200


class S3Address(BaseModel):
    """A bucket and a prefix in it; the endpoint and the credentials are found as boto3 finds them.

    Attributes:
        several_winners: use a server that lets several writers of one key win, loudly; otherwise it is refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bucket: str
    prefix: str = ""
    several_winners: bool = False

    @classmethod
    def parse(cls, url: str) -> Self:
        """The place called 's3://BUCKET/PREFIX', or 's3://BUCKET/PREFIX?several-winners=allow'.

        Raises:
            StoreError: it is no such name; what was given is not repeated, for it may hold a password.
        """
        place, _, option = url[len(SCHEME) :].partition("?")
        bucket, _, prefix = place.partition("/")
        prefix = prefix.removesuffix("/")
        if not url.lower().startswith(SCHEME) or not _BUCKET.match(bucket) or ".." in bucket:
            raise StoreError(
                "an s3:// address names no bucket: write s3://BUCKET/PREFIX, the bucket in a-z, 0-9, '.' and '-' (3 to 63 of "
                "them). Credentials and endpoint are set as for every AWS tool (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL), never here"
            )
        if prefix and (not _PREFIX.match(prefix) or ".." in prefix or len(prefix) > _LONGEST):
            raise StoreError(
                f"the prefix after s3://{bucket}/ cannot be used: write names of a-z, A-Z, 0-9, '.', '_', '=' and '-' with single "
                f"'/' between them, no '..', at most {_LONGEST} characters"
            )
        if looks_like_a_credential(prefix):
            raise StoreError(
                f"the prefix after s3://{bucket}/ looks like a credential. Set those as for every AWS tool, never here"
            )
        if option not in {"", SEVERAL_WINNERS}:
            raise StoreError(f"s3://{bucket}/… has an unknown option after '?'. Known: {SEVERAL_WINNERS}")
        return cls(bucket=bucket, prefix=prefix, several_winners=bool(option))

    @property
    def place(self) -> str:
        """'s3://bucket/prefix', without options."""
        return f"{SCHEME}{self.bucket}/{self.prefix}".rstrip("/")

    @property
    def url(self) -> str:
        """As people write it."""
        return f"{self.place}?{SEVERAL_WINNERS}" if self.several_winners else self.place

    def object_key(self, name: str) -> str:
        """The key in the bucket of what is called `name` in the store."""
        return f"{self.prefix}/{name}" if self.prefix else name
