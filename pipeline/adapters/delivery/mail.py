"""E-mail: one message a recipient, the signed PDF attached unchanged.

The Message-ID is the same for the same letter and recipient, whatever happens. What can still be told apart is: a refusal for now (4xx, no connection), a
refusal for good (5xx), and a line cut after the message went out, when nobody but the recipient knows.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

import aiosmtplib

from pipeline.adapters.durable import digest_of_file, write_new
from pipeline.domain.channel import DeliveryReport, Outcome
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import delivery as say
from pipeline.ports import Clock

Render = Callable[[Letter, Delivery], tuple[str, str]]
"""Makes a message's subject and body."""

_PERMANENT = range(500, 600)


class Relay(Protocol):
    """Where finished messages go."""

    @property
    def is_repeatable(self) -> bool:
        """Whether handing the same message over twice reaches nobody twice."""
        ...

    def hand_over(self, message: EmailMessage, name: str) -> DeliveryReport:
        """Give one message to the relay."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCarrier:
    """Composes the message and hands it to the relay.

    Attributes:
        sender: the office's address.
        office: the office's name.
        render: subject and body from the office's template.
    """

    sender: str
    office: str
    render: Render
    relay: Relay
    clock: Clock

    @property
    def is_repeatable(self) -> bool:
        """As the relay says."""
        return self.relay.is_repeatable

    def carry(self, letter: Letter, delivery: Delivery, document: Path) -> DeliveryReport:
        """Send the letter to one address."""
        try:
            message = self._compose(letter, delivery, document)
        except ValueError:
            return DeliveryReport(outcome=Outcome.REFUSED, note=say.ADDRESS_UNUSABLE(recipient=delivery.recipient.name))
        return self.relay.hand_over(message, f"{letter.name}-{delivery.id}")

    def _compose(self, letter: Letter, delivery: Delivery, document: Path) -> EmailMessage:
        subject, body = self.render(letter, delivery)
        message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
        message["From"] = Address(display_name=self.office, addr_spec=self.sender)
        message["To"] = Address(display_name=delivery.recipient.name, addr_spec=delivery.recipient.email)
        message["Subject"] = " ".join(subject.split())
        message["Date"] = format_datetime(self.clock.now())
        message["Message-ID"] = f"<{letter.id}.{letter.revision}.{delivery.id}@{self.sender.rpartition('@')[2]}>"
        message["X-Surat-Document"] = digest_of_file(document)
        message.set_content(body)
        message.add_attachment(document.read_bytes(), maintype="application", subtype="pdf", filename=f"{letter.name}.pdf")
        return message


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFolder:
    """A folder of `.eml` files, one a message: what the demo sends to."""

    folder: Path

    @property
    def is_repeatable(self) -> bool:
        """A message lies there once."""
        return True

    def hand_over(self, message: EmailMessage, name: str) -> DeliveryReport:
        """Write the message into the folder."""
        target = self.folder / f"{name}.eml"
        try:
            if not target.exists():
                write_new(target, message.as_bytes())
        except OSError as error:
            return DeliveryReport(outcome=Outcome.DEFERRED, note=say.RELAY_AWAY(reason=error.strerror or str(error)))
        return DeliveryReport(outcome=Outcome.SENT, proof=f"{message['Message-ID']} {target.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpRelay:
    """The office's mail relay.

    Attributes:
        security: `tls` from the first byte, `starttls`, or `tanpa` (a relay on this very machine).
    """

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""
    patience: timedelta = timedelta(seconds=60)

    @property
    def is_repeatable(self) -> bool:
        """A message whose answer was lost may have arrived."""
        return False

    def hand_over(self, message: EmailMessage, name: str) -> DeliveryReport:
        """Give one message to the relay; `name` plays no part on the wire."""
        del name
        return asyncio.run(self._hand_over(message))

    async def _hand_over(self, message: EmailMessage) -> DeliveryReport:
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            timeout=self.patience.total_seconds(),
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            username=self.user or None,
            password=self.password or None,
        )
        try:
            await client.connect()
            await client.mail(message["From"].addresses[0].addr_spec)
            await client.rcpt(message["To"].addresses[0].addr_spec)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            client.close()
            return _refusal(error)
        return await _give(client, message)


async def _give(client: aiosmtplib.SMTP, message: EmailMessage) -> DeliveryReport:
    """The part after which only the recipient knows: a lost answer is uncertain."""
    try:
        answer = await client.data(message.as_bytes())
    except aiosmtplib.SMTPResponseException as error:
        client.close()
        return _refusal(error)
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        client.close()
        return DeliveryReport(outcome=Outcome.UNCERTAIN, note=say.CUT_AFTER_DATA())
    client.close()
    return DeliveryReport(outcome=Outcome.SENT, proof=f"{message['Message-ID']} {answer.code} {answer.message}"[:500])


def _refusal(error: Exception) -> DeliveryReport:
    match error:
        case aiosmtplib.SMTPResponseException(code=code, message=words) if code in _PERMANENT and not isinstance(error, aiosmtplib.SMTPAuthenticationError):
            return DeliveryReport(outcome=Outcome.REFUSED, note=say.REFUSED_FOR_GOOD(code=code, words=words))
        case aiosmtplib.SMTPResponseException(code=code, message=words):
            return DeliveryReport(outcome=Outcome.DEFERRED, note=say.REFUSED_FOR_NOW(code=code, words=words))
        case _:
            return DeliveryReport(outcome=Outcome.DEFERRED, note=say.RELAY_AWAY(reason=str(error) or type(error).__name__))
