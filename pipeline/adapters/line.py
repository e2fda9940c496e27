"""The line to a neighbour that speaks HTTP: one request, its whole answer, and for what went wrong the one thing that matters: whether the request was sent.

Each request has a connection of its own, so that a refused connection is never taken for a broken answer. Proxies of the environment and redirects are not
followed: a passphrase or a letter goes to the configured address or nowhere. No error of this module repeats an address, a body or a library's words, but for
what OpenSSL finds wrong with a certificate.
"""

import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Final

import httpx

_CHUNK_BYTES: Final = 1 << 16


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
        read: the longest wait for the next piece of an answer; twice that for all of it.
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
        deadline = time.monotonic() + self.connect.total_seconds() + 2 * self.read.total_seconds()
        with _sorted_out(), self._client() as client:
            built = client.build_request(
                request.method,
                f"{self.address}{request.path}",
                headers=dict(request.headers),
                content=request.body,
                data=dict(request.fields) or None,
                files=dict(request.files) or None,
            )
            answer = client.send(built, stream=True)
            try:
                headers = {name.lower(): value for name, value in answer.headers.items()}
                return Answer(status=answer.status_code, headers=headers, body=_whole(answer, deadline, self.largest_bytes))
            finally:
                answer.close()

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


def _whole(answer: httpx.Response, deadline: float, largest_bytes: int) -> bytes:
    body = bytearray()
    for piece in answer.iter_bytes(_CHUNK_BYTES):
        body += piece
        if time.monotonic() > deadline or len(body) > largest_bytes:
            raise CutError("late" if time.monotonic() > deadline else "large")
    return bytes(body)
