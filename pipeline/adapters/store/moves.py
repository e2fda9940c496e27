"""A letter's next version: what makes it acceptable, and everything that is written with it.

Compare-and-set: the letter offered must be the version after the stored one, its state one the procedure allows from there (from a hold: the state it was
held in), its number the stored one. The checks and the writes share one transaction that holds the write lock, so nothing moves between them.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from pipeline.adapters.store import chain, numbers, outbox
from pipeline.adapters.store.rows import AnyRow, hold_of, letter_values, moment_text, sidecar_values
from pipeline.adapters.store.schema import UNKNOWN_LEVEL, document, letter, register, sidecar
from pipeline.adapters.store.statements import Transaction
from pipeline.domain.errors import ConflictError, HeldError, UnknownLetterError
from pipeline.domain.letter import Delivery, Event, Letter
from pipeline.domain.notes import store as say
from pipeline.domain.signing import SignatureLevel
from pipeline.domain.states import State, may_move

_STORED: Final[Select[Any]] = (
    select(
        letter.c.state,
        letter.c.hold,
        letter.c.version,
        letter.c.revision,
        letter.c.sidecar,
        letter.c.source,
        letter.c.document,
        register.c.text.label("number"),
    )
    .select_from(letter.outerjoin(register, register.c.letter == letter.c.id))
    .where(letter.c.id == bindparam("id"))
)
_UPDATE: Final = update(letter).where(letter.c.id == bindparam("key"), letter.c.version == bindparam("before"))
_REACHED: Final = update(letter).where(letter.c.id == bindparam("key"), letter.c.document == bindparam("seen"))
_INSERT: Final = insert(letter)
_SIDECAR: Final = insert(sidecar)
_DOCUMENT: Final = insert(document).on_conflict_do_nothing()
_NEVER_SHOWN: Final = {"shown_version": -1, "shown_paths": "[]"}


def enter(connection: Transaction, new: Letter, event: Event) -> None:
    """Write a letter that comes in."""
    connection.execute(_INSERT, {**letter_values(new), **_NEVER_SHOWN, "id": new.id})
    connection.execute(_SIDECAR, sidecar_values(new))
    _remember(connection, new, source=new.source, document=new.document)
    chain.append(connection, [replace(event, letter=new.id)])


def read(connection: Transaction, moved: Letter, *, stays: bool = False) -> AnyRow:
    """What is stored of a letter that wants to move, if it may.

    Args:
        connection: the transaction.
        moved: its next version.
        stays: whether it is to be in the same state with another document, instead.

    Raises:
        UnknownLetterError: no such letter.
        ConflictError: it moved meanwhile, or one of its deliveries came back before it was closed.
        HeldError: the procedure does not allow the move, or it would change what never changes.
    """
    stored: AnyRow | None = connection.execute(_STORED, {"id": moved.id}).first()
    if stored is None:
        raise UnknownLetterError(say.LETTER_UNKNOWN(key=moved.id))
    if stored.version != moved.version - 1:
        raise ConflictError(say.LETTER_MOVED(letter=moved.id))
    if not (stored.state == moved.state.value and stored.document if stays else may_move(State(stored.state), moved.state)):
        raise HeldError(say.MOVE_NOT_ALLOWED(letter=moved.id, before=stored.state, after=moved.state.value))
    if stored.state == State.HELD.value:
        _check_release(stored, moved)
    if moved.state is State.SENT and not stays and outbox.is_open(connection, moved.id):
        raise ConflictError(say.LETTER_MOVED(letter=moved.id))
    if stored.number != (moved.number.text if moved.number else None):
        raise HeldError(say.NUMBER_STAYS(letter=moved.id, number=stored.number or "-"))
    if moved.revision < stored.revision or (moved.revision == stored.revision and moved.sidecar != stored.sidecar):
        raise HeldError(say.SIDECAR_STAYS(letter=moved.id, revision=stored.revision))
    return stored


def write(connection: Transaction, moved: Letter, stored: AnyRow, events: Sequence[Event], deliveries: Sequence[Delivery] = ()) -> None:
    """Write a letter's next version, its events and its new deliveries. What level another document's signatures have is not known."""
    unknown = {"signature_level": UNKNOWN_LEVEL} if moved.document != stored.document else {}
    connection.execute(_UPDATE, {**letter_values(moved), **unknown, "key": moved.id, "before": stored.version})
    if moved.revision != stored.revision:
        connection.execute(_SIDECAR, sidecar_values(moved))
        numbers.describe(connection, moved)
    _remember(
        connection,
        moved,
        source=moved.source if moved.source != stored.source else None,
        document=moved.document if moved.document != stored.document else None,
    )
    if moved.state is State.CANCELLED:
        numbers.void(connection, moved.id, events[-1].note if events else "")
    outbox.plan(connection, (replace(one, letter=moved.id) for one in deliveries))
    chain.append(connection, [replace(event, letter=moved.id) for event in events])


def remember_level(connection: Transaction, key: str, document: str | None, reached: SignatureLevel | None) -> None:
    """Write down which level the signatures of a letter's document have, if it is known and that is its document."""
    if reached is not None:
        connection.execute(_REACHED, {"key": key, "seen": document, "signature_level": reached.value})


def _check_release(stored: AnyRow, moved: Letter) -> None:
    hold = hold_of(stored)
    if moved.hold is not None or moved.state not in {hold and hold.since, State.CANCELLED}:
        raise HeldError(say.HOLD_ENDS_WHERE_IT_BEGAN(letter=moved.id, since=hold.since.value if hold else "-", after=moved.state.value))


def _remember(connection: Transaction, one: Letter, **digests: str | None) -> None:
    for what, digest in digests.items():
        if digest:
            connection.execute(_DOCUMENT, {"letter": one.id, "digest": digest, "what": what, "at": moment_text(one.since)})
