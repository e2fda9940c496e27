"""One finished message with its envelope, and where it is handed in."""

from dataclasses import dataclass
from typing import Protocol

from pipeline.domain.channel import DeliveryReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A message for one recipient.

    Attributes:
        name: what its file is called where it goes into a folder.
        sender: the envelope's sender, who gets the bounces.
        recipient: the envelope's one recipient.
        message_id: the same for the same letter, revision and recipient.
        envelope: names the delivery in what the relay tells later (RFC 3461, ENVID).
        content: the whole message, its lines ended by CRLF.
    """

    name: str
    sender: str
    recipient: str
    message_id: str
    envelope: str
    content: bytes


class Relay(Protocol):
    """Where finished messages go."""

    @property
    def is_repeatable(self) -> bool:
        """Whether handing the same message over twice reaches nobody twice."""
        ...

    def hand_over(self, parcel: Parcel) -> DeliveryReport:
        """Give one message to the relay."""
        ...
