"""Kept connections to one mail server: opened when needed, used for one message after the other, closed when they rest.

They live on an event loop in a thread of their own, so that any number of threads may hand messages in. No more of them are open at once than the office
allows.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final, TypeVar

import aiosmtplib

_Result = TypeVar("_Result")
_MAILS_A_LINE: Final = 100
"""after how many messages a connection is opened anew, as relays want it"""
_REST: Final = 15.0
"""seconds after which a connection nobody uses is closed, well before relays do it themselves"""
_FAREWELL: Final = 5.0
"""seconds a relay has for its goodbye"""
_LAST_STEPS: Final = 5
"""how many turns of the loop see off connections that were hung up: TLS over TCP takes three"""


@dataclass(slots=True, kw_only=True)
class Line:
    """One connection."""

    client: aiosmtplib.SMTP
    mails: int = 0
    """how many messages it has carried"""


class Lines:
    """The connections to one mail server."""

    def __init__(self, dial: Callable[[], Awaitable[aiosmtplib.SMTP]], most: int) -> None:
        """Open nothing yet.

        Args:
            dial: opens a connection, greets and logs in.
            most: how many may be open at once.
        """
        self._dial = dial
        self._most = most
        self._turns = asyncio.Semaphore(most)
        self._kept: list[tuple[Line, asyncio.TimerHandle]] = []
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def run(self, job: Callable[[], Awaitable[_Result]]) -> _Result:
        """Do a job on the loop; its result."""

        async def awaited() -> _Result:
            return await job()

        return asyncio.run_coroutine_threadsafe(awaited(), self._running()).result()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until another connection may be busy."""
        async with self._turns:
            yield

    def kept(self) -> Line | None:
        """A connection left from an earlier message; the other side may have closed it meanwhile."""
        while self._kept:
            line, timer = self._kept.pop()
            timer.cancel()
            if line.client.is_connected:
                return line
        return None

    async def opened(self) -> Line:
        """A new connection."""
        return Line(client=await self._dial())

    async def give_back(self, line: Line) -> None:
        """Keep a connection for the next message, if it is still good for one."""
        line.mails += 1
        if not line.client.is_connected:
            return
        if line.mails >= _MAILS_A_LINE:
            await _farewell(line)
            return
        timer = asyncio.get_running_loop().call_later(_REST, self._drop, line)
        self._kept.append((line, timer))

    def close(self) -> None:
        """End every connection and the thread, once what is in hand is done; a later message would start them anew."""
        with self._starting:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop, self._turns = asyncio.new_event_loop(), asyncio.Semaphore(self._most)
                self._thread = threading.Thread(target=self._loop.run_forever, name="surat-surel", daemon=True)
                self._thread.start()
            return self._loop

    def _drop(self, line: Line) -> None:
        self._kept = [(one, timer) for one, timer in self._kept if one is not line]
        hang_up(line.client)

    async def _end(self) -> None:
        in_hand = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*in_hand, return_exceptions=True)
        kept, self._kept = self._kept, []
        for _, timer in kept:
            timer.cancel()
        await asyncio.gather(*(_farewell(line) for line, _ in kept))
        await see_off()


async def _farewell(line: Line) -> None:
    transport = line.client.transport
    with suppress(aiosmtplib.SMTPException, OSError):
        await line.client.quit(timeout=_FAREWELL)
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


def hang_up(client: aiosmtplib.SMTP) -> None:
    """End a connection now, without waiting for what the other side has not read."""
    transport = client.transport
    client.close()
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


async def see_off() -> None:
    """Let the loop finish with connections that were hung up, before it ends itself."""
    for _ in range(_LAST_STEPS):
        await asyncio.sleep(0)
