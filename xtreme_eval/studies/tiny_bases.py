"""Base models for the sample world: three alike but for their width, and one each of two other families; minutes each."""

from collections.abc import Mapping

from xtreme_eval.experiment.base import TinyBase
from xtreme_eval.experiment.hyper import Hyper

HEAD = 32
"""Dimensions of an attention head."""
RATE = 0.256
"""Learning rate times width: one rate for all sizes trains the wide one to a higher loss than the middle one."""


def _tiny(name: str, hidden: int) -> TinyBase:
    """All sizes see the same text in the same number of steps."""
    return TinyBase(
        name=name,
        vocabulary="listed",
        layers=2,
        hidden=hidden,
        feed_forward=3 * hidden,
        heads=hidden // HEAD,
        positions=128,
        masking=0.25,
        pretraining=Hyper(
            learning_rate=RATE / hidden,
            steps=2500,
            batch_tokens=600,
            max_length=128,
            warmup=0.024,
            weight_decay=0.01,
            beta2=0.98,
            selections=0,
        ),
    )


def _other(family: str, changes: Mapping[str, object], pretraining: Mapping[str, object]) -> TinyBase:
    """A model of another family in the shape of the middle one."""
    assert MEDIUM.pretraining is not None
    learned = MEDIUM.pretraining.model_copy(update=dict(pretraining))
    return MEDIUM.model_copy(update={"name": f"tiny-{family}", "family": family, "pretraining": learned, **changes})


SMALL, MEDIUM, LARGE = _tiny("tiny-small", 64), _tiny("tiny-medium", 128), _tiny("tiny-large", 192)
MT5 = _other("mt5", {"initial_embeddings": "ppmi"}, {"steps": 1200})
BLOOM = _other("bloom", {"unread": ("Greek",)}, {"steps": 1200})
"""One of the six languages, Elthic, is kept from it, as many are from BLOOM."""
TINY_BASES = {base.name: base for base in (SMALL, MEDIUM, LARGE, MT5, BLOOM)}
"""By the name that `--base` takes."""
