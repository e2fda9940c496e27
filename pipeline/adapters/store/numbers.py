"""The register of numbers (*buku agenda*): which are given, kept or void.

Every sequence between 1 and a series' last is in the register: used, reserved or void. The next one is taken in the transaction that uses it, so a number is
lost or given twice by no crash and no second process.
"""

import sqlite3
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, insert, select, update

from pipeline.adapters.store import counters
from pipeline.adapters.store.rows import AnyRow, number_of, number_values
from pipeline.adapters.store.schema import register
from pipeline.adapters.store.statements import Transaction
from pipeline.domain.errors import ConflictError, HeldError
from pipeline.domain.letter import Letter
from pipeline.domain.notes import store as say
from pipeline.domain.numbering import NumberClaim, NumberStatus, RegisterNumber, Resumption
from pipeline.ports import Reservation

_INSERT: Final = insert(register)
_KEPT: Final = select(register).where(
    register.c.office == bindparam("office"),
    register.c.text == bindparam("text"),
    register.c.year == bindparam("year"),
    register.c.unit == bindparam("unit"),
    register.c.status == NumberStatus.RESERVED.value,
)
_GIVEN: Final = select(register).where(register.c.evidence == bindparam("evidence"))
_USE: Final = update(register).where(register.c.id == bindparam("key"))
_OF_LETTER: Final = update(register).where(register.c.letter == bindparam("key"))
_IN_PLACE: Final = select(register.c.id).where(
    register.c.office == bindparam("office"),
    register.c.year == bindparam("year"),
    register.c.scope == bindparam("scope"),
    register.c.sequence == bindparam("sequence"),
    register.c.suffix == "",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What a number is entered for."""

    status: NumberStatus
    unit: str
    subject: str
    letter: str | None = None
    evidence: str | None = None
    note: str = ""


def take(connection: Transaction, office: str, letter: Letter, claim: NumberClaim) -> RegisterNumber:
    """The letter's number, for life: the one it wishes for, if that is reserved for it, else the next of the series.

    Raises:
        ConflictError: the wished one is not reserved for it, and the registry officer has not consented to another.
        HeldError: the next of the series would be written like a number that is there already.
    """
    wish = letter.submission.number
    kept = None if wish is None else find_reserved(connection, office, wish, letter.unit, claim)
    if kept is None and wish is not None and not letter.consented:
        raise ConflictError(say.NUMBER_NOT_KEPT(number=wish, letter=letter.id))
    if kept is None:
        entry = _Entry(status=NumberStatus.USED, unit=letter.unit, subject=letter.submission.subject, letter=letter.id)
        return _enter_next(connection, office, claim, entry)
    used = {"status": NumberStatus.USED.value, "letter": letter.id, "subject": letter.submission.subject, "day": claim.day.isoformat()}
    connection.execute(_USE, {"key": kept.id, **used})
    return number_of(kept)


def reserve(connection: Transaction, office: str, reservation: Reservation) -> RegisterNumber:
    """Keep the next number of a series for a unit."""
    claim = reservation.claim
    entry = _Entry(status=NumberStatus.RESERVED, unit=claim.unit, subject=reservation.subject, evidence=reservation.evidence or None)
    return _enter_next(connection, office, claim, entry)


def find_given(connection: Transaction, reservation: Reservation) -> RegisterNumber | None:
    """The number this very request was given before, whatever became of it."""
    given = connection.execute(_GIVEN, {"evidence": reservation.evidence}).first()
    return number_of(given) if given else None


def find_reserved(connection: Transaction, office: str, text: str, unit: str, claim: NumberClaim) -> AnyRow | None:
    """The register's row of a number reserved for this unit, if it is the very number (year, series, text) that the claim writes in its place."""
    kept = connection.execute(_KEPT, {"office": office, "text": text, "year": claim.year, "unit": unit}).first()
    return kept if kept is not None and number_of(kept) == claim.write(kept.sequence, kept.suffix) else None


def void(connection: Transaction, letter: str, note: str) -> None:
    """Mark a letter's number *batal*, for ever; nothing happens if it has none."""
    connection.execute(_OF_LETTER, {"key": letter, "status": NumberStatus.VOID.value, "note": note})


def describe(connection: Transaction, letter: Letter) -> None:
    """Write a revised letter's subject and date into its line."""
    facts = {"key": letter.id, "subject": letter.submission.subject}
    if letter.date is not None:
        facts["day"] = letter.date.isoformat()
    connection.execute(_OF_LETTER, facts)


def enter_void(connection: Transaction, office: str, number: RegisterNumber, wanted: Resumption) -> None:
    """Enter a number that was given but of which the restored register knows nothing."""
    _enter(connection, office, number, wanted.day.isoformat(), _Entry(status=NumberStatus.VOID, unit="-", subject="", note=wanted.reason))


def _enter_next(connection: Transaction, office: str, claim: NumberClaim, entry: _Entry) -> RegisterNumber:
    number = claim.write(_next_free(connection, office, claim))
    _enter(connection, office, number, claim.day.isoformat(), entry)
    return number


def _enter(connection: Transaction, office: str, number: RegisterNumber, day: str, entry: _Entry) -> None:
    row = {
        **number_values(number),
        "office": office,
        "status": entry.status.value,
        "unit": entry.unit,
        "subject": entry.subject,
        "letter": entry.letter,
        "day": day,
        "note": entry.note,
        "evidence": entry.evidence,
    }
    try:
        connection.execute(_INSERT, row)
    except sqlite3.IntegrityError as exc:
        raise HeldError(say.NUMBER_TAKEN(number=number.text, year=number.year)) from exc


def _next_free(connection: Transaction, office: str, claim: NumberClaim) -> int:
    series = counters.Series("number", office, claim.year, claim.scope)
    while True:
        sequence = counters.advance(connection, series)
        place = {"office": office, "year": claim.year, "scope": claim.scope, "sequence": sequence}
        if connection.execute(_IN_PLACE, place).first() is None:
            return sequence
