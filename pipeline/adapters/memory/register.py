"""The register in memory.

Nothing here survives its process. Every method is one transaction under one lock: it checks first and writes after, so what raises leaves nothing behind. The
modules beside it are called as those of `adapters/store` are, and hold what those hold.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from pipeline.adapters.memory.moves import check
from pipeline.adapters.memory.outbox import AT_ONCE, PAPER
from pipeline.adapters.memory.reader import Entry, MemoryReader
from pipeline.adapters.memory.seals import MemorySeals
from pipeline.domain.errors import ConflictError, HeldError, UnknownLetterError
from pipeline.domain.handover import recorded
from pipeline.domain.letter import Delivery, Event, Letter
from pipeline.domain.notes import store as say
from pipeline.domain.notices import Told
from pipeline.domain.numbering import GivenNumber, NumberClaim, RegisterNumber, Restoration, Resumption
from pipeline.domain.signing import SignatureLevel
from pipeline.domain.states import OPEN, DeliveryState, State
from pipeline.ports import Mark, Reservation

_WAKING = frozenset({State.RECEIVED, State.NUMBERED, State.SIGNED, State.DISPATCHING})


class MemoryRegister(MemoryReader):
    """The `Register` port in memory: what it is asked, and here what it is told."""

    def __init__(self, zone: tzinfo = UTC) -> None:
        """Open an empty register.

        Args:
            zone: the office's time zone, which decides about a letter's year.
        """
        super().__init__(zone)
        self._told_of_restore = False
        self._seals = MemorySeals()

    def enter(self, letter: Letter, event: Event) -> Letter:
        """Take a new letter in, under the next id of its year."""
        if letter.number is not None:
            raise HeldError(say.NUMBER_STAYS(letter=letter.id, number="-"))
        with self._lock:
            year = letter.since.astimezone(self._zone).year
            order = 1 + max(self._newest_id(year), self._numbers.ids_beyond.get(year, 0))
            entered = replace(letter, id=f"{year:04}-{order:06}")
            self._write(entered, [event])
        return entered

    def move(self, letter: Letter, *events: Event, deliveries: Sequence[Delivery] = (), reached: SignatureLevel | None = None) -> Letter:
        """Commit a letter's next version with its events and new deliveries."""
        with self._lock:
            self._check(letter)
            self._write(letter, events, reached)
            self._outbox.plan(letter.id, deliveries)
        return letter

    def improve(self, letter: Letter, event: Event, *, reached: SignatureLevel | None = None) -> Letter:
        """Commit a letter's next version, which differs in its document alone."""
        with self._lock:
            self._check(letter, stays=True)
            self._write(letter, [event], reached)
        return letter

    def remember_level(self, letter: str, document: str, reached: SignatureLevel) -> None:
        """Remember the level of a letter's document, if that is still its document."""
        with self._lock:
            entry = self._letters.get(letter)
            if entry is not None and entry.letter.document == document:
                entry.reached = reached

    def number(self, letter: Letter, claim: NumberClaim, event: Event) -> Letter:
        """Commit a letter with its number, for life: the one it wishes for, or the next where it wishes for none or the registry officer consented."""
        with self._lock:
            self._check(letter)
            if letter.number is not None:
                raise HeldError(say.NUMBER_STAYS(letter=letter.id, number=letter.number.text))
            number = self._numbers.take(letter, claim)
            self._write(replace(letter, number=number), [replace(event, note=f"{number.text}; {event.note}" if event.note else number.text)])
        return replace(letter, number=number)

    def reserve(self, reservation: Reservation) -> RegisterNumber:
        """Keep the next number of a series for a unit; the same request gets the same number again."""
        claim = reservation.claim
        with self._lock:
            given = self._numbers.find_given(reservation)
            if given is not None:
                return given
            number = self._numbers.reserve(reservation)
            told = Event(action="number_reserved", at=reservation.at, actor=claim.unit, account=reservation.account, note=number.text)
            self.note(replace(told, evidence=reservation.evidence))
        return number

    def enter_given(self, given: GivenNumber) -> RegisterNumber:
        """Enter a number that was given by hand: the next of its series, or one that is reserved."""
        with self._lock:
            number = self._numbers.enter_given(given)
            self.note(recorded(given, number))
        return number

    def give_up(self, number: str, year: int, event: Event) -> RegisterNumber:
        """Mark a reserved number that will not be used *batal*; the number is put before the event's note."""
        with self._lock:
            voided = self._numbers.give_up(number, year, event.note)
            self.note(replace(event, note=f"{voided.text}; {event.note}"))
        return voided

    def cancel(self, letter: Letter, event: Event) -> Letter:
        """Commit a cancelled letter; its number becomes void and stays."""
        if letter.state is not State.CANCELLED:
            raise HeldError(say.MOVE_NOT_ALLOWED(letter=letter.id, before=letter.state.value, after=State.CANCELLED.value))
        return self.move(letter, event)

    def note(self, event: Event) -> None:
        """Record an event that moves no letter."""
        with self._lock:
            self._events.append(event)

    def report(self, delivery: Delivery, event: Event | None = None) -> None:
        """Record a delivery's next state; its letter wakes, and is shown anew if it is about paper."""
        with self._lock:
            entry = self._letters.get(delivery.letter)
            if entry is None:
                raise UnknownLetterError(say.LETTER_UNKNOWN(key=delivery.letter))
            before = self._outbox.change(delivery, entry.letter.state)
            if entry.letter.state is State.DISPATCHING:
                entry.wake_at = self._outbox.wakes_at(delivery)
            if {before, delivery.state} & PAPER:
                _show_anew(entry)
            if event:
                self.note(replace(event, letter=delivery.letter))

    def hold_numbering(self, restored: Restoration) -> None:
        """Give no number of any series up to the year of the restore until it is resumed, and no id that may have been given since the backup."""
        with self._lock:
            here = replace(restored, at=restored.at.astimezone(self._zone))
            self._told_of_restore = False
            self._numbers.hold(here, self._newest_id(here.at.year))
            for entry in self._letters.values():
                if entry.letter.state in OPEN:
                    entry.shown_version, entry.show_at = -1, None

    def resume(self, wanted: Resumption) -> tuple[RegisterNumber, ...]:
        """Let one series go on after its last number; the numbers between, which are entered as void."""
        with self._lock:
            gap = self._numbers.resume(wanted)
            told = Event(action="numbering_resumed", at=wanted.at, actor=wanted.actor, account=wanted.account, note=wanted.told)
            voided = [replace(told, action="number_voided", note=f"{one.text}; {wanted.reason}") for one in gap]
            self._tell_of_restore()
            self._events += [*voided, told]
            self._wake_received()
        return gap

    def resume_others(self, event: Event) -> None:
        """Let every series that is still held go on as the backup has it."""
        with self._lock:
            self._tell_of_restore()
            self._numbers.resume_others()
            self._events.append(event)
            self._wake_received()

    def defer(self, letter: Letter, until: datetime, event: Event) -> None:
        """Let a letter rest until then, and count it."""
        with self._lock:
            entry = self._letters.get(letter.id)
            if entry is None or entry.letter.version != letter.version:
                raise ConflictError(say.LETTER_MOVED(letter=letter.id))
            entry.wake_at = until
            entry.attempts += 1
            self.note(replace(event, letter=letter.id))

    def rest(self, letter: str, version: int | None = None) -> None:
        """Let a letter rest until its next move, or its next delivery; with `version`, only if it is still that one."""
        with self._lock:
            entry = self._letters.get(letter)
            if entry is not None and version in {None, entry.letter.version}:
                entry.wake_at = self._next_wake(entry.letter)

    def wake(self, letter: str, at: datetime) -> None:
        """Carry a letter on at that moment, or at its next delivery; one that waits for a person sleeps on."""
        with self._lock:
            entry = self._letters.get(letter)
            if entry is not None and entry.letter.state in _WAKING:
                entry.wake_at = min(at, self._next_wake(entry.letter) or at)

    def defer_showing(self, letter: str, until: datetime) -> None:
        """Do not show a letter until then, unless it moves or is marked as shown before."""
        with self._lock:
            entry = self._letters.get(letter)
            if entry is not None:
                entry.show_at = until

    def show_anew(self, letter: str) -> None:
        """Have a letter shown anew though it did not move."""
        with self._lock:
            entry = self._letters.get(letter)
            if entry is not None:
                _show_anew(entry)

    def mark_shown(self, letter: str, paths: Iterable[str], version: int | None = None) -> None:
        """Remember where a letter's files lie; with `version`, that they are those of that version."""
        self.mark_all([Mark(letter=letter, paths=tuple(paths), version=version)])

    def mark_all(self, marks: Sequence[Mark]) -> None:
        """The same for many letters, in one transaction."""
        with self._lock:
            for one in marks:
                entry = self._letters.get(one.letter)
                if entry is not None:
                    entry.shown = one.paths
                    if one.version is not None and one.basis in {None, entry.shown_version}:
                        entry.shown_version, entry.show_at = one.version, None

    def keep_told(self, told: Told) -> None:
        """Remember what a reader of notices has been told."""
        with self._lock:
            self._notices.keep(told)

    def spend(self, jti: str, *, until: datetime, evidence: str, now: datetime) -> bool:
        """Use a seal up; false if another saving has."""
        with self._lock:
            return self._seals.spend(jti, until=until, evidence=evidence, now=now)

    def _newest_id(self, year: int) -> int:
        return max((int(key[5:]) for key in self._letters if key.startswith(f"{year:04}-")), default=0)

    def _tell_of_restore(self) -> None:
        restored = self._numbers.restored
        if restored is not None and not restored.is_over and not self._told_of_restore:
            note = restored.made_at.astimezone(UTC).isoformat(timespec="microseconds")
            self._events.append(Event(action="restored", at=restored.at, actor=f"surat:{restored.account}", account=restored.account, note=note))
            self._told_of_restore = True

    def _wake_received(self) -> None:
        for entry in self._letters.values():
            if entry.letter.state is State.RECEIVED:
                entry.wake_at = AT_ONCE

    def _check(self, moved: Letter, *, stays: bool = False) -> None:
        entry = self._letters.get(moved.id)
        is_open = any(one.state is not DeliveryState.SENT for one in self._outbox.of_letter(moved.id))
        check(entry.letter if entry else None, moved, stays=stays, is_open=is_open)

    def _write(self, letter: Letter, events: Sequence[Event], reached: SignatureLevel | None = None) -> None:
        entry = self._letters.get(letter.id)
        if reached is None and entry is not None and entry.letter.document == letter.document:
            reached = entry.reached
        wake_at = AT_ONCE if letter.state in _WAKING else None
        fresh = Entry(letter=letter, wake_at=wake_at)
        kept = replace(entry, letter=letter, wake_at=wake_at, attempts=0, show_at=None) if entry else fresh
        self._letters[letter.id] = replace(kept, reached=reached)
        for digest in (letter.source, letter.document):
            if digest:
                self._documents.setdefault((letter.id, digest))
        if entry is not None and letter.revision != entry.letter.revision:
            self._numbers.describe(letter)
        if letter.state is State.CANCELLED:
            self._numbers.void(letter.id, events[-1].note if events else "")
        self._events.extend(replace(event, letter=letter.id) for event in events)

    def _next_wake(self, letter: Letter) -> datetime | None:
        return self._outbox.next_wake(letter.id) if letter.state is State.DISPATCHING else None


def _show_anew(entry: Entry) -> None:
    entry.shown_version, entry.show_at = min(entry.shown_version, 0) - 1, None
