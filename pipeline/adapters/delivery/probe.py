"""What `surat doctor` finds of the ways out of the office: the mail server, the printer, the partners whose e-surat is posted. Nothing is sent."""

import asyncio
import ssl
import stat
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Final

import aiosmtplib

from pipeline.adapters.delivery.ipp import Operation, Tag, Values, read_answer, request
from pipeline.adapters.delivery.lines import hang_up, see_off
from pipeline.adapters.delivery.post import EsuratPost
from pipeline.adapters.delivery.printer import MEDIA_TYPE, IppPrinter
from pipeline.adapters.delivery.smtp import Server, dial
from pipeline.adapters.line import CutError, NotSentError, Request, UntrustedError
from pipeline.domain.health import Finding, Standing
from pipeline.domain.notes import Message
from pipeline.domain.notes import doctor as say
from pipeline.domain.notes import esurat as say_esurat
from pipeline.domain.notes import printing as say_printing

_PDF: Final = "application/pdf"
_WANTED: Final = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "document-format-supported")
_STOPPED: Final = 5
_NO_PAPER: Final = frozenset({"media-empty", "media-needed"})
_NO_TROUBLE: Final = frozenset({"none", "paused"})
"""what a state reason says that is no trouble, or that the printer is stopped, which its state says"""
_OFF: Final = "offline-report"
"""the one report among a queue's reasons that a person must look at: its printer is switched off"""
_REFUSED: Final = 0x0400
_BUSY: Final = 0x0500
_OTHERS: Final = 0o077


def mail_server(server: Server) -> Finding:
    """Whether the mail server answers, with TLS where it must, and lets the office log in; nothing is sent.

    Args:
        server: how it is spoken with; its `patience` is for all of it together.
    """
    facts = {"host": server.host, "port": server.port, "security": server.security}
    try:
        asyncio.run(asyncio.wait_for(_greet(server), server.patience.total_seconds()))
    except aiosmtplib.SMTPAuthenticationError as refused:
        return Finding(check="mail", standing=Standing.FAULT, message=say.MAIL_LOGIN(**facts, user=server.user, code=refused.code))
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as problem:
        if _is_about_certificate(problem):
            return Finding(check="mail", standing=Standing.FAULT, message=say.MAIL_CERTIFICATE(**facts, reason=problem))
        return Finding(check="mail", standing=Standing.AWAY, message=say.MAIL_AWAY(**facts, reason=str(problem) or type(problem).__name__))
    return Finding(check="mail", standing=Standing.OK, message=say.MAIL_OK(**facts))


async def _greet(server: Server) -> None:
    try:
        hang_up(await dial(server))
    finally:
        await see_off()


def _is_about_certificate(problem: BaseException | None) -> bool:
    while problem is not None:
        if isinstance(problem, ssl.SSLCertVerificationError):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def printer(asked: IppPrinter) -> Iterator[Finding]:
    """Whether the printer answers, takes PDF, and can print; it is asked about itself alone.

    Args:
        asked: the printer; the patience of its line is for each step of the question.
    """
    said = _said_by(asked)
    if isinstance(said, Finding):
        yield said
        return
    troubles = tuple(_troubles(asked.address, said))
    yield from troubles or (_of_printer(Standing.OK, say_printing.PROBE_READY(address=asked.address)),)


def _said_by(asked: IppPrinter) -> Values | Finding:
    """What the printer says of itself, or why it does not."""
    question = request(Operation.GET_PRINTER, asked.address, {"requested-attributes": (Tag.KEYWORD, _WANTED)})
    try:
        answer = asked.line.ask(Request(method="POST", path="", headers={"Content-Type": MEDIA_TYPE}, body=question))
    except UntrustedError as problem:
        return _of_printer(Standing.FAULT, say_printing.PROBE_CERTIFICATE(address=asked.address, reason=problem))
    except (NotSentError, CutError) as problem:
        return _of_printer(Standing.AWAY, say_printing.PROBE_AWAY(address=asked.address, reason=problem))
    try:
        told = read_answer(answer.body) if answer.status == HTTPStatus.OK else None
    except ValueError:
        told = None
    code = f"HTTP {answer.status}" if told is None else f"{told.status:#06x}"
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or (told and told.status >= _BUSY):
        return _of_printer(Standing.AWAY, say_printing.PROBE_AWAY(address=asked.address, reason=code))
    if told is None or told.status >= _REFUSED:
        return _of_printer(Standing.FAULT, say_printing.PROBE_NO_PRINTER(address=asked.address, code=code))
    return told.printer


def _troubles(address: str, said: Values) -> Iterator[Finding]:
    if _PDF not in said.get("document-format-supported", []):
        yield _of_printer(Standing.FAULT, say_printing.PROBE_NO_PDF(address=address))
    if _STOPPED in said.get("printer-state", []):
        yield _of_printer(Standing.WARN, say_printing.PROBE_STOPPED(address=address))
    if 0 in said.get("printer-is-accepting-jobs", []):
        yield _of_printer(Standing.WARN, say_printing.PROBE_CLOSED(address=address))
    for reason in map(str, said.get("printer-state-reasons", [])):
        what = reason.removesuffix("-error").removesuffix("-warning")
        if what in _NO_TROUBLE or (what.endswith("-report") and what != _OFF):
            continue
        words = say_printing.PROBE_NO_PAPER if what in _NO_PAPER else say_printing.PROBE_TROUBLE
        yield _of_printer(Standing.WARN, words(address=address, reason=reason))


def _of_printer(standing: Standing, message: Message) -> Finding:
    return Finding(check="printer", standing=standing, message=message)


def partner(name: str, post: EsuratPost, token_file: Path | None) -> Iterator[Finding]:
    """Whether a partner's address answers over TLS, and his token is there and private; he gets neither a letter nor the token.

    Args:
        name: his key in the address book.
        post: the way to him; the patience of its line is for each step of the question.
        token_file: where the token is said to lie; None = nowhere, or with systemd.
    """
    facts = {"partner": name, "address": post.line.address}
    try:
        known = post.known_by()
        is_open = token_file is not None and stat.S_IMODE(token_file.stat().st_mode) & _OTHERS
    except (OSError, ValueError) as problem:
        yield _of_partner(Standing.FAULT, say_esurat.PROBE_TOKEN(partner=name, reason=type(problem).__name__))
    else:
        if is_open:
            yield _of_partner(Standing.FAULT, say_esurat.PROBE_TOKEN_OPEN(partner=name, file=token_file))
        if token_file is not None and not known:
            yield _of_partner(Standing.FAULT, say_esurat.PROBE_TOKEN_EMPTY(partner=name, file=token_file))
        if token_file is None and not known:
            yield _of_partner(Standing.OK, say_esurat.PROBE_NO_TOKEN(partner=name))
    try:
        answer = post.line.ask(Request(method="HEAD", path=""))
    except UntrustedError as problem:
        yield _of_partner(Standing.FAULT, say_esurat.PROBE_CERTIFICATE(**facts, reason=problem))
    except (NotSentError, CutError) as problem:
        yield _of_partner(Standing.AWAY, say_esurat.PROBE_AWAY(**facts, reason=problem))
    else:
        yield _of_partner(Standing.OK, say_esurat.PROBE_THERE(**facts, status=answer.status))


def _of_partner(standing: Standing, message: Message) -> Finding:
    return Finding(check="esurat", standing=standing, message=message)
