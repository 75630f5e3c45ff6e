"""Whoever holds a lease is killed -9, as on another machine; of eight that want it exactly one has it next, once its term is over.

Leases of the store lie on a real S3 server and are dated by it. Those of a Prefect server are held for the shortest term that it
allows, a minute, in a fourth of all rounds.
"""

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from tests.faults.drill import Drill
from tests.faults.scene import Child, Scene
from tests.services.prefect import prefect_on_disk
from xtreme_eval.errors import TakenError
from xtreme_eval.store import lease

PREFIX = "drills/killed-holders"
TAKERS, TERM, RENEWAL = 8, 4.0, 1.0
SLACK = 20.0
"""Seconds that a busy machine may need beyond a term; Prefect's server looks for old leases every 15 s."""
Hold = Callable[[str], AbstractContextManager[None]]


def one_round(scene: Scene, number: int) -> Counter[str]:
    """Kill one holder, and see who is next and when."""
    if number % 4 < 3:
        store = scene.store(PREFIX)
        return _takeover(scene, "the store", f"held-{number}", lambda key: lease.held(store, key, term=TERM, renewal=RENEWAL), TERM)
    import tasks.server_leases  # noqa: F401 - once here, and not in every child

    with prefect_on_disk(scene.folder / f"prefect-{number}") as server:
        return _takeover(scene, "Prefect", f"held-{number}", partial(_held_by_prefect, server.address), 60.0)


@contextmanager
def _held_by_prefect(address: str, key: str) -> Iterator[None]:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from tasks.server_leases import ServerLeases

    with temporary_settings({PREFECT_API_URL: address}), ServerLeases("s3://bucket/drills").held(key):
        yield


def _takeover(scene: Scene, where: str, key: str, hold: Hold, term: float) -> Counter[str]:
    counts, signs = Counter[str](), scene.folder / f"signs-{key}"
    signs.mkdir(parents=True)
    holder = Child(lambda told: _hold(hold, key, signs))
    takers = [Child(lambda told: _take(hold, key, signs, told)) for _ in range(TAKERS)]
    holder.go()
    _await(signs / "held")
    time.sleep(1.5 * RENEWAL)
    for taker in takers:
        taker.go()
    time.sleep(2)
    killed = time.monotonic()
    holder.kill()
    told = sorted(float(answer) for taker in takers for answer in taker.answers)
    counts[f"holders killed at {where}"] += holder.killed
    counts["leases taken from the living"] += bool(told) and told[0] < killed
    counts["leases that nobody took"] += not told or told[0] - killed > term + SLACK
    counts["leases with several winners"] += len(told) > 1
    counts[f"seconds until the next had it, at {where}"] += round(told[0] - killed) if told else 0
    return counts


def _hold(hold: Hold, key: str, signs: Path) -> None:
    lease.this_process = dict  # type: ignore[assignment]  # on another machine nobody sees it die
    with hold(key):
        (signs / "held").touch()
        signal.pause()


def _take(hold: Hold, key: str, signs: Path, told: Callable[[str], None]) -> None:
    """Ask again and again until somebody has it; tell when, if it is this one."""
    limit = time.monotonic() + 60 + 3 * SLACK
    while not (signs / "taken").exists() and time.monotonic() < limit:
        try:
            with hold(key):
                told(str(time.monotonic()))
                (signs / "taken").touch()
                time.sleep(2)  # who asked at the same moment gets an answer
        except TakenError:
            time.sleep(0.2)


def _await(path: Path) -> None:
    limit = time.monotonic() + 60
    while not path.exists():
        if time.monotonic() > limit:
            raise RuntimeError("the lease cannot be had")
        time.sleep(0.05)


DRILL = Drill(
    name="killed-holders",
    promise="Who holds a lease keeps it while alive; once killed it is followed by exactly one other, soon after the term",
    goals={"holders killed at the store": 9, "holders killed at Prefect": 3},
    never=("leases taken from the living", "leases that nobody took", "leases with several winners"),
    round=one_round,
)
