"""What `surat doctor` finds of the mail server."""

import asyncio
import ssl

import aiosmtplib

from pipeline.adapters.delivery.lines import hang_up, see_off
from pipeline.adapters.delivery.smtp import Server, dial
from pipeline.domain.health import Finding, Standing
from pipeline.domain.notes import doctor as say


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
