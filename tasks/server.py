"""The embedded Prefect server: one for the flow and its workers, deaf to the flow's Ctrl-C, and never left behind."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from tasks.interrupts import no_interrupts
from xtreme_eval.errors import XtremeEvalError

if TYPE_CHECKING:
    from prefect.server.api.server import SubprocessASGIServer

GUARD = 'read _; kill "$0" 2>/dev/null'
"""Shell: the standard input ends when the process that holds its other end does, however it ends; then the server goes too."""


@contextmanager
def prefect_server() -> Iterator[None]:
    """Run flows on a temporary server within, unless the settings name another one.

    Without a named server every process of Prefect starts a temporary one of its own: the flow, and each worker too.

    Raises:
        XtremeEvalError: it did not start.
    """
    from prefect.settings import PREFECT_API_URL, temporary_settings

    if PREFECT_API_URL.value():
        yield
        return
    with temporary_settings({PREFECT_API_URL: _started().api_url}):
        yield


def _started() -> "SubprocessASGIServer":
    """Prefect's temporary server, which Prefect stops when this process exits, and a guard where it cannot."""
    from prefect.server.api.server import SubprocessASGIServer

    server, problems = SubprocessASGIServer(), list[Exception]()
    starting = Thread(target=_start, args=(server, problems), daemon=True)
    starting.start()
    while starting.is_alive() and server.server_process is None:
        starting.join(0.01)
    if server.server_process is not None:
        _guard(server.server_process.pid)
    starting.join()
    if problems:
        raise XtremeEvalError(f"Prefect's own server did not start: {problems[0]}. Try again, or name another in PREFECT_API_URL")
    return server


def _guard(process: int) -> None:
    """End a process when this one ends, even if that is by a kill; the guard is out of reach of the terminal's signals."""
    subprocess.Popen(  # noqa: S603 - no word of the command is from outside
        ["/bin/sh", "-c", GUARD, str(process)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _start(server: "SubprocessASGIServer", problems: list[Exception]) -> None:
    """In a thread of its own, so that the one which waits for it still takes a Ctrl-C."""
    try:
        with no_interrupts():
            server.start()
    except Exception as problem:
        problems.append(problem)
