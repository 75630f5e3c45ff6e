"""The checkpoint that a training starts from or an evaluation scores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from xtreme_eval.errors import StoreError
from xtreme_eval.experiment.base import Base, FolderBase, HubBase
from xtreme_eval.store.checkout import checked_out
from xtreme_eval.store.protocol import Store

if TYPE_CHECKING:
    from xtreme_eval.models.checkpoint import Checkpoint
    from xtreme_eval.models.heads import LanguageModelHead
    from xtreme_eval.models.text_decoder import TextDecoder


def checkpoint_of(key: str | None, base: Base, store: Store) -> Checkpoint:
    """The checkpoint of `key`, or the base model itself where there is no key.

    Raises:
        StoreError: the key is not in the store.
    """
    from xtreme_eval.models import checkpoint as checkpoints

    if key is not None:
        manifest = store.find(key)
        if manifest is None:
            raise StoreError(f"{store.url} has no checkpoint {key}: run the step that makes it first")
        with checked_out(store, manifest) as folder:
            return checkpoints.load(folder)
    if isinstance(base, HubBase):
        return checkpoints.load_from_hub(base.id, base.revision)
    assert isinstance(base, FolderBase)
    return checkpoints.load(Path(base.path))


def pretrained_head(base: Base, head: LanguageModelHead | TextDecoder) -> bool:
    """Fill a language model's head or a decoder with that which a ready-made base model brings along; whether it brings one.

    Raises:
        DataError: a decoder is asked for, and there is none.
    """
    from xtreme_eval.models.heads import LanguageModelHead
    from xtreme_eval.models.pretrained_head import fill_from_pretrained
    from xtreme_eval.models.text_decoder import fill_from_generator

    if isinstance(base, HubBase):
        place: tuple[str, dict[str, Any]] = base.id, {"revision": base.revision}
    elif isinstance(base, FolderBase):
        place = base.path, {"local_files_only": True}
    else:
        return False
    if isinstance(head, LanguageModelHead):
        return fill_from_pretrained(head, place[0], **place[1])
    fill_from_generator(head, place[0], **place[1])
    return True
