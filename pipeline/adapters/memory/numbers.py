"""The register of numbers in memory: which are given, kept or void."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.domain.errors import ConflictError, HeldError
from pipeline.domain.letter import Letter
from pipeline.domain.notes import store as say
from pipeline.domain.numbering import NumberClaim, NumberStatus, RegisterNumber
from pipeline.ports import RegisterLine, Reservation


@dataclass(slots=True)
class _Entry:
    line: RegisterLine
    evidence: str = ""


class MemoryNumbers:
    """Every sequence between 1 and a series' last is used, reserved or void. Its caller holds the lock."""

    def __init__(self) -> None:
        """Open an empty register."""
        self._entries: list[_Entry] = []

    def take(self, letter: Letter, claim: NumberClaim) -> RegisterNumber:
        """The letter's number: the one it wishes for, if that is reserved for it, else the next of the series.

        Raises:
            ConflictError: the wished one is not reserved for it, and the registry officer has not consented to another.
        """
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
        """Keep the next number of a series for a unit."""
        entry = self._next(reservation.claim, NumberStatus.RESERVED, reservation.claim.unit)
        entry.line = replace(entry.line, subject=reservation.subject)
        entry.evidence = reservation.evidence
        return entry.line.number

    def is_reserved(self, number: str, claim: NumberClaim) -> bool:
        """Whether this number is reserved for the claim's unit, and is what the claim writes."""
        return self._kept(number, claim.unit, claim) is not None

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

    def _next(self, claim: NumberClaim, status: NumberStatus, unit: str) -> _Entry:
        numbers = [one.line.number for one in self._entries if one.line.number.year == claim.year]
        taken = {one.sequence for one in numbers if one.scope == claim.scope}
        number = claim.write(next(sequence for sequence in itertools.count(1) if sequence not in taken))
        if number.text in {one.text for one in numbers}:
            raise HeldError(say.NUMBER_TAKEN(number=number.text, year=number.year))
        entry = _Entry(RegisterLine(number=number, status=status, unit=unit, subject="", letter=None, day=claim.day))
        self._entries.append(entry)
        return entry
