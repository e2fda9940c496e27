"""A mail relay of moods: a real Postfix that refuses at random, behind a line that is cut at random."""

import asyncio
import random
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from tests.adapters.delivery import postfix
from tests.adapters.delivery.postfix import Postfix

_AT_RECIPIENT: Final = {"451 4.3.0 nanti": 0.08, "550 5.7.1 tidak mau": 0.03}
_AT_THE_END: Final = {"451 4.3.0 nanti": 0.03, "554 5.7.1 dikira spam": 0.01}
_CUT_AT_ONCE: Final = 0.02
"""how often the line is cut before a message"""
_CUT_UNHEARD: Final = 0.015
"""how often the end of a message never reaches Postfix, and the line is cut"""
_CUT_UNANSWERED: Final = 0.015
"""how often Postfix takes the message, and the line is cut before its answer"""


class _Moods(socketserver.StreamRequestHandler):
    """Postfix's policy protocol: attributes up to an empty line, then an action."""

    def handle(self) -> None:
        facts: dict[str, str] = {}
        for line in self.rfile:
            name, _, value = line.decode().strip().partition("=")
            if name:
                facts[name] = value
                continue
            moods = _AT_RECIPIENT if facts.get("protocol_state") == "RCPT" else _AT_THE_END
            self.wfile.write(f"action={_chosen(self.server.chance, moods)}\n\n".encode())  # type: ignore[attr-defined]  # given below
            facts = {}


def _chosen(chance: random.Random, moods: dict[str, float]) -> str:
    drawn = chance.random()
    for mood, share in moods.items():
        if drawn < share:
            return mood
        drawn -= share
    return "DUNNO"


class _Line:
    """Passes everything on both ways, until it does not."""

    def __init__(self, chance: random.Random, server: int) -> None:
        self._chance, self._server = chance, server
        self._loop = asyncio.new_event_loop()
        self._talks: set[asyncio.Task[None]] = set()
        self.port = 0

    def run(self, ready: threading.Event, stop: asyncio.Event) -> None:
        self._loop.run_until_complete(self._serve(ready, stop))
        self._loop.close()

    def end(self, stop: asyncio.Event) -> None:
        self._loop.call_soon_threadsafe(stop.set)

    async def _serve(self, ready: threading.Event, stop: asyncio.Event) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0, limit=2**20)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()
        for talk in list(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        task.add_done_callback(self._talks.discard)
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._server)
        back = asyncio.create_task(self._back(inner_reader, writer))
        try:
            while (chunk := await reader.read(65536)) and not await self._is_cut(chunk, inner_writer, back):
                inner_writer.write(chunk)
                await inner_writer.drain()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            back.cancel()
            writer.transport.abort()
            inner_writer.transport.abort()
            await asyncio.gather(back, return_exceptions=True)

    async def _is_cut(self, chunk: bytes, onwards: asyncio.StreamWriter, back: asyncio.Task[None]) -> bool:
        if chunk.startswith(b"MAIL "):
            return self._chance.random() < _CUT_AT_ONCE
        if chunk != b".\r\n" and not chunk.endswith(b"\r\n.\r\n"):
            return False
        drawn = self._chance.random()
        if drawn < _CUT_UNANSWERED:
            back.cancel()
            onwards.write(chunk)
            await onwards.drain()
            await asyncio.sleep(0.5)  # Postfix takes it meanwhile; its answer finds nobody
            return True
        return drawn < _CUT_UNANSWERED + _CUT_UNHEARD

    async def _back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
        writer.transport.abort()


@contextmanager
def a_moody_relay(chance: random.Random, names: list[str]) -> Iterator[tuple[Postfix, int]]:
    """The Postfix, and the port at which it is reached over the line."""
    policy = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Moods)
    policy.daemon_threads = True
    policy.chance = chance  # type: ignore[attr-defined]  # for the handler
    threading.Thread(target=policy.serve_forever, daemon=True).start()
    try:
        with postfix.running(*names, policy=policy.server_address[1]) as server, _line_to(server.port, chance) as port:
            yield server, port
    finally:
        policy.shutdown()
        policy.server_close()


@contextmanager
def _line_to(server: int, chance: random.Random) -> Iterator[int]:
    line, ready, stop = _Line(chance, server), threading.Event(), asyncio.Event()
    thread = threading.Thread(target=line.run, args=(ready, stop))
    thread.start()
    assert ready.wait(10)
    with socket.create_connection(("127.0.0.1", line.port), timeout=10) as probe:
        assert probe.recv(3) == b"220"
    try:
        yield line.port
    finally:
        line.end(stop)
        thread.join(20)
        assert not thread.is_alive()
