"""Count the file-system calls of a piece of code, and fail or act just before one of them."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Self

_CHANGE_NOTHING = {"fspath", "_path_normpath", "getpid", "urandom", "kill", "getcwd"} | {
    *("close", "__exit__"),  # a close that reports an error has closed all the same; left out, it would leak a lock
}


class Calls:
    """While active, every call into the operating system's files is counted (open, write, fsync, link, stat, ...).

    Args:
        fail_at: the call, counted from 0, that raises `error` instead of being made.
        act_at: the call before which `act` is called.
    """

    def __init__(
        self,
        *,
        fail_at: int | None = None,
        error: OSError | None = None,
        act_at: int | None = None,
        act: Callable[[], None] | None = None,
    ) -> None:
        self.count = 0
        self._fail_at, self._error, self._act_at, self._act = fail_at, error, act_at, act

    def __enter__(self) -> Self:
        sys.setprofile(self._called)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _called(self, _frame: FrameType, event: str, function: object) -> None:
        if event != "c_call" or not _is_file_system_call(function):
            return
        number, self.count = self.count, self.count + 1
        if number == self._act_at and self._act is not None:
            self._act()
        if number == self._fail_at and self._error is not None:
            raise self._error


def _is_file_system_call(function: object) -> bool:
    """Functions of `posix` and `fcntl`, `open`, and the methods of open files; not those that change no file."""
    if getattr(function, "__name__", "") in _CHANGE_NOTHING:
        return False
    owner = type(getattr(function, "__self__", None)).__module__
    return not {getattr(function, "__module__", None), owner}.isdisjoint({"posix", "fcntl", "io", "_io"})
