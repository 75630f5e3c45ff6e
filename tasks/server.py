"""The embedded Prefect server: one for the flow and its workers, deaf to the flow's Ctrl-C, and never left behind."""

import os
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
PORT_TAKEN = 3
"""Exit status of a server that could not take its port, or its database; Prefect starts it again on another port."""
TRIES = 5
NEXT_STEP = "Its messages are shown with PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL=ERROR; PREFECT_API_URL names another server to use"

EMBEDDED = "XTREME_EVAL_EMBEDDED_SERVER"
"""In the environment of this process and its workers: the address of the server that was started here and ends with them."""

_guards: list[subprocess.Popen[bytes]] = []  # kept, for the guard's standard input must stay open as long as this process lives


def named_server() -> str:
    """The address of the server that the settings name; '' where there is none but an embedded one."""
    from prefect.settings import PREFECT_API_URL

    url = PREFECT_API_URL.value() or ""
    return "" if url == os.environ.get(EMBEDDED) else url


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
    os.environ[EMBEDDED] = _started().api_url
    with temporary_settings({PREFECT_API_URL: os.environ[EMBEDDED]}):
        yield


def _started() -> "SubprocessASGIServer":
    """Prefect's temporary server, which Prefect stops when this process exits, and a guard where it cannot."""
    from prefect.server.api.server import SubprocessASGIServer

    server, problems, guarded = SubprocessASGIServer(), list[Exception](), set[int]()
    starting = Thread(target=_start, args=(server, problems), daemon=True)
    starting.start()
    while starting.is_alive():
        starting.join(0.05)
        process = server.server_process
        if process and process.pid not in guarded:
            _guard(process.pid)
            guarded.add(process.pid)
        if (process and process.poll() not in {None, PORT_TAKEN}) or len(guarded) > TRIES:
            problems.append(RuntimeError("it ended at its start"))
            break
    if problems:
        raise XtremeEvalError(f"Prefect's own server did not start: {str(problems[0]).rstrip('.')}. {NEXT_STEP}")
    return server


def _guard(process: int) -> None:
    """End a process when this one ends, even if that is by a kill; the guard is out of reach of the terminal's signals."""
    guard = subprocess.Popen(  # noqa: S603 - no word of the command is from outside
        ["/bin/sh", "-c", GUARD, str(process)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _guards.append(guard)


def _start(server: "SubprocessASGIServer", problems: list[Exception]) -> None:
    """In a thread of its own, so that the one which waits for it still takes a Ctrl-C."""
    try:
        with no_interrupts():
            server.start()
    except Exception as problem:
        problems.append(problem)
