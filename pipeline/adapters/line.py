"""The line to a neighbour that speaks HTTP: one request, its whole answer, and for what went wrong the one thing that matters: whether the request was sent.

Each request has a connection of its own, so that a refused connection is never taken for a broken answer. Proxies of the environment and redirects are not
followed: a passphrase or a letter goes to the configured address or nowhere. No error of this module repeats an address, a body or a library's words, but for
what OpenSSL finds wrong with a certificate.

The other side may be hostile. Its answer is read as it comes, never unpacked, for two kilobytes may unpack to gigabytes; and who sends a byte now and then is
hung up on when the time for all of it is over.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

import httpx

_CHUNK_BYTES: Final = 1 << 16
_SLOWEST_BYTES: Final = 10_000
"""a second: who takes a request more slowly is given up"""
_OPENED: Final = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})
"""httpcore's words for a connection that is there"""


class NotSentError(Exception):
    """The other side was not reached; it knows of nothing."""


class UntrustedError(NotSentError):
    """Nothing was sent, because the other side's certificate is not to be trusted, or what it is measured by cannot be read."""


class CutError(Exception):
    """The request went out, and no whole answer came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer. Its body may hold a signed letter or a person's number; it has no repr."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """names in small letters"""
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of the other side."""

    method: str
    path: str = field(repr=False)
    """appended to the address; may hold a person's number"""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    """a form's text fields"""
    files: Mapping[str, tuple[str, bytes | BinaryIO, str]] = field(default_factory=dict, repr=False)
    """a form's files: name, content, media type"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How the other side is reached.

    Attributes:
        address: without a path of ours, such as `https://esign.kantor.go.id`.
        user: the application's account; empty = none.
        password: its password.
        ca_file: PEM file that the other side's certificate must chain to; None = the system's.
        connect: the longest wait for a connection.
        read: the longest wait for the next piece of an answer; twice that for all of it, and what a large request needs on a slow line.
        largest_bytes: no answer is read beyond that.
    """

    address: str
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    connect: timedelta = timedelta(seconds=10)
    read: timedelta = timedelta(seconds=60)
    largest_bytes: int = 1 << 30

    def ask(self, request: Request) -> Answer:
        """Send one request and wait for all of its answer.

        Raises:
            NotSentError: no connection came about; UntrustedError, because of a certificate.
            CutError: it broke, or took too long, afterwards.
        """
        with _sorted_out(), self._client() as client:
            built = client.build_request(
                request.method,
                f"{self.address}{request.path}",
                headers={"Accept-Encoding": "identity", **request.headers},
                content=request.body,
                data=dict(request.fields) or None,
                files=dict(request.files) or None,
            )
            with _Deadline(self._patience(built)) as deadline:
                built.extensions["trace"] = deadline.watch
                answer = client.send(built, stream=True)
                try:
                    headers = {name.lower(): value for name, value in answer.headers.items()}
                    return Answer(status=answer.status_code, headers=headers, body=_whole(answer, deadline, self.largest_bytes))
                finally:
                    answer.close()

    def _patience(self, request: httpx.Request) -> float:
        """Seconds for all of one request and its answer."""
        size = int(request.headers.get("Content-Length", "0"))
        return self.connect.total_seconds() + 2 * self.read.total_seconds() + size / _SLOWEST_BYTES

    def _client(self) -> httpx.Client:
        return httpx.Client(
            auth=(self.user, self.password) if self.user else None,
            verify=self._trusted(),
            timeout=httpx.Timeout(self.read.total_seconds(), connect=self.connect.total_seconds()),
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
            follow_redirects=False,
        )

    def _trusted(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=str(self.ca_file) if self.ca_file else None)
        except OSError as exc:
            raise UntrustedError(type(exc).__name__) from None


@contextmanager
def _sorted_out() -> Iterator[None]:
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL, ssl.SSLError, OSError) as exc:
        refused = _of_certificate(exc)
        raise (UntrustedError(refused.verify_message.partition(",")[0]) if refused else NotSentError(type(exc).__name__)) from None
    except httpx.HTTPError as exc:
        raise CutError(type(exc).__name__) from None


def _of_certificate(problem: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """The refusal of a certificate that a problem comes from."""
    while problem is not None and not isinstance(problem, ssl.SSLCertVerificationError):
        problem = problem.__cause__ or problem.__context__
    return problem


class _Deadline:
    """Hangs up when the time is over, whatever is waited for then: each byte that comes begins the other waits anew."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._hang_up)
        self._timer.daemon = True
        self._stream: Any = None

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @property
    def is_over(self) -> bool:
        """Whether what came since may be cut short by this machine."""
        return time.monotonic() >= self._until

    def watch(self, event: str, facts: Mapping[str, Any]) -> None:
        """Learn of the connection (httpcore's `trace`)."""
        if event in _OPENED:
            self._stream = facts["return_value"]
            if self.is_over:
                self._hang_up()

    def _hang_up(self) -> None:
        opened = self._stream.get_extra_info("socket") if self._stream is not None else None
        if opened is not None:
            with suppress(OSError):  # it is closed already
                socket.socket.shutdown(opened, socket.SHUT_RDWR)


def _whole(answer: httpx.Response, deadline: _Deadline, largest_bytes: int) -> bytes:
    if answer.headers.get("Content-Encoding", "identity").casefold() != "identity":
        packed = "packed"
        raise CutError(packed)
    body = bytearray()
    for piece in answer.iter_raw(_CHUNK_BYTES):
        body += piece
        if len(body) > largest_bytes:
            large = "large"
            raise CutError(large)
    if deadline.is_over:
        late = "late"
        raise CutError(late)
    return bytes(body)
