"""The outbox: one row a recipient, and when a letter on its way out needs the daemon again."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, case, insert, select, update

from pipeline.adapters.store.rows import AT_ONCE, AnyRow, delivery_values
from pipeline.adapters.store.schema import delivery as outbox
from pipeline.adapters.store.schema import letter as letters
from pipeline.adapters.store.statements import Transaction
from pipeline.domain.channel import Channel, may_become
from pipeline.domain.errors import ConflictError, UnknownLetterError
from pipeline.domain.letter import Delivery
from pipeline.domain.notes import store as say
from pipeline.domain.printing import begins
from pipeline.domain.states import DeliveryState, State

OF_LETTER: Final = select(outbox).where(outbox.c.letter == bindparam("letter")).order_by(outbox.c.id)
_OPEN: Final = frozenset({DeliveryState.PLANNED.value, DeliveryState.SENDING.value})
_PAPER: Final = frozenset({DeliveryState.TO_PRINT, DeliveryState.PRINTED})
_ONE: Final = (
    select(outbox.c.state, outbox.c.channel, letters.c.state.label("letter_state"))
    .select_from(outbox.join(letters, letters.c.id == outbox.c.letter))
    .where(outbox.c.id == bindparam("id"), outbox.c.letter == bindparam("letter"))
)
_UPDATE: Final = update(outbox).where(outbox.c.id == bindparam("key"))
_INSERT: Final = insert(outbox)
_WAKE: Final = update(letters).where(letters.c.id == bindparam("key"), letters.c.state == State.DISPATCHING.value)
SHOW_ANEW: Final = (
    update(letters)
    .where(letters.c.id == bindparam("key"))
    .values(shown_version=case((letters.c.shown_version < 0, letters.c.shown_version - 1), else_=-1), show_at=None)
)
"""Every request makes another number of it, so that a showing that is going on does not count as one that comes after."""


def plan(connection: Transaction, deliveries: Iterable[Delivery]) -> None:
    """Enter new deliveries, in their order."""
    rows = [delivery_values(one) for one in deliveries]
    if rows:
        connection.execute(_INSERT, rows)


def change(connection: Transaction, delivery: Delivery) -> None:
    """Put a delivery into its next state, wake its letter when that asks for the daemon, and have it shown anew when that is about paper.

    Raises:
        UnknownLetterError: the letter has no such delivery.
        ConflictError: it is no longer in a state that may become this one, or it is to begin though its letter is no longer being sent.
    """
    key = {"id": delivery.id, "letter": delivery.letter}
    stored = connection.execute(_ONE, key).first()
    if stored is None:
        raise UnknownLetterError(say.LETTER_UNKNOWN(key=delivery.letter))
    before = DeliveryState(stored.state)
    if not may_become((before, Channel(stored.channel)), (delivery.state, delivery.channel)):
        raise ConflictError(say.DELIVERY_MOVED(delivery=delivery.id, letter=delivery.letter, before=before.value, after=delivery.state.value))
    if begins(delivery) and stored.letter_state != State.DISPATCHING.value:
        raise ConflictError(say.DISPATCH_STOPPED(letter=delivery.letter, state=stored.letter_state, delivery=delivery.id))
    connection.execute(_UPDATE, {**delivery_values(delivery), "key": delivery.id})
    pending = _next_tries(connection.execute(OF_LETTER, {"letter": delivery.letter}).all())
    if delivery.state is not DeliveryState.DEFERRED:
        pending.append(AT_ONCE)
    connection.execute(_WAKE, {"key": delivery.letter, "wake_at": min(pending)})
    if {before, delivery.state} & _PAPER:
        connection.execute(SHOW_ANEW, {"key": delivery.letter})


def is_open(connection: Transaction, letter: str) -> bool:
    """Whether anybody still has to get his letter."""
    return any(row.state != DeliveryState.SENT.value for row in connection.execute(OF_LETTER, {"letter": letter}).all())


def next_wake(connection: Transaction, letter: str) -> str | None:
    """When a letter on its way out needs the daemon again; None while all that is open waits for a person."""
    rows = connection.execute(OF_LETTER, {"letter": letter}).all()
    if all(row.state == DeliveryState.SENT.value for row in rows):
        return AT_ONCE
    return min(_next_tries(rows), default=None)


def _next_tries(rows: Iterable[AnyRow]) -> list[str]:
    return [AT_ONCE if row.state in _OPEN else row.next_at or AT_ONCE for row in rows if row.state in _OPEN or row.state == DeliveryState.DEFERRED.value]
