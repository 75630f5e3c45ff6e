"""A worker process: warmed up once, serves many steps, and ends with the grid that it works for."""

import multiprocessing
import os
from threading import Thread


def warm_up() -> None:
    """Import what every step needs (tens of seconds on a slow machine) and keep to one thread."""
    Thread(target=_end_with_parent, daemon=True).start()
    import torch
    import transformers.models.xlm_roberta.modeling_xlm_roberta  # noqa: F401

    torch.set_num_threads(1)


def _end_with_parent() -> None:
    """A pool's process waits for work for ever if the one that hands it out is killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
