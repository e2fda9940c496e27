"""The register on SQLite: where every letter stands, what happened to it, its number, and what is still to be sent.

Each method is one transaction. A write that returned is on the disk; one that raised left nothing. Any number of threads and processes may hold a register
of the same file open.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import Select, bindparam, update

from pipeline.adapters.store import chain, counters, moves, numbers, outbox, queries, restorations
from pipeline.adapters.store.database import Database
from pipeline.adapters.store.migrate import prepare
from pipeline.adapters.store.rows import WAKING, AnyRow, delivery_of, event_of, letter_of, line_of, moment_of, moment_text
from pipeline.adapters.store.schema import letter as letters
from pipeline.domain.errors import ConflictError, HeldError, LaterError, UnknownLetterError
from pipeline.domain.letter import LETTER_ID, Delivery, Event, Letter
from pipeline.domain.notes import store as say
from pipeline.domain.numbering import NumberClaim, RegisterNumber, Restoration, Resumption
from pipeline.domain.retry import LONGEST_PAUSE
from pipeline.domain.states import State
from pipeline.ports import Mark, RegisterLine, Reservation

_BATCH: Final = 500
_ROW: Final = update(letters).where(letters.c.id == bindparam("key"))
_SHOWN: Final = _ROW.where(letters.c.shown_version == bindparam("seen"))
_DEFER: Final = _ROW.where(letters.c.version == bindparam("seen")).values(attempts=letters.c.attempts + 1)


class SqlRegister:
    """The `Register` port on a SQLite file. Close it, or use it as a context manager."""

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
        self._database = Database(path)
        self._office = office_id
        self._zone = zone

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

    def move(self, letter: Letter, *events: Event, deliveries: Sequence[Delivery] = ()) -> Letter:
        """Commit a letter's next version with its events and new deliveries."""
        with self._database.writing() as connection:
            moves.write(connection, letter, moves.read(connection, letter), events, deliveries)
        return letter

    def improve(self, letter: Letter, event: Event) -> Letter:
        """Commit a letter's next version, which differs in its document alone."""
        with self._database.writing() as connection:
            moves.write(connection, letter, moves.read(connection, letter, stays=True), [event])
        return letter

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

    def is_reserved(self, number: str, claim: NumberClaim) -> bool:
        """Whether this number is reserved for the claim's unit, and is what the claim writes."""
        with self._database.asking() as connection:
            return numbers.find_reserved(connection, self._office, number, claim.unit, claim) is not None

    def hold_numbering(self, restored: Restoration) -> None:
        """Give no number of any series up to the year of the restore until it is resumed, and no id that may have been given since the backup."""
        with self._database.writing() as connection:
            restorations.begin(connection, replace(restored, at=restored.at.astimezone(self._zone)))

    def restoration(self) -> Restoration | None:
        """The last time this register was put back from a backup, if ever."""
        row = self._first(restorations.LAST)
        if row is None:
            return None
        at, made_at = moment_of(row.at, self._zone), moment_of(row.made_at, self._zone)
        return Restoration(at=at, account=row.account, made_at=made_at, is_over=bool(row.ended))

    def is_held(self, year: int, scope: str) -> bool:
        """Whether a restore still holds this series."""
        with self._database.asking() as connection:
            return restorations.is_held(connection, self._office, year, scope)

    def last_number(self, year: int, scope: str) -> int:
        """The last sequence of a series; 0 before the first."""
        with self._database.asking() as connection:
            return counters.get(connection, counters.Series("number", self._office, year, scope))

    def resume(self, wanted: Resumption) -> tuple[RegisterNumber, ...]:
        """Let one series go on after its last number; the numbers between, which are entered as void."""
        with self._database.writing() as connection:
            return restorations.resume(connection, self._office, wanted)

    def resume_others(self, event: Event) -> None:
        """Let every series that is still held go on as the backup has it."""
        with self._database.writing() as connection:
            restorations.end(connection, event)

    def newest_day(self, year: int, scope: str) -> date | None:
        """The date of the newest letter numbered in that year and scope."""
        found = self._first(queries.NEWEST_DAY, office=self._office, year=year, scope=scope)
        return date.fromisoformat(found[0]) if found and found[0] else None

    def letter(self, key: str) -> Letter:
        """The letter with this id or register number; of a number in several years, the newest."""
        by_id = LETTER_ID.fullmatch(key)
        row = self._first(queries.BY_ID, key=key) if by_id else self._first(queries.BY_NUMBER, key=key, office=self._office)
        if row is None:
            raise UnknownLetterError(say.LETTER_UNKNOWN(key=key))
        return letter_of(row, self._zone)

    def twin(self, source: str, sidecar: str, unit: str) -> Letter | None:
        """The unit's letter with the same draft and canonical sidecar (its digest) that is neither returned nor cancelled."""
        row = self._first(queries.TWIN, source=source, sidecar=sidecar, unit=unit)
        return letter_of(row, self._zone) if row else None

    def due(self, now: datetime) -> tuple[str, ...]:
        """The ids of the letters the daemon can carry on, urgent first, then oldest first; at most 500 at once."""
        return tuple(row.id for row in self._all(queries.DUE, now=moment_text(now), horizon=moment_text(now + LONGEST_PAUSE)))

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

    def attempts(self, letter: str) -> int:
        """How often this letter was deferred since its last move."""
        row = self._first(queries.ATTEMPTS, id=letter)
        return row.attempts if row else 0

    def unshown(self, now: datetime) -> tuple[str, ...]:
        """The ids of the letters whose files on the shares are not those of their present version, unless deferred, oldest first."""
        return tuple(row.id for row in self._all(queries.UNSHOWN, now=moment_text(now), horizon=moment_text(now + LONGEST_PAUSE)))

    def defer_showing(self, letter: str, until: datetime) -> None:
        """Do not show a letter until then, unless it moves or is marked as shown before."""
        with self._database.writing() as connection:
            connection.execute(_ROW, {"key": letter, "show_at": moment_text(until)})

    def show_anew(self, letter: str) -> None:
        """Have a letter shown anew though it did not move."""
        with self._database.writing() as connection:
            connection.execute(outbox.SHOW_ANEW, {"key": letter})

    def basis(self, letter: str) -> int:
        """Tells one request to show a letter from the next."""
        row = self._first(queries.SHOWN, id=letter)
        return int(row.shown_version) if row else 0

    def shown(self, letter: str) -> tuple[str, ...]:
        """The paths on the shares that may hold this letter's files."""
        row = self._first(queries.SHOWN, id=letter)
        return tuple(json.loads(row.shown_paths)) if row else ()

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

    def letters(self, *, everything: bool = False) -> tuple[Letter, ...]:
        """The letters on their way, oldest first; with `everything`, those sent and cancelled too."""
        return tuple(letter_of(row, self._zone) for row in self._all(queries.ALL_LETTERS if everything else queries.OPEN_LETTERS))

    def counts(self) -> dict[str, int]:
        """How many letters stand in each state; a state in which there is none is left out."""
        return {row.state: row.amount for row in self._all(queries.COUNTS)}

    def events(self, letter: str) -> tuple[Event, ...]:
        """A letter's record, oldest first."""
        return tuple(event_of(row, self._zone) for row in self._all(queries.EVENTS, letter=letter))

    def has_evidence(self, letter: str, evidence: str) -> bool:
        """Whether a decision with this fingerprint has counted already."""
        return self._first(queries.EVIDENCE, letter=letter, evidence=evidence) is not None

    def taken(self, evidence: str) -> Letter | None:
        """The letter whose record has an event with this fingerprint, or with one that goes on from it after a space; of several, the first to have it."""
        row = self._first(queries.TAKEN, evidence=evidence, beyond=f"{evidence}!")  # the character after the space
        return letter_of(row, self._zone) if row else None

    def deliveries(self, letter: str) -> tuple[Delivery, ...]:
        """A letter's deliveries, in the order of its recipients."""
        return tuple(delivery_of(row, self._zone) for row in self._all(outbox.OF_LETTER, letter=letter))

    def find_document(self, digest: str) -> str | None:
        """The id of the letter that ever had this version; of several, the last to have it."""
        row = self._first(queries.LETTER_OF_DOCUMENT, digest=digest)
        return row.letter if row else None

    def documents(self) -> Iterator[tuple[str, str]]:
        """Every (letter, digest) the register names."""
        for row in self._stream(queries.DOCUMENTS):
            yield row.letter, row.digest

    def lines(self, year: int) -> Iterator[RegisterLine]:
        """The numbers of one year, in their order."""
        for row in self._stream(queries.LINES, office=self._office, year=year):
            yield line_of(row)

    def broken_link(self) -> int | None:
        """The first event that is missing or does not follow from the one before it; None = the record is whole."""
        with self._database.reading() as connection:
            return chain.first_broken(connection)

    def _first(self, question: Select[Any], **facts: object) -> AnyRow | None:
        with self._database.asking() as connection:
            return connection.execute(question, facts).first()

    def _all(self, question: Select[Any], **facts: object) -> Sequence[AnyRow]:
        with self._database.asking() as connection:
            return connection.execute(question, facts).all()

    def _stream(self, question: Select[Any], **facts: object) -> Iterator[AnyRow]:
        with self._database.reading() as connection:
            yield from connection.execution_options(yield_per=_BATCH).execute(question, facts)


def _reserved(reservation: Reservation, number: RegisterNumber) -> Event:
    return Event(
        action="number_reserved",
        at=reservation.at,
        actor=reservation.claim.unit,
        account=reservation.account,
        note=number.text,
        evidence=reservation.evidence,
    )
