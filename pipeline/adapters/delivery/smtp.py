"""The office's mail server over SMTP: one transaction a recipient, over connections that are kept.

What the server's answers mean (RFC 5321):
- it cannot be reached, does not let us log in, or refuses the sender: that is between the office and its server, no recipient's fault; tried again;
- it refuses the recipient or the message for now (4xx): tried again; for good (5xx): printed;
- the line is cut before the message's last line (the lone dot) went out: the server has nothing it may deliver; tried again;
- after that dot only its answer tells. Without one, or with one that is neither yes nor no, the delivery is uncertain.
"""

import asyncio
import re
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import aiosmtplib

from pipeline.adapters.delivery.lines import Line, Lines, hang_up
from pipeline.adapters.delivery.message import one_line
from pipeline.adapters.delivery.parcel import Parcel
from pipeline.domain.channel import DeliveryReport, Outcome
from pipeline.domain.errors import SuratError
from pipeline.domain.notes import Message
from pipeline.domain.notes import delivery as say

_TROUBLE: Final = (aiosmtplib.SMTPException, OSError, TimeoutError)
_GO_ON: Final = 354
_GOODBYE: Final = 421
_TOO_LARGE: Final = 552
_YES: Final = range(200, 300)
_LATER: Final = range(400, 500)
_NEVER: Final = range(500, 600)
_FLUSHED_EVERY: Final = 0.005
"""seconds between two looks at what of a message has not gone out yet"""
_AWAY_FOR: Final = 5.0
"""seconds for which a server that could not be reached is not tried for other letters"""
_WORDS: Final = 300
"""how much of a server's answer is kept"""
_DOT: Final = re.compile(rb"^\.", re.MULTILINE)
_NOT_XTEXT: Final = re.compile(r"[^!-*,-<>-~]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The office's mail server, and how it is spoken with.

    Attributes:
        security: `tls` from the first byte, `starttls`, or `tanpa` (a server on this very machine).
        user: who logs in; empty = nobody.
        password: reads the password, at each login anew.
        ca_file: PEM file that the server's certificate must chain to; None = the system's.
        hello: how the office's machine names itself; empty = by its own name.
        connections: how many may be open at once.
        patience: for each answer.
        last_patience: for the answer to a whole message, which the server may be examining (RFC 5321, 4.5.3.2.6, says ten minutes).
    """

    host: str
    port: int
    security: str
    user: str = ""
    password: Callable[[], str] = str
    ca_file: Path | None = None
    hello: str = ""
    connections: int = 4
    patience: timedelta = timedelta(seconds=60)
    last_patience: timedelta = timedelta(minutes=5)


class SmtpRelay:
    """The way over that server. Close it, or use it as a context manager."""

    def __init__(self, server: Server) -> None:
        """Open nothing yet."""
        self._server = server
        self._lines = Lines(partial(dial, server), server.connections)
        self._away_until = float("-inf")
        self._away = say.RELAY_AWAY(reason="")

    def __enter__(self) -> Self:
        """Use it for a while."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        self.close()

    @property
    def is_repeatable(self) -> bool:
        """A message whose answer was lost may have arrived."""
        return False

    def hand_over(self, parcel: Parcel) -> DeliveryReport:
        """Give one message to the server."""
        return self._lines.run(partial(self._hand_over, parcel))

    def close(self) -> None:
        """Say goodbye on every connection."""
        self._lines.close()

    async def _hand_over(self, parcel: Parcel) -> DeliveryReport:
        async with self._lines.turn():
            kept = self._lines.kept()
            if kept is not None:
                with suppress(*_TROUBLE):  # it was closed meanwhile: a new one is opened, for nothing of the message was taken
                    return await self._over(kept, parcel)
            if time.monotonic() < self._away_until:
                return DeliveryReport(outcome=Outcome.DEFERRED, note=self._away)
            try:
                return await self._over(await self._opened(), parcel)
            except _TROUBLE as error:
                return DeliveryReport(outcome=Outcome.DEFERRED, note=_unreachable(error))
            except SuratError as error:  # the password is gone
                return DeliveryReport(outcome=Outcome.DEFERRED, note=error.message)

    async def _opened(self) -> Line:
        """A new connection; where there is none to be had, the letters that follow at once need not find that out for themselves."""
        try:
            return await self._lines.opened()
        except _TROUBLE as error:
            self._away, self._away_until = _unreachable(error), time.monotonic() + _AWAY_FOR
            raise

    async def _over(self, line: Line, parcel: Parcel) -> DeliveryReport:
        """One message over one connection. Raises for trouble with the line, which is always before the message was whole."""
        try:
            report = await self._transact(line.client, parcel)
        except _TROUBLE:
            hang_up(line.client)
            raise
        await self._settle(line, report)
        return report

    async def _settle(self, line: Line, report: DeliveryReport) -> None:
        """Make a connection ready for the next message."""
        try:
            if report.outcome is not Outcome.SENT and line.client.is_connected:
                await line.client.rset()
        except _TROUBLE:
            hang_up(line.client)
        await self._lines.give_back(line)

    async def _transact(self, client: aiosmtplib.SMTP, parcel: Parcel) -> DeliveryReport:
        content = _DOT.sub(b"..", parcel.content)
        limit = client.esmtp_extensions.get("size", "")
        if limit.isdigit() and 0 < int(limit) < len(parcel.content):
            return DeliveryReport(outcome=Outcome.REFUSED, note=say.TOO_LARGE_FOR_RELAY(size=_mib(len(parcel.content)), limit=_mib(int(limit))))
        try:
            await client.mail(parcel.sender, options=_sender_options(client, parcel))
        except aiosmtplib.SMTPResponseException as error:
            return _sender_refused(error)
        try:
            await client.rcpt(parcel.recipient, options=_recipient_options(client, parcel))
            ready = await client.execute_command(b"DATA")
            if ready.code != _GO_ON:
                return _refusal(ready.code, ready.message)
        except aiosmtplib.SMTPResponseException as error:
            return _refusal(error.code, error.message)
        await self._write(client, content)
        return await self._end(client, parcel)

    async def _write(self, client: aiosmtplib.SMTP, content: bytes) -> None:
        """Write all of a message but the dot that ends it, and wait until it has gone out."""
        protocol, transport = client.protocol, client.transport
        if protocol is None or not isinstance(transport, asyncio.WriteTransport):
            raise ConnectionAbortedError
        protocol.write(content)
        left, since = transport.get_write_buffer_size(), time.monotonic()
        while left:
            await asyncio.sleep(_FLUSHED_EVERY)
            if client.transport is not transport or transport.is_closing():
                raise ConnectionAbortedError
            still = transport.get_write_buffer_size()
            if still < left:
                left, since = still, time.monotonic()
            elif time.monotonic() - since > self._server.patience.total_seconds():
                raise TimeoutError

    async def _end(self, client: aiosmtplib.SMTP, parcel: Parcel) -> DeliveryReport:
        """The dot, after which only the recipient knows: anything but a clear yes or no is uncertain."""
        try:
            answer = await client.execute_command(b".", timeout=self._server.last_patience.total_seconds())
        except _TROUBLE:
            hang_up(client)
            return DeliveryReport(outcome=Outcome.UNCERTAIN, note=say.CUT_AFTER_DATA())
        if answer.code in _YES:
            return DeliveryReport(outcome=Outcome.SENT, proof=f"<{parcel.message_id}> {answer.code} {_plain(answer.message)}")
        if answer.code in _LATER or answer.code in _NEVER:
            return _refusal(answer.code, answer.message)
        hang_up(client)
        return DeliveryReport(outcome=Outcome.UNCERTAIN, note=say.UNCLEAR_ANSWER(code=answer.code, words=_plain(answer.message)))


async def dial(server: Server) -> aiosmtplib.SMTP:
    """A connection to the server, secured and logged in as the office wants it.

    Raises:
        SMTPException: it does not answer as it must, or refuses the login.
        OSError: it is out of reach, or the TLS fails.
        ConfigurationError: the password cannot be read.
    """
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        local_hostname=server.hello or None,
        timeout=server.patience.total_seconds(),
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        tls_context=None if server.security == "tanpa" else trusting(server.ca_file),
    )
    try:
        await client.connect()
        if client.is_ehlo_or_helo_needed:
            await client.ehlo()
        if server.user:
            await client.login(server.user, server.password())
    except BaseException:
        hang_up(client)
        raise
    return client


