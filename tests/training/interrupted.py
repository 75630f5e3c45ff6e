"""A short training that can be interrupted at any step, and its snapshots by a clock that ticks when it is looked at."""

import itertools
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import torch

from tests.kinds import made
from tests.training.toys import CLASSES, HYPER, PAIRS, SENTENCES, TAGS, Trained, identical, part
from xtreme_eval.data.records import TextRecord
from xtreme_eval.experiment.hyper import Hyper
from xtreme_eval.kinds.masked_lm import MaskedLM
from xtreme_eval.store.directory import DirectoryStore
from xtreme_eval.store.snapshots import Snapshots as Place
from xtreme_eval.training.loop import train
from xtreme_eval.training.resume import NoSnapshots, Snapshots, TimedSnapshots
from xtreme_eval.training.stop import Stop

STEPS = 16
MIXTURE = ((CLASSES, PAIRS), (MaskedLM(), [TextRecord(text=pair.first) for pair in PAIRS]), (TAGS, SENTENCES))
SHORT = HYPER.model_copy(update={"steps": STEPS, "selections": 4, "batch_size": 4})


class Killed(BaseException):
    """The end of a process, as far as one process can play it."""


class SteppedSnapshots(TimedSnapshots):
    """A snapshot after every so many looks at the clock, that is steps and dev scores; the next step waits for it."""

    def __init__(self, place: Place, *, every: float = 2, stop: Stop | None = None) -> None:
        looks = itertools.count()
        super().__init__(place, interval=every, stop=stop or Stop(), clock=lambda: next(looks))

    def _make_room(self) -> None:
        super()._make_room()
        self._wait()

    def _begin(self) -> None:
        super()._begin()
        self._wait()
        self._held_up = 0.0


@dataclass(kw_only=True)
class Training:
    """A training on a mixture with dropout, which draws from every generator there is, and where dev likes a step in between."""

    store: DirectoryStore
    tasks: tuple[Any, ...] = MIXTURE
    hyper: Hyper = SHORT
    seed: int = 2
    at_step: dict[int, Callable[[], None]] = field(default_factory=dict)
    at_selection: dict[int, Callable[[], None]] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where its snapshots lie."""
        return self.store.snapshots("k1")

    def run(self, snapshots: Snapshots | None = None) -> Trained:
        """Train, with a snapshot every other step unless told otherwise."""
        checkpoint, selections = made.checkpoint(), itertools.count(1)
        for module in checkpoint.encoder.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.1
        torch.manual_seed(7)
        parts = [part(kind, records, checkpoint, self.hyper) for kind, records in self.tasks]

        def select() -> float:
            self.at_selection.get(next(selections), lambda: None)()
            total = sum(float(weight.detach().sum()) for weight in checkpoint.encoder.parameters())
            return 50 + 50 * math.sin(1000 * total)

        run = train(
            checkpoint,
            parts,
            self.hyper,
            seed=self.seed,
            device="cpu",
            select=select,
            report=lambda done, *_: self.at_step.get(done, lambda: None)(),
            snapshots=snapshots or SteppedSnapshots(self.place),
        )
        return Trained(checkpoint=checkpoint, heads=[one.head for one in parts], run=run)

    def undisturbed(self) -> Trained:
        """The same training without any snapshot, from beginning to end."""
        return Training(store=self.store, tasks=self.tasks, hyper=self.hyper, seed=self.seed).run(NoSnapshots())


def killed() -> None:
    """Ends the training where it is called."""
    raise Killed


def equal(one: Trained, other: Trained) -> bool:
    """Whether two trainings have the same weights bit for bit, and tell the same of themselves but for time and interruptions."""
    stories = [{**asdict(each.run), "seconds": 0, "resumed": 0} for each in (one, other)]
    return identical(one, other) and stories[0] == stories[1]
