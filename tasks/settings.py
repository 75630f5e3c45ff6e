"""Settings of the embedded Prefect server, for runs without a server of one's own. Import nothing of Prefect before them."""

import os
import shutil
from pathlib import Path

from xtreme_eval.errors import XtremeEvalError

DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",  # the default of 20 s is too short for two slow cores
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # the board prints progress and failures; logs go to the server only
    "OMP_NUM_THREADS": "1",  # one worker process a core, one thread each
    "TOKENIZERS_PARALLELISM": "false",
    # Python tells of semaphores that a killed worker could not remove, and removes them: nothing for a person to do
    "PYTHONWARNINGS": "ignore::UserWarning:multiprocessing.resource_tracker",
}
ROOM = 50_000_000
"""Bytes that must be free for the server's database and a run's records."""


def embedded_prefect(home: Path) -> None:
    """Set what is not set yet; the server's database and results go to `home`.

    Raises:
        XtremeEvalError: the folder cannot be made, or its disk is full.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(home).free
    except OSError as error:
        raise XtremeEvalError(f"{home} cannot be made ({error.strerror}). Name another folder for results with --out") from error
    if free < ROOM:
        advice = "Free space there, or name another folder for results with --out"
        raise XtremeEvalError(f"{home}: the disk is full, {free // 1_000_000} MB are left. {advice}")
    os.environ.setdefault("PREFECT_HOME", str(home.absolute()))
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
