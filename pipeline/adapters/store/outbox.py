"""The outbox: one row a recipient, and when a letter on its way out needs the daemon again."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update

from pipeline.adapters.store.rows import AT_ONCE, AnyRow, delivery_values
from pipeline.adapters.store.schema import delivery as outbox
from pipeline.adapters.store.schema import letter as letters
from pipeline.domain.errors import ConflictError, UnknownLetterError
from pipeline.domain.letter import Delivery
from pipeline.domain.notes import store as say
from pipeline.domain.states import DELIVERY_MOVES, DeliveryState, State

OF_LETTER: Final = select(outbox).where(outbox.c.letter == bindparam("letter")).order_by(outbox.c.id)
_OPEN: Final = frozenset({DeliveryState.PLANNED.value, DeliveryState.SENDING.value})
_ONE: Final = select(outbox.c.state).where(outbox.c.id == bindparam("id"), outbox.c.letter == bindparam("letter"))
_UPDATE: Final = update(outbox).where(outbox.c.id == bindparam("key"))
_INSERT: Final = insert(outbox)
_WAKE: Final = update(letters).where(letters.c.id == bindparam("key"), letters.c.state == State.DISPATCHING.value)


def plan(connection: Connection, deliveries: Iterable[Delivery]) -> None:
    """Enter new deliveries, in their order."""
    rows = [delivery_values(one) for one in deliveries]
    if rows:
        connection.execute(_INSERT, rows)


def change(connection: Connection, delivery: Delivery) -> None:
    """Put a delivery into its next state, and wake its letter when that asks for the daemon.

    Raises:
        UnknownLetterError: the letter has no such delivery.
        ConflictError: it is no longer in a state that may become this one.
    """
    key = {"id": delivery.id, "letter": delivery.letter}
    stored = connection.execute(_ONE, key).scalar()
    if stored is None:
        raise UnknownLetterError(say.LETTER_UNKNOWN(key=delivery.letter))
    if delivery.state not in DELIVERY_MOVES[DeliveryState(stored)]:
        raise ConflictError(say.DELIVERY_MOVED(delivery=delivery.id, letter=delivery.letter, before=stored, after=delivery.state.value))
    connection.execute(_UPDATE, {**delivery_values(delivery), "key": delivery.id})
    pending = _next_tries(connection.execute(OF_LETTER, {"letter": delivery.letter}).all())
    if delivery.state is not DeliveryState.DEFERRED:
        pending.append(AT_ONCE)
    connection.execute(_WAKE, {"key": delivery.letter, "wake_at": min(pending)})


def next_wake(connection: Connection, letter: str) -> str | None:
    """When a letter on its way out needs the daemon again; None while all that is open waits for a person."""
    rows = connection.execute(OF_LETTER, {"letter": letter}).all()
    if all(row.state == DeliveryState.SENT.value for row in rows):
        return AT_ONCE
    return min(_next_tries(rows), default=None)


def _next_tries(rows: Iterable[AnyRow]) -> list[str]:
    return [AT_ONCE if row.state in _OPEN else row.next_at or AT_ONCE for row in rows if row.state in _OPEN or row.state == DeliveryState.DEFERRED.value]
