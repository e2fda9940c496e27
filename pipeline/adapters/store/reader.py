"""What the register is asked: where every letter stands, what happened to it, what its number is. Nothing here changes anything.

Each question is one look at what was committed before it.
"""

import heapq
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import Any, Final

from sqlalchemy import Select

from pipeline.adapters.store import chain, counters, notices, numbers, outbox, queries, restorations
from pipeline.adapters.store.database import Database
from pipeline.adapters.store.rows import AnyRow, agenda_line_of, delivery_of, dispatch_line_of, event_of, letter_of, line_of, moment_of, moment_text
from pipeline.adapters.store.schema import UNKNOWN_LEVEL
from pipeline.domain.books import AgendaLine, DispatchLine
from pipeline.domain.errors import UnknownLetterError
from pipeline.domain.letter import LETTER_ID, Delivery, Event, Letter
from pipeline.domain.notes import store as say
from pipeline.domain.notices import Told
from pipeline.domain.numbering import NumberClaim, Restoration
from pipeline.domain.retry import LONGEST_PAUSE
from pipeline.domain.signing import SignatureLevel
from pipeline.ports import RegisterLine

_BATCH: Final = 500


class RegisterReader:
    """The questions of the `Register` port, on a SQLite file."""

    def __init__(self, database: Database, office_id: str, zone: tzinfo) -> None:
        """Ask an open database.

        Args:
            database: where it is.
            office_id: whose numbers they are.
            zone: the office's time zone, in which moments come back.
        """
        self._database = database
        self._office = office_id
        self._zone = zone

    def is_reserved(self, number: str, claim: NumberClaim) -> bool:
        """Whether this number is reserved for the claim's unit, and is what the claim writes."""
        with self._database.asking() as connection:
            return numbers.find_reserved(connection, self._office, number, claim.unit, claim) is not None

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

    def attempts(self, letter: str) -> int:
        """How often this letter was deferred since its last move."""
        row = self._first(queries.ATTEMPTS, id=letter)
        return row.attempts if row else 0

    def unshown(self, now: datetime) -> tuple[str, ...]:
        """The ids of the letters whose files on the shares are not those of their present version, unless deferred, oldest first."""
        return tuple(row.id for row in self._all(queries.UNSHOWN, now=moment_text(now), horizon=moment_text(now + LONGEST_PAUSE)))

    def basis(self, letter: str) -> int:
        """Tells one request to show a letter from the next."""
        row = self._first(queries.SHOWN, id=letter)
        return int(row.shown_version) if row else 0

    def shown(self, letter: str) -> tuple[str, ...]:
        """The paths on the shares that may hold this letter's files."""
        row = self._first(queries.SHOWN, id=letter)
        return tuple(json.loads(row.shown_paths)) if row else ()

    def lingering(self, since: datetime) -> tuple[str, ...]:
        """The ids of the letters cancelled by then of which something may still lie on the shares, oldest first."""
        return tuple(row.id for row in self._all(queries.LINGERING, since=moment_text(since)))

    def letters(self, *, everything: bool = False) -> tuple[Letter, ...]:
        """The letters on their way, oldest first; with `everything`, those sent and cancelled too."""
        return tuple(letter_of(row, self._zone) for row in self._all(queries.ALL_LETTERS if everything else queries.OPEN_LETTERS))

    def places(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every letter on its way with the paths on the shares that may hold its files, oldest first."""
        for row in self._stream(queries.PLACES):
            yield row.id, tuple(json.loads(row.shown_paths))

    def below(self, level: SignatureLevel) -> Iterator[str]:
        """The ids of the sent letters whose signatures are not known to reach a level, oldest first."""
        lower = [one.value for one in SignatureLevel if not one.reaches(level)]
        yield from heapq.merge(*(self._at_level(one) for one in (UNKNOWN_LEVEL, *lower)))

    def _at_level(self, level: str) -> Iterator[str]:
        """A question for each piece: what is found is worked on for long, and a view that stays open keeps the file from being put in order."""
        after = ""
        while found := self._all(queries.AT_LEVEL, level=level, after=after):
            yield from (row.id for row in found)
            after = found[-1].id

    def counts(self) -> dict[str, int]:
        """How many letters stand in each state; a state in which there is none is left out."""
        return {row.state: row.amount for row in self._all(queries.COUNTS)}

    def events(self, letter: str) -> tuple[Event, ...]:
        """A letter's record, oldest first."""
        return tuple(event_of(row, self._zone) for row in self._all(queries.EVENTS, letter=letter))

    def told(self, reader: str) -> Told | None:
        """What a reader of notices has been told; None where he is not known yet."""
        row = self._first(notices.OF_READER, reader=reader)
        return notices.told_of(row, self._zone) if row else None

    def newest_event(self) -> int:
        """The place of the newest line of the record; 0 where there is none."""
        row = self._first(notices.NEWEST)
        return int(row[0] or 0) if row else 0

    def happened(self, unit: str, after: int) -> tuple[tuple[int, Event], ...]:
        """What became of a unit's letters after a place in the record: numbers, returns, dispatch; each with its place, a hundred at most."""
        return tuple((row.position, event_of(row, self._zone)) for row in self._all(notices.HAPPENED, unit=unit, after=after))

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

    def agenda(self, year: int) -> Iterator[AgendaLine]:
        """The numbers of one year, in their order, with what they were given to."""
        for row in self._stream(queries.AGENDA, office=self._office, year=year):
            yield agenda_line_of(row)

    def dispatches(self, first: date, last: date) -> Iterator[DispatchLine]:
        """What reached its recipients, or was handed over, from the first day to the last, in that order."""
        for row in self._stream(queries.DISPATCHED, office=self._office, first=first.isoformat(), last=last.isoformat()):
            yield dispatch_line_of(row, self._zone)

    def to_carry(self) -> Iterator[DispatchLine]:
        """What waits for a person to carry it, oldest letter first."""
        for row in self._stream(queries.TO_CARRY, office=self._office):
            yield dispatch_line_of(row, self._zone)

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
