"""The register of numbers in memory: which are given, kept or void."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.domain.dates import in_words
from pipeline.domain.errors import ConflictError, DraftRefusedError, HeldError, LaterError
from pipeline.domain.letter import Letter
from pipeline.domain.notes import store as say
from pipeline.domain.numbering import GivenNumber, NumberClaim, NumberStatus, RegisterNumber, Restoration, Resumption, insertion
from pipeline.ports import RegisterLine, Reservation

_IDS_LEFT_OUT = 10_000


@dataclass(slots=True)
class _Entry:
    line: RegisterLine
    evidence: str = ""


class MemoryNumbers:
    """Every sequence between 1 and a series' last is used, reserved or void. Its caller holds the lock."""

    def __init__(self) -> None:
        """Open an empty register."""
        self._entries: list[_Entry] = []
        self.restored: Restoration | None = None
        self._resumed: set[tuple[int, str]] = set()
        self.ids_beyond: dict[int, int] = {}

    def take(self, letter: Letter, claim: NumberClaim) -> RegisterNumber:
        """The letter's number: the one it wishes for, if that is reserved for it, else the next of the series.

        Raises:
            ConflictError: the wished one is not reserved for it, and the registry officer has not consented to another, or a restore holds the series.
        """
        if self.is_held(claim.year, claim.scope):
            raise ConflictError(say.NUMBERING_HELD())
        wish = letter.submission.number
        entry = None if wish is None else self._kept(wish, letter.unit, claim)
        if entry is None and wish is not None and not letter.consented:
            raise ConflictError(say.NUMBER_NOT_KEPT(number=wish, letter=letter.id))
        if entry is None:
            entry = self._next(claim, NumberStatus.USED, letter.unit)
        entry.line = replace(entry.line, status=NumberStatus.USED, letter=letter.id, subject=letter.submission.subject, day=claim.day)
        return entry.line.number

    def find_given(self, reservation: Reservation) -> RegisterNumber | None:
        """The number this very request was given before."""
        same = (one.line.number for one in self._entries if one.evidence == reservation.evidence != "")
        return next(same, None)

    def reserve(self, reservation: Reservation) -> RegisterNumber:
        """Keep the next number of a series for a unit, or one behind another."""
        claim = reservation.claim
        if self.is_held(claim.year, claim.scope):
            raise LaterError(say.NUMBERING_HELD())
        inserted = self._inserted(claim, reservation.after) if reservation.after else None
        entry = self._next(claim, NumberStatus.RESERVED, claim.unit) if inserted is None else self._add(inserted, NumberStatus.RESERVED, claim)
        entry.line = replace(entry.line, subject=reservation.subject)
        entry.evidence = reservation.evidence
        return entry.line.number

    def enter_given(self, given: GivenNumber) -> RegisterNumber:
        """Enter a number that was given by hand: one that is reserved, or the next of its series."""
        claim = given.claim
        if self.is_held(claim.year, claim.scope):
            raise LaterError(say.NUMBERING_HELD())
        number = claim.write(given.sequence, given.suffix)
        there = next((one for one in self._series(claim) if (one.line.number.sequence, one.line.number.suffix) == (number.sequence, number.suffix)), None)
        if there is not None and (there.line.status is not NumberStatus.RESERVED or there.line.number != number):
            raise DraftRefusedError(say.NUMBER_IS_ANOTHERS(number=there.line.number.text, year=number.year))
        next_one = claim.write(self.last(claim.year, claim.scope) + 1)
        if there is None and number != next_one:
            raise DraftRefusedError(say.NUMBERS_WOULD_BE_MISSING(number=number.text, next=next_one.text))
        entry = there or self._next(claim, NumberStatus.USED, claim.unit)
        entry.line = replace(entry.line, status=NumberStatus.USED, unit=claim.unit, subject=given.subject, day=claim.day, note=given.note)
        return number

    def give_up(self, number: str, year: int, note: str) -> RegisterNumber:
        """Mark a reserved number *batal*."""
        reserved = (one for one in self._entries if one.line.status is NumberStatus.RESERVED)
        kept = next((one for one in reserved if (one.line.number.text, one.line.number.year) == (number, year)), None)
        if kept is None:
            raise DraftRefusedError(say.NOT_RESERVED(number=number, year=year))
        kept.line = replace(kept.line, status=NumberStatus.VOID, note=note)
        return kept.line.number

    def is_reserved(self, number: str, claim: NumberClaim) -> bool:
        """Whether this number is reserved for the claim's unit, and is what the claim writes."""
        return self._kept(number, claim.unit, claim) is not None

    def hold(self, restored: Restoration, newest_id: int) -> None:
        """Give no number of any series up to the year of the restore."""
        year = restored.at.year
        self.restored, self._resumed = restored, set()
        self.ids_beyond[year] = max(newest_id, self.ids_beyond.get(year, 0)) + _IDS_LEFT_OUT

    def is_held(self, year: int, scope: str) -> bool:
        """Whether a restore still holds this series."""
        return self.restored is not None and not self.restored.is_over and year <= self.restored.at.year and (year, scope) not in self._resumed

    def last(self, year: int, scope: str) -> int:
        """The last sequence of a series."""
        numbers = (one.line.number for one in self._entries)
        return max((one.sequence for one in numbers if (one.year, one.scope) == (year, scope)), default=0)

    def resume(self, wanted: Resumption) -> tuple[RegisterNumber, ...]:
        """Let one series go on after its last number; the numbers between are void."""
        known = self.last(wanted.year, wanted.scope)
        if self.restored is None or not self.is_held(wanted.year, wanted.scope):
            raise DraftRefusedError(say.SERIES_NOT_HELD(year=wanted.year, scope=wanted.scope or "-"))
        if wanted.last < known:
            raise DraftRefusedError(say.LAST_TOO_SMALL(last=wanted.last, known=known, year=wanted.year, scope=wanted.scope or "-"))
        gap = tuple(wanted.write(sequence) for sequence in range(known + 1, wanted.last + 1))
        line = {"status": NumberStatus.VOID, "unit": "-", "subject": "", "letter": None, "day": wanted.day, "note": wanted.reason}
        self._entries += [_Entry(RegisterLine(number=number, **line)) for number in gap]  # type: ignore[arg-type]  # the fields of a line
        self._resumed.add((wanted.year, wanted.scope))
        year = self.restored.at.year
        self.ids_beyond[year] = max(self.ids_beyond[year], wanted.newest_id)
        return gap

    def resume_others(self) -> None:
        """Let every series go on as it is."""
        if self.restored is None or self.restored.is_over:
            raise DraftRefusedError(say.NOTHING_HELD())
        self.restored = replace(self.restored, is_over=True)

    def describe(self, letter: Letter) -> None:
        """Write a revised letter's subject and date into its line."""
        for one in self._entries:
            if one.line.letter == letter.id:
                one.line = replace(one.line, subject=letter.submission.subject, day=letter.date or one.line.day)

    def void(self, letter: str, note: str) -> None:
        """Mark a letter's number *batal*, for ever."""
        for one in self._entries:
            if one.line.letter == letter:
                one.line = replace(one.line, status=NumberStatus.VOID, note=note)

    def lines(self, year: int) -> Iterator[RegisterLine]:
        """The numbers of one year, in their order."""
        lines = (one.line for one in self._entries if one.line.number.year == year)
        return iter(sorted(lines, key=lambda one: (one.number.scope, one.number.sequence, one.number.suffix)))

    def _kept(self, number: str, unit: str, claim: NumberClaim) -> _Entry | None:
        reserved = (one for one in self._entries if one.line.status is NumberStatus.RESERVED)
        kept = (one for one in reserved if (one.line.number.text, one.line.unit) == (number, unit))
        return next((one for one in kept if one.line.number == claim.write(one.line.number.sequence, one.line.number.suffix)), None)

    def _series(self, claim: NumberClaim) -> list[_Entry]:
        """The numbers of the claim's series, in their order."""
        entries = (one for one in self._entries if (one.line.number.year, one.line.number.scope) == (claim.year, claim.scope))
        return sorted(entries, key=lambda one: (one.line.number.sequence, one.line.number.suffix))

    def _inserted(self, claim: NumberClaim, after: int) -> RegisterNumber:
        series = self._series(claim)
        behind = [one.line for one in series if one.line.number.sequence == after]
        following = next((one.line for one in series if one.line.number.sequence == after + 1), None)
        if not behind:
            raise DraftRefusedError(say.NOTHING_TO_INSERT_BEHIND(sequence=after, year=claim.year, last=self.last(claim.year, claim.scope)))
        if claim.day < behind[0].day or (following is not None and claim.day > following.day):
            until = in_words(following.day) if following else "-"
            raise DraftRefusedError(say.INSERTED_OUT_OF_ORDER(date=in_words(claim.day), since=in_words(behind[0].day), until=until))
        suffix = insertion(one.number.suffix for one in behind)
        if suffix is None:
            raise DraftRefusedError(say.NO_INSERTION_LEFT(sequence=after))
        return claim.write(after, suffix)

    def _next(self, claim: NumberClaim, status: NumberStatus, unit: str) -> _Entry:
        taken = {one.line.number.sequence for one in self._series(claim)}
        return self._add(claim.write(next(sequence for sequence in itertools.count(1) if sequence not in taken)), status, replace(claim, unit=unit))

    def _add(self, number: RegisterNumber, status: NumberStatus, claim: NumberClaim) -> _Entry:
        if number.text in {one.line.number.text for one in self._entries if one.line.number.year == claim.year}:
            raise HeldError(say.NUMBER_TAKEN(number=number.text, year=number.year))
        entry = _Entry(RegisterLine(number=number, status=status, unit=claim.unit, subject="", letter=None, day=claim.day))
        self._entries.append(entry)
        return entry
