"""Where things lie under a store's root (layout v1); the same names serve a folder and a bucket's prefix."""

from xtreme_eval.errors import SpecificationError, StoreError
from xtreme_eval.key import checked_key

COMMITS = "v1/commits"
TEMPORARY = "v1/tmp"
LOCK = "v1/lock"
MANIFEST = "manifest.json"


def blob_name(sha256: str) -> str:
    """'v1/blobs/sha256/<first two digits>/<sha256>'."""
    return f"v1/blobs/sha256/{sha256[:2]}/{sha256}"


def manifest_name(key: str) -> str:
    """'v1/commits/<key>/manifest.json'.

    Raises:
        StoreError: `key` may not become part of a path.
    """
    try:
        return f"{COMMITS}/{checked_key(key)}/{MANIFEST}"
    except SpecificationError as error:
        raise StoreError(str(error)) from None
