"""An answer whose headers were cut on their way is no answer.

Python's HTTP client takes the end of a connection for the end of the headers, and what there is of a last line for the line: an
object without a date, or one whose size has lost its last digits.
"""

from http.client import HTTPResponse, RemoteDisconnected
from typing import Any

_END = (b"\r\n", b"\n")


class WholeHeaders(HTTPResponse):
    """An HTTP answer that ends its headers with an empty line.

    Raises:
        RemoteDisconnected: on reading one that does not; botocore counts it among the errors of the connection.
    """

    def begin(self) -> None:
        """Read the status and the headers."""
        file: Any = self.fp
        lines: Any = _Lines(file)
        self.fp = lines
        try:
            super().begin()
        finally:
            if self.fp is lines:
                self.fp = file
        if lines.last not in _END:
            raise RemoteDisconnected("the connection ended within the headers")


class _Lines:
    """A file that remembers the line it has read last."""

    def __init__(self, file: Any) -> None:
        self._file, self.last = file, _END[0]

    def readline(self, limit: int = -1) -> bytes:
        self.last = self._file.readline(limit)
        return self.last

    def close(self) -> None:
        self._file.close()


def notice_cut_headers() -> None:
    """Have all of this process's botocore connections read their answers so."""
    from botocore.awsrequest import AWSHTTPConnection, AWSHTTPSConnection

    for kind in (AWSHTTPConnection, AWSHTTPSConnection):
        kind.response_class = WholeHeaders
