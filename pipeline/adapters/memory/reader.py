"""What the register in memory is asked: where every letter stands, what happened to it, what its number is. Nothing here changes anything."""

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from pipeline.adapters.memory.notices import MemoryNotices, happened
from pipeline.adapters.memory.numbers import MemoryNumbers
from pipeline.adapters.memory.outbox import MemoryOutbox
from pipeline.domain.books import AgendaLine, DispatchLine, dispatch_line
from pipeline.domain.errors import UnknownLetterError
from pipeline.domain.letter import LETTER_ID, Delivery, Event, Letter
from pipeline.domain.notes import store as say
from pipeline.domain.notices import Told
from pipeline.domain.numbering import NumberClaim, NumberStatus, Restoration
from pipeline.domain.office import Security, Urgency
from pipeline.domain.retry import LONGEST_PAUSE
from pipeline.domain.signing import SignatureLevel
from pipeline.domain.states import OPEN, State
from pipeline.ports import RegisterLine

_RANKS = {urgency: rank for rank, urgency in enumerate(reversed(Urgency))}


@dataclass(slots=True, kw_only=True)
class Entry:
    """A letter as it stands now."""

    letter: Letter
    wake_at: datetime | None
    attempts: int = 0
    shown_version: int = -1
    shown: tuple[str, ...] = ()
    show_at: datetime | None = None
    reached: SignatureLevel | None = None


