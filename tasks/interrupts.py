"""Ctrl-C goes to every process of a terminal at once; the grid alone answers it, and ends the others."""

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_interrupts() -> Iterator[None]:
    """Processes that this thread, or a thread started here, starts within take no Ctrl-C; this process still does."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_workers() -> None:
    """End this process's worker processes where they are; what they were making is made anew by the next run."""
    for worker in multiprocessing.active_children():
        worker.terminate()
