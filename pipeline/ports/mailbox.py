"""The mailbox that bounces come to."""

from collections.abc import Iterable
from typing import Protocol

from pipeline.domain.mailing import Bounce


class Bounces(Protocol):
    """What mail systems told of messages after they had taken them."""

    def sweep(self) -> Iterable[Bounce]:
        """What has come and was not put away, oldest first; read one by one."""
        ...

    def put_away(self, bounce: Bounce, *, was_understood: bool) -> None:
        """Leave a message to the mailbox, read; one that was not understood is flagged for a person."""
        ...
