"""E-mail: one message a recipient, the signed PDF attached unchanged.

The Message-ID is the same for the same letter and recipient, whatever happens. What can still be told apart is: a refusal for now (4xx, no connection), a
refusal for good (5xx), and a line cut after the message went out, when nobody but the recipient knows.
"""

from dataclasses import dataclass, field
from email.headerregistry import Address, Group
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Final

from pipeline.adapters.delivery.message import Enclosure, message_bytes, one_line
from pipeline.adapters.delivery.pace import Pace
from pipeline.adapters.delivery.parcel import Parcel, Relay
from pipeline.adapters.delivery.template import Render
from pipeline.adapters.durable import digest_of_bytes, write_new
from pipeline.domain.channel import DeliveryReport, Outcome
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.mailing import is_address, message_name, on_the_wire
from pipeline.domain.notes import delivery as say
from pipeline.ports import Clock

MIB: Final = 1024 * 1024
"""Bytes in a mebibyte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCarrier:
    """Composes the message and hands it to the relay.

    Attributes:
        sender: the office's address.
        office: the office's name.
        render: subject and body from the office's template.
        largest_bytes: the largest PDF that goes by e-mail.
        pace: how many messages a minute.
    """

    sender: str
    office: str
    render: Render
    relay: Relay
    clock: Clock
    largest_bytes: int = 18 * MIB
    pace: Pace = field(default_factory=partial(Pace, 0))

    @property
    def is_repeatable(self) -> bool:
        """As the relay says."""
        return self.relay.is_repeatable

    def carry(self, letter: Letter, delivery: Delivery, document: Path) -> DeliveryReport:
        """Send the letter to one address."""
        if letter.submission.security.is_confidential:
            return DeliveryReport(outcome=Outcome.REFUSED, note=say.CONFIDENTIAL(security=letter.submission.security.value))
        size = document.stat().st_size
        if size > self.largest_bytes:
            return DeliveryReport(outcome=Outcome.REFUSED, note=say.TOO_LARGE(size=_mib(size), limit=_mib(self.largest_bytes)))
        if not is_address(on_the_wire(delivery.recipient.email)):
            return DeliveryReport(outcome=Outcome.REFUSED, note=say.ADDRESS_UNUSABLE(recipient=delivery.recipient.name))
        wait = self.pace.wait_for(message_name(letter, delivery))
        if wait:
            return DeliveryReport(outcome=Outcome.DEFERRED, not_before=wait)
        try:
            content = document.read_bytes()
        except OSError as error:
            return DeliveryReport(outcome=Outcome.DEFERRED, note=say.DOCUMENT_UNREADABLE(reason=error.strerror or str(error)))
        return self.relay.hand_over(self._parcel(letter, delivery, content))

    def _parcel(self, letter: Letter, delivery: Delivery, content: bytes) -> Parcel:
        envelope = message_name(letter, delivery)
        message_id = f"{envelope}@{self.sender.rpartition('@')[2]}"
        subject, body = self.render(letter, delivery)
        pdf = Enclosure(name=f"{letter.name}.pdf", content=content)
        headers = {
            "From": Address(display_name=one_line(self.office), addr_spec=self.sender),
            **_addressed(letter, delivery),
            "Subject": one_line(subject),
            "Date": format_datetime(self.clock.now()),
            "Message-ID": f"<{message_id}>",
            "X-Surat-Document": digest_of_bytes(pdf.content),
        }
        return Parcel(
            name=f"{letter.name}-{delivery.id}",
            sender=self.sender,
            recipient=on_the_wire(delivery.recipient.email),
            message_id=message_id,
            envelope=envelope,
            content=message_bytes(headers, body, pdf, edge=envelope),
        )


def _addressed(letter: Letter, delivery: Delivery) -> dict[str, Address | Group]:
    """To, and Cc for a copy, which names whom the letter is to without an address: nobody's goes to somebody else."""
    address = Address(display_name=one_line(delivery.recipient.name), addr_spec=on_the_wire(delivery.recipient.email))
    if not delivery.is_copy:
        return {"To": address}
    return {"To": Group(display_name=one_line(", ".join(one.name for one in letter.submission.recipients))), "Cc": address}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFolder:
    """A folder of `.eml` files, one a message: what the demo sends to."""

    folder: Path

    @property
    def is_repeatable(self) -> bool:
        """A message lies there once."""
        return True

    def hand_over(self, parcel: Parcel) -> DeliveryReport:
        """Write the message into the folder."""
        target = self.folder / f"{parcel.name}.eml"
        try:
            if not target.exists():
                write_new(target, parcel.content)
        except OSError as error:
            return DeliveryReport(outcome=Outcome.DEFERRED, note=say.RELAY_AWAY(reason=error.strerror or str(error)))
        return DeliveryReport(outcome=Outcome.SENT, proof=f"<{parcel.message_id}> {target.name}")


def _mib(size_bytes: int) -> str:
    return f"{size_bytes / MIB:.1f}"
