"""The facts in a manifest: plain JSON, and nothing that looks like a credential."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from xtreme_eval.errors import StoreError

_SECRET_WORDS = {
    *("password", "passwd", "pwd", "passphrase", "secret", "secrets", "credential", "credentials", "bearer"),
    *("authorization", "apikey", "environ", "env", "endpoint"),
}
_SECRET_KEYS = {"api", "access", "private", "secret", "account", "signing", "encryption", "ssh"}  # before the word "key"
# "mask_token" and "f1_per_token" are facts of the field; "token" and "hub_token" are not.
_TOKENS_OF_THE_FIELD = {"mask", "pad", "unk", "bos", "eos", "sep", "cls", "start", "end", "special", "added", "word"} | {
    *("per", "first", "last", "sub", "prefix", "next", "separator"),
}
_SECRET_VALUES = re.compile(
    r"""\b[a-z][a-z0-9+.-]{0,15}://[^/\s:@]*:[^/\s@]*@   # a URL with a password
      | https?://[^/\s@]+@                         # or with a token in the user's place
      | -----BEGIN\ [A-Z ]*PRIVATE\ KEY
      | \b(?:AKIA|ASIA)[0-9A-Z]{16}\b              # AWS access keys
      | \bhf_[A-Za-z0-9]{30,}                      # Hugging Face
      | \bgh[opsur]_[A-Za-z0-9]{30,} | \bgithub_pat_[A-Za-z0-9_]{30,}
      | \bx-amz-(?:signature|security-token)=      # presigned URLs
      | \bbearer\s+[A-Za-z0-9._~+/-]{16,}
      | (?:^|[?&;\s]|--)(?:password|passwd|secret|(?:access_|auth_|api_)?token|api_?key)=\S""",
    re.IGNORECASE | re.VERBOSE,
)


def checked_meta(meta: Mapping[str, Any]) -> dict[str, Any]:
    """`meta` as JSON gives it back (tuples become lists).

    Raises:
        StoreError: a value that JSON cannot hold (NaN, an array), or a field that looks like a credential; names the field,
            never the value.
    """
    facts = dict(meta)
    for field, value in _leaves(facts, "meta"):
        if isinstance(value, str) and looks_like_a_credential(value):
            raise StoreError(f"{field} looks like a credential and cannot be stored. Leave it out of the artifact's facts")
        try:
            json.dumps(value, allow_nan=False, ensure_ascii=False).encode()  # also refuses half a surrogate pair
        except (TypeError, ValueError) as error:
            raise StoreError(f"{field} cannot be stored as JSON ({type(value).__name__}: {error}). Convert it first") from None
    checked: dict[str, Any] = json.loads(json.dumps(facts))
    return checked


def looks_like_a_credential(text: str) -> bool:
    """Whether a text holds a URL with a password, a known sort of access key or token, or a setting named like one."""
    return bool(_SECRET_VALUES.search(text))


def _leaves(value: object, field: str) -> Iterator[tuple[str, object]]:
    """Every key, and every value that is neither a dictionary nor a list, with its place ('meta.data.files[2]')."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if not isinstance(name, str):
                raise StoreError(f"{field} has the key {name!r}, which is not a string. JSON has no other keys")
            yield f"a key of {field}", name
            if _names_a_secret(name):
                raise StoreError(f"{field}.{name} is named like a credential and cannot be stored. Leave it out, or rename it")
            yield from _leaves(inner, f"{field}.{name}")
    elif isinstance(value, list | tuple):
        for position, inner in enumerate(value):
            yield from _leaves(inner, f"{field}[{position}]")
    else:
        yield field, value


def _names_a_secret(name: str) -> bool:
    """Whether a field of this name holds a secret by custom ('AWS_SESSION_TOKEN', 'dbPassword', 'api-key')."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name).lower()
    parts = re.findall(r"[a-z0-9]+", words)
    before = dict(zip(parts[1:], parts, strict=False))
    return (
        not _SECRET_WORDS.isdisjoint(parts)
        or parts[:1] == ["aws"]
        or before.get("key") in _SECRET_KEYS
        or (parts[-1:] == ["token"] and before.get("token") not in _TOKENS_OF_THE_FIELD)
    )
