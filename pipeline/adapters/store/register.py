"""The register on SQLite: where every letter stands, what happened to it, its number, and what is still to be sent.

Each method is one transaction. A write that returned is on the disk; one that raised left nothing. Any number of threads and processes may hold a register
of the same file open.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final, Self

from sqlalchemy import bindparam, update

from pipeline.adapters.store import chain, counters, moves, notices, numbers, outbox, queries, restorations, seals
from pipeline.adapters.store.database import Database
from pipeline.adapters.store.migrate import prepare
from pipeline.adapters.store.reader import RegisterReader
from pipeline.adapters.store.rows import WAKING, moment_text
from pipeline.adapters.store.schema import letter as letters
from pipeline.domain.errors import ConflictError, HeldError, LaterError
from pipeline.domain.handover import recorded
from pipeline.domain.letter import Delivery, Event, Letter
from pipeline.domain.notes import store as say
from pipeline.domain.notices import Told
from pipeline.domain.numbering import GivenNumber, NumberClaim, RegisterNumber, Restoration, Resumption
from pipeline.domain.signing import SignatureLevel
from pipeline.domain.states import State
from pipeline.ports import Mark, Reservation

_BATCH: Final = 500
_ROW: Final = update(letters).where(letters.c.id == bindparam("key"))
_SHOWN: Final = _ROW.where(letters.c.shown_version == bindparam("seen"))
_DEFER: Final = _ROW.where(letters.c.version == bindparam("seen")).values(attempts=letters.c.attempts + 1)


class SqlRegister(RegisterReader):
    """The `Register` port on a SQLite file: what it is asked, and here what it is told. Close it, or use it as a context manager."""

    def __init__(self, path: Path, office_id: str, zone: tzinfo) -> None:
        """Open the register; a missing database is made, an older one migrated.

        Args:
            path: the database file, on a local disk.
            office_id: whose numbers they are.
            zone: the office's time zone, in which moments come back.

        Raises:
            LaterError: the disk is full, failing or locked.
            HeldError: the file is no database, or of a newer version of the product.
        """
        prepare(path)
        super().__init__(Database(path), office_id, zone)

    def close(self) -> None:
        """Close the database in this process."""
        self._database.close()

    def __enter__(self) -> Self:
        """Use the register for a while."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def enter(self, letter: Letter, event: Event) -> Letter:
        """Take a new letter in, under the next id of its year."""
        if letter.number is not None:
            raise HeldError(say.NUMBER_STAYS(letter=letter.id, number="-"))
        year = letter.since.astimezone(self._zone).year
        with self._database.writing() as connection:
            order = counters.advance(connection, counters.Series("letter", year=year), restorations.ids_beyond(connection, year))
            entered = replace(letter, id=f"{year:04}-{order:06}")
            moves.enter(connection, entered, event)
        return entered

    def move(self, letter: Letter, *events: Event, deliveries: Sequence[Delivery] = (), reached: SignatureLevel | None = None) -> Letter:
        """Commit a letter's next version with its events and new deliveries."""
        with self._database.writing() as connection:
            moves.write(connection, letter, moves.read(connection, letter), events, deliveries)
            moves.remember_level(connection, letter.id, letter.document, reached)
        return letter

    def improve(self, letter: Letter, event: Event, *, reached: SignatureLevel | None = None) -> Letter:
        """Commit a letter's next version, which differs in its document alone."""
        with self._database.writing() as connection:
            moves.write(connection, letter, moves.read(connection, letter, stays=True), [event])
            moves.remember_level(connection, letter.id, letter.document, reached)
        return letter

    def remember_level(self, letter: str, document: str, reached: SignatureLevel) -> None:
        """Remember the level of a letter's document, if that is still its document."""
        with self._database.writing() as connection:
            moves.remember_level(connection, letter, document, reached)

    def number(self, letter: Letter, claim: NumberClaim, event: Event) -> Letter:
        """Commit a letter with its number, for life: the one it wishes for, or the next where it wishes for none or the registry officer consented."""
        with self._database.writing() as connection:
            stored = moves.read(connection, letter)
            if stored.number is not None:
                raise HeldError(say.NUMBER_STAYS(letter=letter.id, number=stored.number))
            if restorations.is_held(connection, self._office, claim.year, claim.scope):
                raise ConflictError(say.NUMBERING_HELD())
            number = numbers.take(connection, self._office, letter, claim)
            moves.write(connection, letter, stored, [replace(event, note=f"{number.text}; {event.note}" if event.note else number.text)])
        return replace(letter, number=number)

    def reserve(self, reservation: Reservation) -> RegisterNumber:
        """Keep the next number of a series for a unit; the same request gets the same number again."""
        with self._database.writing() as connection:
            given = numbers.find_given(connection, reservation)
            if given is not None:
                return given
            if restorations.is_held(connection, self._office, reservation.claim.year, reservation.claim.scope):
                raise LaterError(say.NUMBERING_HELD())
            number = numbers.reserve(connection, self._office, reservation)
            chain.append(connection, [_reserved(reservation, number)])
        return number

    def enter_given(self, given: GivenNumber) -> RegisterNumber:
        """Enter a number that was given by hand: the next of its series, or one that is reserved."""
        with self._database.writing() as connection:
            if restorations.is_held(connection, self._office, given.claim.year, given.claim.scope):
                raise LaterError(say.NUMBERING_HELD())
            number = numbers.enter_given(connection, self._office, given)
            chain.append(connection, [recorded(given, number)])
        return number

    def give_up(self, number: str, year: int, event: Event) -> RegisterNumber:
        """Mark a reserved number that will not be used *batal*; the number is put before the event's note."""
        with self._database.writing() as connection:
            voided = numbers.give_up(connection, self._office, number, year, event.note)
            chain.append(connection, [replace(event, note=f"{voided.text}; {event.note}")])
        return voided

    def cancel(self, letter: Letter, event: Event) -> Letter:
        """Commit a cancelled letter; its number becomes void and stays."""
        if letter.state is not State.CANCELLED:
            raise HeldError(say.MOVE_NOT_ALLOWED(letter=letter.id, before=letter.state.value, after=State.CANCELLED.value))
        return self.move(letter, event)

    def note(self, event: Event) -> None:
        """Record an event that moves no letter."""
        with self._database.writing() as connection:
            chain.append(connection, [event])

    def report(self, delivery: Delivery, event: Event | None = None) -> None:
        """Record a delivery's next state; its letter wakes, at the next try where there is nothing else to do, and is shown anew if it is about paper."""
        with self._database.writing() as connection:
            outbox.change(connection, delivery)
            chain.append(connection, [replace(event, letter=delivery.letter)] if event else [])

    def hold_numbering(self, restored: Restoration) -> None:
        """Give no number of any series up to the year of the restore until it is resumed, and no id that may have been given since the backup."""
        with self._database.writing() as connection:
            restorations.begin(connection, replace(restored, at=restored.at.astimezone(self._zone)))

    def resume(self, wanted: Resumption) -> tuple[RegisterNumber, ...]:
        """Let one series go on after its last number; the numbers between, which are entered as void."""
        with self._database.writing() as connection:
            return restorations.resume(connection, self._office, wanted)

    def resume_others(self, event: Event) -> None:
        """Let every series that is still held go on as the backup has it."""
        with self._database.writing() as connection:
            restorations.end(connection, event)

    def defer(self, letter: Letter, until: datetime, event: Event) -> None:
        """Let a letter rest until then, and count it."""
        with self._database.writing() as connection:
            changed = connection.execute(_DEFER, {"key": letter.id, "seen": letter.version, "wake_at": moment_text(until)}).rowcount
            if not changed:
                raise ConflictError(say.LETTER_MOVED(letter=letter.id))
            chain.append(connection, [replace(event, letter=letter.id)])

    def rest(self, letter: str, version: int | None = None) -> None:
        """Let a letter rest until its next move, or the next try of one of its deliveries; with `version`, only if it is still that one."""
        with self._database.writing() as connection:
            row = connection.execute(queries.STANDING, {"id": letter}).first()
            if row is not None and version in {None, row.version}:
                wake_at = outbox.next_wake(connection, letter) if row.state == State.DISPATCHING.value else None
                connection.execute(_ROW, {"key": letter, "wake_at": wake_at})

    def wake(self, letter: str, at: datetime) -> None:
        """Carry a letter on at that moment, or at the next try of one of its deliveries; a letter that waits for a person sleeps on."""
        with self._database.writing() as connection:
            row = connection.execute(queries.STANDING, {"id": letter}).first()
            if row is not None and row.state in WAKING:
                sooner = outbox.next_wake(connection, letter) if row.state == State.DISPATCHING.value else None
                wake_at = min(moment_text(at), sooner or moment_text(at))
                connection.execute(_ROW, {"key": letter, "wake_at": wake_at})

    def defer_showing(self, letter: str, until: datetime) -> None:
        """Do not show a letter until then, unless it moves or is marked as shown before."""
        with self._database.writing() as connection:
            connection.execute(_ROW, {"key": letter, "show_at": moment_text(until)})

    def show_anew(self, letter: str) -> None:
        """Have a letter shown anew though it did not move."""
        with self._database.writing() as connection:
            connection.execute(outbox.SHOW_ANEW, {"key": letter})

    def mark_shown(self, letter: str, paths: Iterable[str], version: int | None = None) -> None:
        """Remember where a letter's files may lie; with `version`, that they now are those of that version."""
        self.mark_all([Mark(letter=letter, paths=tuple(paths), version=version)])

    def mark_all(self, marks: Sequence[Mark]) -> None:
        """The same for many letters, in one transaction."""
        with self._database.writing() as connection:
            for one in marks:
                facts: dict[str, object] = {"key": one.letter, "shown_paths": json.dumps(one.paths, ensure_ascii=False)}
                connection.execute(_ROW, facts)
                if one.version is not None:
                    seen = {} if one.basis is None else {"seen": one.basis}
                    connection.execute(_SHOWN if seen else _ROW, {"key": one.letter, "shown_version": one.version, "show_at": None, **seen})

    def keep_told(self, told: Told) -> None:
        """Remember what a reader of notices has been told."""
        with self._database.writing() as connection:
            notices.keep(connection, told)

    def spend(self, jti: str, *, until: datetime, evidence: str, now: datetime) -> bool:
        """Use a seal up, on the disk before anything is signed; false if another saving has. Asking again writes nothing."""
        row = self._first(seals.BY, jti=jti)
        if row is not None:
            return bool(row.evidence == evidence)
        with self._database.writing() as connection:
            return seals.spend(connection, jti, until, evidence, now)


def _reserved(reservation: Reservation, number: RegisterNumber) -> Event:
    return Event(
        action="number_reserved",
        at=reservation.at,
        actor=reservation.claim.unit,
        account=reservation.account,
        note=number.text,
        evidence=reservation.evidence,
    )
