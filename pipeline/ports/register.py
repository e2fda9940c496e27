"""The register: the letters, their numbers, their record and what is still to be sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from pipeline.domain.books import AgendaLine, DispatchLine
from pipeline.domain.letter import Delivery, Event, Letter
from pipeline.domain.notices import Told
from pipeline.domain.numbering import GivenNumber, NumberClaim, NumberStatus, RegisterNumber, Restoration, Resumption
from pipeline.domain.signing import SignatureLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One number of the register, with what it was given to."""

    number: RegisterNumber
    status: NumberStatus
    unit: str
    subject: str
    letter: str | None
    day: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """What a number is kept for."""

    claim: NumberClaim
    subject: str
    account: str
    at: datetime
    evidence: str
    """which request it answers; the same request gets the same number again"""
    after: int = 0
    """behind which sequence an inserted number (*nomor sisipan*) goes; 0 = the next of the series"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where one letter's files may lie on the shares."""

    letter: str
    paths: tuple[str, ...]
    """relative to the tree"""
    version: int | None = None
    """the letter's version that they show; None while they may still show another"""
    basis: int | None = None
    """what `Register.basis` said before the letter was looked at: asked to be shown anew since then, it stays unshown. None where that cannot be"""


class Register(Protocol):
    """The letters, their numbers, what happened to them, and what is still to be sent.

    Every write is one transaction. A letter that moved meanwhile raises `ConflictError`; nothing is then written.
    """

    def enter(self, letter: Letter, event: Event) -> Letter:
        """Take a new letter in. Its `id` is replaced by the next of the year of `letter.since`."""
        ...

    def move(self, letter: Letter, *events: Event, deliveries: Sequence[Delivery] = (), reached: SignatureLevel | None = None) -> Letter:
        """Commit a letter's next version with its events and, if given, its new deliveries.

        Args:
            letter: its next version.
            events: what is recorded of it.
            deliveries: what is to be sent.
            reached: the level of its document's signatures, the lowest of several; None where nobody judged them. Another document is one nobody judged.
        """
        ...

    def improve(self, letter: Letter, event: Event, *, reached: SignatureLevel | None = None) -> Letter:
        """Commit a letter's next version, which differs in its document alone, such as by validation data put after the signature; its state stays.

        Raises:
            HeldError: something else would change.
        """
        ...

    def remember_level(self, letter: str, document: str, reached: SignatureLevel) -> None:
        """Remember which level the signatures of a letter's document were found to reach; nothing where it has another document by now."""
        ...

    def below(self, level: SignatureLevel) -> Iterable[str]:
        """The ids of the sent letters whose signatures are not known to reach a level, oldest first; told one by one, however many they are."""
        ...

    def number(self, letter: Letter, claim: NumberClaim, event: Event) -> Letter:
        """Commit a letter with its number, which is put before `event.note`: the next of the series, or the one the letter wishes for.

        A wished number must be reserved for the letter's unit and be what `claim` writes at that place; if it is not, and the registry officer has consented,
        the letter gets the next of the series.

        Raises:
            ConflictError: the wished number is not to be had and the registry officer has not been asked, or a restore holds the series.
        """
        ...

    def reserve(self, reservation: Reservation) -> RegisterNumber:
        """Keep the next number of a series for a unit, or an inserted one behind a number that is there.

        Raises:
            LaterError: a restore holds the series.
            DraftRefusedError: there is no such number to insert behind, or its date does not lie between those of its neighbours.
        """
        ...

    def enter_given(self, given: GivenNumber) -> RegisterNumber:
        """Enter a number that was given by hand: the next of its series, or one that is reserved. It is used from now on.

        Raises:
            LaterError: a restore holds the series.
            DraftRefusedError: it is another's, or numbers before it are missing; nothing may be left out.
        """
        ...

    def give_up(self, number: str, year: int, event: Event) -> RegisterNumber:
        """Mark a reserved number that will not be used *batal*, for the reason that `event.note` gives; the number is put before it.

        Raises:
            DraftRefusedError: no such number is reserved.
        """
        ...

    def cancel(self, letter: Letter, event: Event) -> Letter:
        """Commit a cancelled letter; its number becomes void and stays."""
        ...

    def note(self, event: Event) -> None:
        """Record an event that moves no letter."""
        ...

    def report(self, delivery: Delivery, event: Event | None = None) -> None:
        """Record a delivery's next state; where that concerns paper to be printed, its letter is to be shown anew.

        Raises:
            ConflictError: the delivery moved meanwhile, or it is to begin though its letter is no longer being sent.
        """
        ...

    def is_reserved(self, number: str, claim: NumberClaim) -> bool:
        """Whether this number is reserved for the claim's unit and is what the claim writes at that place: whether `number` would give it."""
        ...

    def hold_numbering(self, restored: Restoration) -> None:
        """After a restore: give no number of any series up to that year until it is resumed, and no id that may have been given since the backup."""
        ...

    def restoration(self) -> Restoration | None:
        """The last time this register was put back from a backup, if ever."""
        ...

    def is_held(self, year: int, scope: str) -> bool:
        """Whether a restore still holds this series; `number` and `reserve` then refuse."""
        ...

    def last_number(self, year: int, scope: str) -> int:
        """The last sequence of a series; 0 before the first."""
        ...

    def resume(self, wanted: Resumption) -> tuple[RegisterNumber, ...]:
        """Let one series go on after its last number; the numbers between, which are entered as void.

        Raises:
            DraftRefusedError: nothing holds the series, or the register knows a later number.
        """
        ...

    def resume_others(self, event: Event) -> None:
        """Let every series that is still held go on as the backup has it.

        Raises:
            DraftRefusedError: no restore holds any.
        """
        ...

    def newest_day(self, year: int, scope: str) -> date | None:
        """The date of the newest letter numbered in that year and scope."""
        ...

    def letter(self, key: str) -> Letter:
        """The letter with this id or register number.

        Raises:
            UnknownLetterError: there is none.
        """
        ...

    def twin(self, source: str, sidecar: str, unit: str) -> Letter | None:
        """The unit's letter with the same draft and canonical sidecar that is neither returned nor cancelled."""
        ...

    def due(self, now: datetime) -> tuple[str, ...]:
        """The ids of the letters the daemon can carry on by itself, urgent first, then oldest first."""
        ...

    def defer(self, letter: Letter, until: datetime, event: Event) -> None:
        """Let a letter rest until then."""
        ...

    def rest(self, letter: str, version: int | None = None) -> None:
        """Leave a letter to the person it waits for; its next move or delivery report wakes it. With `version`, only if it is still that one."""
        ...

    def wake(self, letter: str, at: datetime) -> None:
        """Carry a letter on at that moment; unlike `defer` this is no failure."""
        ...

    def attempts(self, letter: str) -> int:
        """How often this letter was deferred since its last move."""
        ...

    def unshown(self, now: datetime) -> tuple[str, ...]:
        """The ids of the letters whose files on the shares are not those of their present version, but for those whose showing is deferred, oldest first."""
        ...

    def defer_showing(self, letter: str, until: datetime) -> None:
        """Leave the shares as they are for this letter until then, or until it moves or is marked as shown."""
        ...

    def show_anew(self, letter: str) -> None:
        """Have a letter shown anew though it did not move, also where its showing is just going on."""
        ...

    def basis(self, letter: str) -> int:
        """Tells one request to show a letter from the next; see `Mark.basis`."""
        ...

    def shown(self, letter: str) -> tuple[str, ...]:
        """The paths on the shares that may hold this letter's files, relative to the tree."""
        ...

    def lingering(self, since: datetime) -> tuple[str, ...]:
        """The ids of the letters cancelled by then of which something may still lie on the shares, oldest first."""
        ...

    def mark_shown(self, letter: str, paths: Iterable[str], version: int | None = None) -> None:
        """Remember where a letter's files may lie; with `version`, that they now are those of that version."""
        ...

    def mark_all(self, marks: Sequence[Mark]) -> None:
        """The same for many letters, in one transaction."""
        ...

    def letters(self, *, everything: bool = False) -> tuple[Letter, ...]:
        """The letters on their way, oldest first; with `everything`, those sent and cancelled too."""
        ...

    def places(self) -> Iterable[tuple[str, tuple[str, ...]]]:
        """Every letter on its way with what `shown` says of it, oldest first; told one by one, however many they are."""
        ...

    def counts(self) -> dict[str, int]:
        """How many letters stand in each state, all of them."""
        ...

    def events(self, letter: str) -> tuple[Event, ...]:
        """A letter's record, oldest first."""
        ...

    def told(self, reader: str) -> Told | None:
        """What a reader of notices has been told; None where he is not known yet."""
        ...

    def keep_told(self, told: Told) -> None:
        """Remember what a reader of notices has been told."""
        ...

    def newest_event(self) -> int:
        """The place of the newest line of the record; 0 where there is none."""
        ...

    def happened(self, unit: str, after: int) -> tuple[tuple[int, Event], ...]:
        """What became of a unit's letters after a place in the record (`notices.Topic`); each with its place, oldest first, a hundred at most."""
        ...

    def has_evidence(self, letter: str, evidence: str) -> bool:
        """Whether this letter's record holds an event with this fingerprint: a decision that counted, or a refusal."""
        ...

    def spend(self, jti: str, *, until: datetime, evidence: str, now: datetime) -> bool:
        """Use a seal up: false if another act has used it. The saving that used it, known by its fingerprint, may come again, as after a crash.

        Args:
            jti: the seal.
            until: when it expires; it is remembered for at least that long.
            evidence: the fingerprint of the saving.
            now: the moment.
        """
        ...

    def taken(self, evidence: str) -> Letter | None:
        """The first letter, whatever became of it, whose record has an event with this fingerprint, or one that goes on from it after a space."""
        ...

    def deliveries(self, letter: str) -> tuple[Delivery, ...]:
        """A letter's deliveries, in the order of its recipients."""
        ...

    def find_document(self, digest: str) -> str | None:
        """The id of the letter that ever had this version, if any."""
        ...

    def documents(self) -> Iterable[tuple[str, str]]:
        """Every (letter, digest) the register names."""
        ...

    def lines(self, year: int) -> Iterable[RegisterLine]:
        """The numbers of one year, in their order."""
        ...

    def agenda(self, year: int) -> Iterable[AgendaLine]:
        """The numbers of one year, in their order, with what they were given to; told one by one."""
        ...

    def dispatches(self, first: date, last: date) -> Iterable[DispatchLine]:
        """What reached its recipients, or was handed over, from the first day to the last, in that order; told one by one."""
        ...

    def to_carry(self) -> Iterable[DispatchLine]:
        """What waits for a person to carry it, oldest letter first."""
        ...

    def broken_link(self) -> int | None:
        """The first event whose hash does not follow from the one before it; None = the record is whole."""
        ...