def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """TLS 1.2 or newer, to a server whose certificate bears its name and chains to `ca_file`, or to the system's roots.

    Raises:
        OSError: the file cannot be read, or holds no certificate.
    """
    context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def xtext(text: str) -> str:
    """A text as an option of the envelope carries it (RFC 3461, 4).

    >>> xtext("a+b=c@x.test")
    'a+2Bb+3Dc@x.test'
    """
    return _NOT_XTEXT.sub(lambda found: f"+{ord(found[0]):02X}", text)


def _sender_options(client: aiosmtplib.SMTP, parcel: Parcel) -> list[str]:
    size = [f"SIZE={len(parcel.content)}"] if client.supports_extension("size") else []
    return [*size, "RET=HDRS", f"ENVID={xtext(parcel.envelope)}"] if client.supports_extension("dsn") else size


def _recipient_options(client: aiosmtplib.SMTP, parcel: Parcel) -> list[str]:
    return ["NOTIFY=FAILURE,DELAY", f"ORCPT=rfc822;{xtext(parcel.recipient)}"] if client.supports_extension("dsn") else []


def _sender_refused(error: aiosmtplib.SMTPResponseException) -> DeliveryReport:
    """The answer to who sends: no recipient's fault, but for a message that is too large."""
    if error.code == _GOODBYE:
        raise aiosmtplib.SMTPServerDisconnected(error.message)
    if error.code == _TOO_LARGE:
        return _refusal(error.code, error.message)
    return DeliveryReport(outcome=Outcome.DEFERRED, note=say.SENDER_REFUSED(code=error.code, words=_plain(error.message)))


def _refusal(code: int, words: str) -> DeliveryReport:
    if code in _NEVER:
        return DeliveryReport(outcome=Outcome.REFUSED, note=say.REFUSED_FOR_GOOD(code=code, words=_plain(words)))
    return DeliveryReport(outcome=Outcome.DEFERRED, note=say.REFUSED_FOR_NOW(code=code, words=_plain(words)))


def _unreachable(error: Exception) -> Message:
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return say.LOGIN_REFUSED(code=error.code, words=_plain(error.message))
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return say.RELAY_AWAY(reason=f"{error.code} {_plain(error.message)}")
    return say.RELAY_AWAY(reason=_plain(str(error)) or type(error).__name__)


def _plain(words: str) -> str:
    """A server's words on one line, fit to be stored: they are anybody's."""
    return one_line(words)[:_WORDS]


def _mib(size_bytes: int) -> str:
    return f"{size_bytes / (1024 * 1024):.1f}"
