"""The line to a neighbour over HTTP, against one on loopback that means harm: it packs its answer many times over, drips it, or takes the request slowly."""

import gzip
import re
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.adapters.line import Answer, CutError, Line, Request
from tests.adapters.partner import make_certificates

MIB = 1 << 20
PIECE = 1 << 17
BRIEF = timedelta(seconds=0.4)
Play = Callable[[socket.socket], None]


@contextmanager
def a_neighbour(play: Play, tls: Path | None = None) -> Iterator[str]:
    """Somebody who does as he likes with one connection; his address."""
    with ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PIECE)
        if tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(make_certificates(tls))
            listening = stack.enter_context(context.wrap_socket(listening, server_side=True))

        def serve() -> None:
            with suppress(OSError):
                line, _ = listening.accept()
                with line:
                    play(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        stack.callback(thread.join, 5)
        yield f"{'https' if tls else 'http'}://127.0.0.1:{listening.getsockname()[1]}"


def hear(line: socket.socket, pause: float = 0.0) -> bytes:
    """A request, whole, taken piece by piece; its head."""
    came = bytearray()
    while b"\r\n\r\n" not in came:
        came += line.recv(4096)
    head, _, body = bytes(came).partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    left = (int(length[1]) if length else 0) - len(body)
    while left > 0:
        time.sleep(pause)
        left -= len(line.recv(min(left, PIECE), socket.MSG_WAITALL))
    return head.lower()


def drip(line: socket.socket, words: bytes) -> None:
    """Words of which a byte comes now and then, long before any single wait is over."""
    hear(line)
    for one in words:
        line.sendall(bytes([one]))
        time.sleep(0.05)


def ask(address: str, request: Request | None = None, *, ca_file: Path | None = None, read: timedelta = BRIEF) -> Answer:
    line = Line(address=address, ca_file=ca_file, connect=BRIEF, read=read, largest_bytes=MIB)
    return line.ask(request or Request(method="GET", path=""))


def zeros_packed_twice() -> bytes:
    packed = gzip.compress(bytes(64 * MIB))
    return gzip.compress(packed)


def test_an_answer_that_is_packed_many_times_over_takes_no_memory() -> None:
    packed = zeros_packed_twice()
    told: list[bytes] = []

    def play(line: socket.socket) -> None:
        told.append(hear(line))
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(packed), packed))

    tracemalloc.start()
    try:
        with a_neighbour(play) as address, pytest.raises(CutError, match="packed"):
            ask(address)
        assert tracemalloc.get_traced_memory()[1] < 8 * MIB
    finally:
        tracemalloc.stop()
    assert b"accept-encoding: identity" in told[0]


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize(
    "words",
    [b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200, b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n" + b"x" * 200, b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200],
    ids=["its head", "its body", "a body without an end"],
)
def test_who_drips_his_answer_is_hung_up_on(tmp_path: Path, words: bytes, *, tls: bool) -> None:
    began = time.monotonic()
    with a_neighbour(lambda line: drip(line, words), tmp_path if tls else None) as address, pytest.raises(CutError):
        ask(address, ca_file=tmp_path / "ca.pem" if tls else None)
    assert time.monotonic() - began < 4 * BRIEF.total_seconds()


def test_a_large_letter_on_a_slow_line_still_gets_its_answer() -> None:
    def play(line: socket.socket) -> None:
        hear(line, pause=0.02)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nya")

    began = time.monotonic()
    with a_neighbour(play) as address:
        assert ask(address, Request(method="POST", path="", body=bytes(16 * MIB)), read=2 * BRIEF).body == b"ya"
    assert time.monotonic() - began > 5 * BRIEF.total_seconds(), "longer than the answer alone may take"
