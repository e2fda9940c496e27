"""The register of numbers (*buku agenda*): which are given, kept or void.

Every sequence between 1 and a series' last is in the register: used, reserved or void. The next one is taken in the transaction that uses it, so a number is
lost or given twice by no crash and no second process.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import and_, bindparam, insert, select, update

from pipeline.adapters.store import counters
from pipeline.adapters.store.rows import AnyRow, number_of, number_values
from pipeline.adapters.store.schema import register
from pipeline.adapters.store.statements import Transaction
from pipeline.domain.dates import in_words
from pipeline.domain.errors import ConflictError, DraftRefusedError, HeldError
from pipeline.domain.letter import Letter
from pipeline.domain.notes import store as say
from pipeline.domain.numbering import GivenNumber, NumberClaim, NumberStatus, RegisterNumber, Resumption, evidence_of, insertion
from pipeline.ports import Reservation

_INSERT: Final = insert(register)
_KEPT: Final = select(register).where(
    register.c.office == bindparam("office"),
    register.c.text == bindparam("text"),
    register.c.year == bindparam("year"),
    register.c.unit == bindparam("unit"),
    register.c.status == NumberStatus.RESERVED.value,
)
_RESERVED: Final = select(register).where(
    register.c.office == bindparam("office"),
    register.c.text == bindparam("text"),
    register.c.year == bindparam("year"),
    register.c.status == NumberStatus.RESERVED.value,
)
_IN_SERIES: Final = and_(register.c.office == bindparam("office"), register.c.year == bindparam("year"), register.c.scope == bindparam("scope"))
_AT: Final = select(register).where(_IN_SERIES, register.c.sequence == bindparam("sequence"), register.c.suffix == bindparam("suffix"))
_BEHIND: Final = (
    select(register.c.sequence, register.c.suffix, register.c.day)
    .where(_IN_SERIES, register.c.sequence.between(bindparam("sequence"), bindparam("sequence") + 1))
    .order_by(register.c.sequence, register.c.suffix)
)
"""A number, those that are inserted behind it, and the next."""
_GIVEN: Final = select(register).where(register.c.evidence == bindparam("evidence"))
_USE: Final = update(register).where(register.c.id == bindparam("key"))
_OF_LETTER: Final = update(register).where(register.c.letter == bindparam("key"))
_IN_PLACE: Final = select(register.c.id).where(_IN_SERIES, register.c.sequence == bindparam("sequence"), register.c.suffix == "")


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
    """Keep the next number of a series for a unit, or one behind another.

    Raises:
        DraftRefusedError: there is nothing to insert it behind, or its date does not lie between its neighbours'.
        HeldError: it would be written like a number that is there already.
    """
    claim = reservation.claim
    entry = _Entry(status=NumberStatus.RESERVED, unit=claim.unit, subject=reservation.subject, evidence=reservation.evidence or None)
    if not reservation.after:
        return _enter_next(connection, office, claim, entry)
    number = claim.write(reservation.after, _suffix_behind(connection, office, claim, reservation.after))
    _enter(connection, office, number, claim.day.isoformat(), entry)
    return number


def _suffix_behind(connection: Transaction, office: str, claim: NumberClaim, sequence: int) -> str:
    last = counters.get(connection, counters.Series("number", office, claim.year, claim.scope))
    behind = connection.execute(_BEHIND, {"office": office, "year": claim.year, "scope": claim.scope, "sequence": sequence}).all()
    first, following = behind[0] if behind else None, next((row for row in behind if row.sequence > sequence), None)
    if first is None or first.sequence != sequence:
        raise DraftRefusedError(say.NOTHING_TO_INSERT_BEHIND(sequence=sequence, year=claim.year, last=last))
    days = date.fromisoformat(first.day), date.fromisoformat(following.day) if following else None
    if claim.day < days[0] or (days[1] is not None and claim.day > days[1]):
        until = in_words(days[1]) if days[1] else "-"
        raise DraftRefusedError(say.INSERTED_OUT_OF_ORDER(date=in_words(claim.day), since=in_words(days[0]), until=until))
    suffix = insertion(row.suffix for row in behind if row.sequence == sequence)
    if suffix is None:
        raise DraftRefusedError(say.NO_INSERTION_LEFT(sequence=sequence))
    return suffix


def enter_given(connection: Transaction, office: str, given: GivenNumber) -> RegisterNumber:
    """Enter a number that was given by hand: one that is reserved, or the next of its series.

    Raises:
        DraftRefusedError: it is another's, or numbers before it are missing.
        HeldError: it would be written like a number that is there already.
    """
    claim = given.claim
    number = claim.write(given.sequence, given.suffix)
    place = {"office": office, "year": number.year, "scope": number.scope, "sequence": number.sequence, "suffix": number.suffix}
    there = connection.execute(_AT, place).first()
    if there is not None and (there.status != NumberStatus.RESERVED.value or number_of(there) != number):
        raise DraftRefusedError(say.NUMBER_IS_ANOTHERS(number=there.text, year=there.year))
    used = {"unit": claim.unit, "subject": given.subject, "day": claim.day.isoformat(), "note": given.note}
    if there is not None:
        connection.execute(_USE, {"key": there.id, "status": NumberStatus.USED.value, **used})
        return number
    next_one = counters.get(connection, counters.Series("number", office, claim.year, claim.scope)) + 1
    if given.suffix or given.sequence != next_one:
        raise DraftRefusedError(say.NUMBERS_WOULD_BE_MISSING(number=number.text, next=claim.write(next_one).text))
    entry = _Entry(status=NumberStatus.USED, unit=claim.unit, subject=given.subject, note=given.note, evidence=evidence_of(number))
    return _enter_next(connection, office, claim, entry)


def give_up(connection: Transaction, office: str, text: str, year: int, note: str) -> RegisterNumber:
    """Mark a reserved number *batal*.

    Raises:
        DraftRefusedError: no such number is reserved.
    """
    kept = connection.execute(_RESERVED, {"office": office, "text": text, "year": year}).first()
    if kept is None:
        raise DraftRefusedError(say.NOT_RESERVED(number=text, year=year))
    connection.execute(_USE, {"key": kept.id, "status": NumberStatus.VOID.value, "note": note})
    return number_of(kept)


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
