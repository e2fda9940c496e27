"""Notices (*pemberitahuan*): how a message reaches its reader, and when any may go out."""

from dataclasses import dataclass
from typing import Protocol

from pipeline.domain.channel import DeliveryReport
from pipeline.domain.notices import Hours, Notice


class Messenger(Protocol):
    """Brings messages to the office's own people."""

    def tell(self, notice: Notice) -> DeliveryReport:
        """Try once; never raises for what the other side does. The same notice told twice, as after a crash, names itself the same."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """The office's way of telling its people."""

    messenger: Messenger
    hours: Hours
    administrator: tuple[str, ...] = ()
    """the addresses at which the administrator is told what only he can end"""
