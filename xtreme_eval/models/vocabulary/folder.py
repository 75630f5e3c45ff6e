"""Tokenizers in a folder: `tokenizer.json` and `tokenizer_config.json`, read and written without network, code or pickles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tokenizers import Tokenizer

from xtreme_eval.errors import DataError, MissingFileError
from xtreme_eval.key import canonical_json
from xtreme_eval.models.vocabulary.form import SPECIAL_ROLES

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

TOKENIZER: Final = "tokenizer.json"
CONFIG: Final = "tokenizer_config.json"


def as_fast(
    tokenizer: Tokenizer, *, roles: Mapping[str, str] = SPECIAL_ROLES, padding_side: str = "right"
) -> PreTrainedTokenizerFast:
    """The tokenizer as `transformers` wants it: it pads on `padding_side`, and cuts nothing unless a call asks for it.

    Args:
        tokenizer: copied, not changed. Truncation and padding that are set in it are switched off in the copy.
        roles: special token by role ("pad_token": "<pad>").
    """
    from transformers import PreTrainedTokenizerFast

    # A name_or_path would make transformers ask the hub about vocabularies of over 100,000 pieces.
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, padding_side=padding_side, clean_up_tokenization_spaces=False, **roles
    )
    fast.backend_tokenizer.no_truncation()
    fast.backend_tokenizer.no_padding()
    tells_apart = any(fast.backend_tokenizer.encode("a", "a").type_ids)  # BERT does, XLM-R does not
    fast.model_input_names = ["input_ids", *(["token_type_ids"] if tells_apart else []), "attention_mask"]
    return fast


def save_tokenizer(fast: PreTrainedTokenizerFast, folder: Path) -> dict[str, Path]:
    """Write the tokenizer; the same tokenizer gives the same bytes, whatever was encoded with it before.

    Returns:
        Path by file name, as a store wants them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = json.loads(fast.backend_tokenizer.to_str())
    content.update(truncation=None, padding=None)  # left over from the last call
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "clean_up_tokenization_spaces": False,
        "model_input_names": fast.model_input_names,
        "padding_side": fast.padding_side,
        **{role: str(token) for role, token in fast.special_tokens_map.items() if role in SPECIAL_ROLES},
    }
    for name, value in ((TOKENIZER, content), (CONFIG, config)):
        (folder / name).write_text(canonical_json(value) + "\n", encoding="utf-8")
    return {name: folder / name for name in (TOKENIZER, CONFIG)}


def load_tokenizer(folder: Path, *, padding: str = "") -> PreTrainedTokenizerFast:
    """The tokenizer of a model's folder: one written here, or any downloaded one that has a `tokenizer.json`.

    Only JSON is read: code in the folder, and what its files say about code, is ignored. Truncation and padding baked into
    the file are switched off. Where the configuration names no special tokens, XLM-R's are taken as far as they exist.

    Args:
        padding: the token that pads where none is named as such; "" if one must be.

    Raises:
        MissingFileError: no `tokenizer.json` in the folder.
        DataError: a file is damaged, or the tokenizer has no padding token.
    """
    path = folder / TOKENIZER
    if not path.is_file():
        raise MissingFileError(
            path, "there is no such file", "Save the model's tokenizer with transformers' save_pretrained and copy the file here."
        )
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing narrower
        raise DataError(path, f"this is not a tokenizer ({error})", "Download or make it again.") from error
    config = {**_json(folder / "special_tokens_map.json"), **_json(folder / CONFIG)}
    named = _roles(config) or SPECIAL_ROLES
    roles = {role: token for role, token in named.items() if tokenizer.token_to_id(token) is not None}
    if padding and tokenizer.token_to_id(padding) is not None:
        roles = {"pad_token": padding, **roles}
    if "pad_token" not in roles:
        raise DataError(
            path, "its vocabulary has no padding token that is named as such", f'Name one as "pad_token" in {folder / CONFIG}.'
        )
    return as_fast(tokenizer, roles=roles, padding_side=config.get("padding_side", "right"))


def _roles(config: Mapping[str, Any]) -> dict[str, str]:
    named = {role: config[role] for role in SPECIAL_ROLES if config.get(role)}
    return {role: token["content"] if isinstance(token, dict) else token for role, token in named.items()}


def _json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataError(path, f"this is not JSON ({error})", "Download or make it again.") from error
    if not isinstance(content, dict):
        raise DataError(path, f"a JSON object is expected, not {type(content).__name__}", "Download or make it again.")
    return content
