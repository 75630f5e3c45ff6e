"""Small objects of a bucket: look, read, create if absent, list, remove; names are those of the store's layout."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xtreme_eval.errors import StoreError
from xtreme_eval.store.protocol import StoredObject
from xtreme_eval.store.s3_address import S3Address
from xtreme_eval.store.s3_client import error_code, status_of

READS = 5
"""How often an object is asked for whose body is cut on its way."""
_LARGEST = 64 << 20  # bytes of a small object that is read whole


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """A place in a bucket, and the client that reaches it. The functions of this file let boto3's errors through."""

    client: Any
    address: S3Address

    def named(self, name: str) -> dict[str, str]:
        """The arguments that name an object in boto3's calls."""
        return {"Bucket": self.address.bucket, "Key": self.address.object_key(name)}

    def place(self, name: str) -> str:
        """'s3://bucket/prefix/name', for messages."""
        return f"{self.address.place}/{name}"


def look(bucket: Bucket, name: str) -> StoredObject | None:
    """What is there under `name`, or None."""
    from botocore.exceptions import ClientError

    try:
        head = bucket.client.head_object(**bucket.named(name))
    except ClientError as error:
        if status_of(error) == 404:
            return None
        raise
    return _stored(name, head["ContentLength"], head)


def read(bucket: Bucket, name: str) -> tuple[bytes, StoredObject] | None:
    """The bytes of a small object, read anew when they are cut on the way; None where there is none.

    Raises:
        StoreError: it is far larger than what is kept so.
    """
    from botocore.exceptions import ClientError

    for _ in range(READS):
        try:
            answer = bucket.client.get_object(**bucket.named(name))
        except ClientError as error:
            if error_code(error) == "NoSuchKey" or (status_of(error) == 404 and error_code(error) != "NoSuchBucket"):
                return None
            raise
        size = answer["ContentLength"]
        if size > _LARGEST:
            raise StoreError(f"{bucket.place(name)} has {size} bytes: it is not what its name says. Remove it")
        if (content := whole_body(answer, size)) is not None:
            return content, _stored(name, size, answer)
    raise cut_short(bucket, name)


def whole_body(answer: dict[str, Any], size: int) -> bytes | None:
    """The body of an answer; None if less of it has come than `size` bytes."""
    from botocore.exceptions import HTTPClientError, IncompleteReadError

    try:
        content: bytes = answer["Body"].read()
    except (HTTPClientError, IncompleteReadError):
        return None
    return content if len(content) == size else None


def cut_short(bucket: Bucket, name: str) -> StoreError:
    """The error for an object whose body was cut each time."""
    return StoreError(f"{bucket.place(name)} was cut short {READS} times on its way. Check the network, then run the same again")


def write(bucket: Bucket, name: str, content: bytes) -> None:
    """Put a small object, whatever is there; the server refuses it if it arrives changed."""
    bucket.client.put_object(**bucket.named(name), Body=content, ContentMD5=content_md5(content))


def create(bucket: Bucket, name: str, content: bytes) -> bool | None:
    """Put a small object where none is.

    Returns:
        True: it is there now; False: another one was; None: nobody knows, look again (a conflict, or no answer).
    """
    from botocore import exceptions

    try:
        bucket.client.put_object(**bucket.named(name), Body=content, ContentMD5=content_md5(content), IfNoneMatch="*")
    except exceptions.ClientError as error:
        status = status_of(error)
        if status == 412:
            return False
        if status == 409 or status >= 500 or error_code(error) in {"RequestTimeout", "BadDigest"}:
            return None
        raise
    except (exceptions.ConnectionError, exceptions.HTTPClientError):
        return None
    return True


def listed(bucket: Bucket, under: str) -> Iterator[StoredObject]:
    """Every object whose name begins with `under`, in alphabetical order."""
    start = bucket.address.object_key("")
    for page in _pages(bucket, "list_objects_v2", Prefix=bucket.address.object_key(under)):
        for entry in page.get("Contents", ()):
            yield _stored(entry["Key"].removeprefix(start), entry["Size"], entry)


def folders(bucket: Bucket, under: str) -> Iterator[str]:
    """The names directly below the folder `under` (which ends in '/')."""
    start = bucket.address.object_key(under)
    for page in _pages(bucket, "list_objects_v2", Prefix=start, Delimiter="/"):
        yield from (entry["Prefix"].removeprefix(start).rstrip("/") for entry in page.get("CommonPrefixes", ()))


def uploads(bucket: Bucket, under: str) -> Iterator[StoredObject]:
    """Multipart uploads below `under` that were begun and neither completed nor aborted."""
    start = bucket.address.object_key("")
    for page in _pages(bucket, "list_multipart_uploads", Prefix=bucket.address.object_key(under)):
        for entry in page.get("Uploads", ()):
            name = entry["Key"].removeprefix(start)
            yield StoredObject(
                name=name, size=0, modified=entry["Initiated"].timestamp(), version=entry["UploadId"], unfinished=True
            )


def remove(bucket: Bucket, found: StoredObject) -> bool:
    """Remove what was looked at, unless another one has taken its place since; whether it was removed."""
    if found.unfinished:
        bucket.client.abort_multipart_upload(**bucket.named(found.name), UploadId=found.version)
        return True
    now = look(bucket, found.name)
    if now is None or now.version != found.version:
        return False
    bucket.client.delete_object(**bucket.named(found.name))
    return True


def content_md5(content: bytes) -> str:
    """The value of the header Content-MD5."""
    return base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()


def _pages(bucket: Bucket, call: str, **given: str) -> Iterator[dict[str, Any]]:
    yield from bucket.client.get_paginator(call).paginate(Bucket=bucket.address.bucket, **given)


def _stored(name: str, size: int, entry: dict[str, Any]) -> StoredObject:
    modified = float(int(entry["LastModified"].timestamp()))  # some answers have fractions of a second, others not
    return StoredObject(name=name, size=size, modified=modified, version=f"{etag_of(entry)}@{modified:.0f}")


def etag_of(entry: dict[str, Any]) -> str:
    """The ETag in an answer, without its quotes; '' where there is none."""
    return str(entry.get("ETag", "")).strip('"')
