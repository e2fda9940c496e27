"""The outbox in memory: one delivery a recipient, and when a letter on its way out needs the daemon again. Its caller holds the lock."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from pipeline.domain.channel import may_become
from pipeline.domain.errors import ConflictError, UnknownLetterError
from pipeline.domain.letter import Delivery
from pipeline.domain.notes import store as say
from pipeline.domain.printing import begins
from pipeline.domain.states import DeliveryState, State

AT_ONCE = datetime.min.replace(tzinfo=UTC)
"""When a letter is to be carried on that need not wait."""
PAPER = frozenset({DeliveryState.TO_PRINT, DeliveryState.PRINTED})
"""The deliveries that wait for a person to carry them."""
_IN_WORK = frozenset({DeliveryState.PLANNED, DeliveryState.SENDING})


class MemoryOutbox:
    """Every delivery of every letter."""

    def __init__(self) -> None:
        """Nothing is to be sent yet."""
        self._deliveries: dict[int, Delivery] = {}

    def plan(self, letter: str, deliveries: Iterable[Delivery]) -> None:
        """Enter new deliveries, in their order."""
        for key, one in enumerate(deliveries, len(self._deliveries) + 1):
            self._deliveries[key] = replace(one, id=key, letter=letter)

    def change(self, delivery: Delivery, state: State) -> DeliveryState:
        """Put a delivery into its next state; the one it was in.

        Args:
            delivery: as it becomes.
            state: where its letter stands.

        Raises:
            UnknownLetterError: the letter has no such delivery.
            ConflictError: it is in no state that may become this one, or it is to begin though its letter is not being sent.
        """
        before = self._deliveries.get(delivery.id)
        if before is None or before.letter != delivery.letter:
            raise UnknownLetterError(say.LETTER_UNKNOWN(key=delivery.letter))
        if not may_become((before.state, before.channel), (delivery.state, delivery.channel)):
            raise ConflictError(say.DELIVERY_MOVED(delivery=delivery.id, letter=delivery.letter, before=before.state.value, after=delivery.state.value))
        if begins(delivery) and state is not State.DISPATCHING:
            raise ConflictError(say.DISPATCH_STOPPED(letter=delivery.letter, state=state.value, delivery=delivery.id))
        self._deliveries[delivery.id] = delivery
        return before.state

    def of_letter(self, letter: str) -> tuple[Delivery, ...]:
        """A letter's deliveries, in the order of its recipients."""
        return tuple(one for one in self._deliveries.values() if one.letter == letter)

    def gone(self, first: date, last: date) -> Iterator[Delivery]:
        """What reached its recipients, or was handed over, from the first day to the last, in that order."""
        gone = [(one.sent_on, one.letter, one.id) for one in self._deliveries.values() if one.sent_on and first <= one.sent_on <= last]
        return (self._deliveries[number] for _, _, number in sorted(gone))

    def to_carry(self) -> Iterator[Delivery]:
        """What waits for a person to carry it, oldest letter first."""
        waiting = [(one.letter, one.id) for one in self._deliveries.values() if one.state in PAPER]
        return (self._deliveries[number] for _, number in sorted(waiting))

    def wakes_at(self, changed: Delivery) -> datetime:
        """When a letter needs the daemon after one of its deliveries changed: at once, unless that one is tried again later."""
        return min([*self._next_tries(changed.letter), *([] if changed.state is DeliveryState.DEFERRED else [AT_ONCE])])

    def next_wake(self, letter: str) -> datetime | None:
        """When a letter on its way out needs the daemon again; None while all that is open waits for a person."""
        if all(one.state is DeliveryState.SENT for one in self.of_letter(letter)):
            return AT_ONCE
        return min(self._next_tries(letter), default=None)

    def _next_tries(self, letter: str) -> list[datetime]:
        tried_again = (one for one in self.of_letter(letter) if one.state in {*_IN_WORK, DeliveryState.DEFERRED})
        return [AT_ONCE if one.state in _IN_WORK else one.next_at or AT_ONCE for one in tried_again]
