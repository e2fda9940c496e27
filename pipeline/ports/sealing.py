"""The office's seal: what an official's passphrase is closed with on its way, and opened with by the daemon alone."""

from datetime import datetime
from typing import Protocol

from pipeline.domain.signing import Secret


class Sealer(Protocol):
    """Closes; whoever may read the configuration can."""

    def seal(self, content: bytes) -> str:
        """What was given, as one word that only the daemon can open."""
        ...


class Opener(Protocol):
    """Opens what was sealed for one of the office's keys."""

    def open(self, sealed: Secret, now: datetime) -> bytes:
        """What is under a seal.

        Raises:
            DraftRefusedError: it is no seal, not of the one kind that is taken, or for no key that still opens.
            LaterError: the keys cannot be read for now.
        """
        ...

    def tend(self, now: datetime) -> int:
        """Note which keys were replaced, and destroy those whose time is over; how many were destroyed.

        Raises:
            LaterError: the keys cannot be read or written for now.
        """
        ...