class MemoryReader:
    """The questions of the `Register` port, in memory."""

    def __init__(self, zone: tzinfo = UTC) -> None:
        """Open an empty register.

        Args:
            zone: the office's time zone, which decides about a letter's year.
        """
        self._zone = zone
        self._letters: dict[str, Entry] = {}
        self._events: list[Event] = []
        self._documents: dict[tuple[str, str], None] = {}
        self._numbers = MemoryNumbers()
        self._outbox = MemoryOutbox()
        self._notices = MemoryNotices()
        self._lock = threading.RLock()

    def is_reserved(self, number: str, claim: NumberClaim) -> bool:
        """Whether this number is reserved for the claim's unit, and is what the claim writes."""
        with self._lock:
            return self._numbers.is_reserved(number, claim)

    def restoration(self) -> Restoration | None:
        """The last time this register was put back from a backup, if ever."""
        return self._numbers.restored

    def is_held(self, year: int, scope: str) -> bool:
        """Whether a restore still holds this series."""
        return self._numbers.is_held(year, scope)

    def last_number(self, year: int, scope: str) -> int:
        """The last sequence of a series; 0 before the first."""
        with self._lock:
            return self._numbers.last(year, scope)

    def newest_day(self, year: int, scope: str) -> date | None:
        """The date of the newest letter numbered in that year and scope."""
        days = [one.day for one in self.lines(year) if one.number.scope == scope and one.status is NumberStatus.USED]
        return max(days, default=None)

    def letter(self, key: str) -> Letter:
        """The letter with this id or register number; of a number in several years, the newest."""
        with self._lock:
            found = [entry.letter for entry in self._letters.values() if self._answers_to(entry.letter, key)]
        if not found:
            raise UnknownLetterError(say.LETTER_UNKNOWN(key=key))
        return max(found, key=lambda one: one.number.year if one.number else 0)

    def twin(self, source: str, sidecar: str, unit: str) -> Letter | None:
        """The unit's letter with the same draft and sidecar that is neither returned nor cancelled."""
        for one in self.letters(everything=True):
            if (one.source, one.sidecar, one.unit) == (source, sidecar, unit) and one.state not in {State.RETURNED, State.CANCELLED}:
                return one
        return None

    def due(self, now: datetime) -> tuple[str, ...]:
        """The ids of the letters the daemon can carry on, urgent first, then oldest first."""
        with self._lock:
            awake = [entry.letter for entry in self._letters.values() if entry.wake_at is not None and not now < entry.wake_at <= now + LONGEST_PAUSE]
        return tuple(one.id for one in sorted(awake, key=lambda one: (_RANKS[one.submission.urgency], one.since, one.id)))

    def attempts(self, letter: str) -> int:
        """How often this letter was deferred since its last move."""
        entry = self._letters.get(letter)
        return entry.attempts if entry else 0

    def unshown(self, now: datetime) -> tuple[str, ...]:
        """The ids of the letters whose files are not those of their present version, unless deferred, oldest first."""
        with self._lock:
            behind = [entry for entry in self._letters.values() if entry.shown_version != entry.letter.version]
            wanted = [entry.letter for entry in behind if entry.show_at is None or not now < entry.show_at <= now + LONGEST_PAUSE]
        return tuple(one.id for one in sorted(wanted, key=lambda one: (one.since, one.id)))

    def basis(self, letter: str) -> int:
        """Tells one request to show a letter from the next."""
        entry = self._letters.get(letter)
        return entry.shown_version if entry else 0

    def shown(self, letter: str) -> tuple[str, ...]:
        """The paths on the shares that may hold this letter's files."""
        entry = self._letters.get(letter)
        return entry.shown if entry else ()

    def lingering(self, since: datetime) -> tuple[str, ...]:
        """The ids of the letters cancelled by then of which something may still lie on the shares, oldest first."""
        with self._lock:
            cancelled = [one.letter for one in self._letters.values() if one.letter.state is State.CANCELLED and one.shown]
        return tuple(one.id for one in sorted(cancelled, key=lambda one: (one.since, one.id)) if one.since <= since)

    def letters(self, *, everything: bool = False) -> tuple[Letter, ...]:
        """The letters on their way, oldest first; with `everything`, those sent and cancelled too."""
        with self._lock:
            kept = sorted(self._letters.items())
        return tuple(entry.letter for _, entry in kept if everything or entry.letter.state in OPEN)

    def places(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every letter on its way with the paths on the shares that may hold its files, oldest first."""
        for one in self.letters():
            yield one.id, self.shown(one.id)

    def below(self, level: SignatureLevel) -> Iterator[str]:
        """The ids of the sent letters whose signatures are not known to reach a level, oldest first."""
        with self._lock:
            sent = [entry for _, entry in sorted(self._letters.items()) if entry.letter.state is State.SENT]
        for entry in sent:
            if entry.reached is None or not entry.reached.reaches(level):
                yield entry.letter.id

    def counts(self) -> dict[str, int]:
        """How many letters stand in each state; a state in which there is none is left out."""
        return dict(Counter(one.state.value for one in self.letters(everything=True)))

    def events(self, letter: str) -> tuple[Event, ...]:
        """A letter's record, oldest first."""
        with self._lock:
            return tuple(one for one in self._events if one.letter == letter)

    def told(self, reader: str) -> Told | None:
        """What a reader of notices has been told; None where he is not known yet."""
        with self._lock:
            return self._notices.of_reader(reader)

    def newest_event(self) -> int:
        """The place of the newest line of the record; 0 where there is none."""
        return len(self._events)

    def happened(self, unit: str, after: int) -> tuple[tuple[int, Event], ...]:
        """What became of a unit's letters after a place in the record, a hundred lines at most."""
        with self._lock:
            return happened(self._events, lambda letter: self._letters[letter].letter.unit, unit, after)

    def has_evidence(self, letter: str, evidence: str) -> bool:
        """Whether a decision with this fingerprint has counted already."""
        return bool(evidence) and any(one.evidence == evidence for one in self.events(letter))

    def taken(self, evidence: str) -> Letter | None:
        """The letter whose record has an event with this fingerprint, or with one that goes on from it after a space; of several, the first to have it."""
        with self._lock:
            first = next((one.letter for one in self._events if one.letter and evidence and f"{one.evidence} ".startswith(f"{evidence} ")), "")
            return self._letters[first].letter if first in self._letters else None

    def deliveries(self, letter: str) -> tuple[Delivery, ...]:
        """A letter's deliveries, in the order of its recipients."""
        with self._lock:
            return self._outbox.of_letter(letter)

    def find_document(self, digest: str) -> str | None:
        """The id of the letter that ever had this version; of several, the last to have it."""
        return next((letter for letter, one in reversed(tuple(self.documents())) if one == digest), None)

    def documents(self) -> Iterator[tuple[str, str]]:
        """Every (letter, digest) the register names."""
        with self._lock:
            return iter(tuple(self._documents))

    def lines(self, year: int) -> Iterator[RegisterLine]:
        """The numbers of one year, in their order."""
        with self._lock:
            return self._numbers.lines(year)

    def agenda(self, year: int) -> Iterator[AgendaLine]:
        """The numbers of one year, in their order, with what they were given to."""
        for line in self.lines(year):
            letter = self._letters[line.letter].letter if line.letter else None
            days = [one.sent_on for one in self.deliveries(letter.id) if one.sent_on] if letter and letter.state is State.SENT else []
            yield AgendaLine(
                number=line.number.text,
                status=line.status,
                unit=line.unit,
                subject=line.subject,
                day=line.day,
                note=line.note,
                recipients=tuple(one.name for one in letter.submission.recipients) if letter else (),
                security=letter.submission.security if letter else Security.ORDINARY,
                sent_on=max(days, default=None),
            )

    def dispatches(self, first: date, last: date) -> Iterator[DispatchLine]:
        """What reached its recipients, or was handed over, from the first day to the last, in that order."""
        yield from map(self._dispatch_line, self._outbox.gone(first, last))

    def to_carry(self) -> Iterator[DispatchLine]:
        """What waits for a person to carry it, oldest letter first."""
        yield from map(self._dispatch_line, self._outbox.to_carry())

    def _dispatch_line(self, delivery: Delivery) -> DispatchLine:
        letter = self._letters[delivery.letter].letter
        line = next(one for one in self._numbers.lines(letter.number.year if letter.number else 0) if one.letter == letter.id)
        return dispatch_line(delivery, letter.submission, number=line.number.text, day=line.day)

    def broken_link(self) -> int | None:
        """Nobody can reach behind this record's back."""
        return None

    @staticmethod
    def _answers_to(letter: Letter, key: str) -> bool:
        return letter.id == key if LETTER_ID.fullmatch(key) else letter.number is not None and letter.number.text == key
