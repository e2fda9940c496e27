"""The office's books of outgoing letters, row by row.

In the *buku agenda* every number stands with what it was given to, in the *buku ekspedisi* every recipient with when the letter went out and who took it.

A confidential letter's subject stands in neither: its security does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from pipeline.domain.channel import Channel
from pipeline.domain.dates import in_words
from pipeline.domain.letter import Delivery
from pipeline.domain.notes import Language, Text
from pipeline.domain.notes import books as say
from pipeline.domain.notes.shares import CHANNELS
from pipeline.domain.numbering import NumberStatus
from pipeline.domain.office import Security
from pipeline.domain.submission import Submission

Cell = str | int | date | None
"""What one place of a row holds: words, a count, a day, or nothing."""


class BookName(StrEnum):
    """The books; the values are what `--book` says."""

    AGENDA = "agenda"
    """*buku agenda surat keluar*"""
    EXPEDITION = "ekspedisi"
    """*buku ekspedisi*"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaLine:
    """One number of the register, with the letter it was given to."""

    number: str
    status: NumberStatus
    unit: str
    subject: str
    day: date
    note: str = ""
    recipients: tuple[str, ...] = ()
    security: Security = Security.ORDINARY
    sent_on: date | None = None
    """when the last recipient had it"""

    @property
    def to_by_hand(self) -> str:
        """To whom the letter of a number went that was given by hand; empty for every other number."""
        return self.note if self.status is NumberStatus.USED else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchLine:
    """One recipient of one letter."""

    number: str
    day: date
    subject: str
    security: Security
    recipient: str
    address: str
    channel: Channel
    is_copy: bool
    sent_on: date | None
    """None while the letter still waits to be carried"""
    taken_by: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a book: its heading, and its share of the width."""

    heading: str
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book as it is written down, whatever its form. `rows` can be read once."""

    title: str
    office: str
    period: str
    page: str
    """how a page is numbered, with `{page}` and `{pages}`"""
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]


_SHARES: Final[Mapping[BookName, tuple[int, ...]]] = {
    BookName.AGENDA: (5, 17, 11, 11, 21, 23, 12),
    BookName.EXPEDITION: (5, 11, 19, 20, 20, 13, 12),
}


def dispatch_line(delivery: Delivery, asked: Submission, *, number: str, day: date) -> DispatchLine:
    """A delivery's line.

    Args:
        delivery: to whom and how it stands.
        asked: what the letter's sidecar says.
        number: the letter's register number.
        day: the letter's date.
    """
    return DispatchLine(
        number=number,
        day=day,
        subject=asked.subject,
        security=asked.security,
        recipient=delivery.recipient.name,
        address=delivery.recipient.address,
        channel=delivery.channel,
        is_copy=delivery.is_copy,
        sent_on=delivery.sent_on,
        taken_by=delivery.taken_by,
        proof=delivery.proof,
    )


def agenda(lines: Iterable[AgendaLine], *, office: str, year: int, language: Language) -> Book:
    """A year's *buku agenda*: void and reserved numbers stand in it too."""
    rows = (_agenda_row(place, line, language) for place, line in enumerate(lines, start=1))
    return _book(BookName.AGENDA, rows, office=office, period=str(year), language=language)


def expedition(lines: Iterable[DispatchLine], *, office: str, period: int | date, language: Language) -> Book:
    """The *buku ekspedisi* of a year or a day; whoever still waits for his letter has an empty place to sign in."""
    rows = (_dispatch_row(place, line, language) for place, line in enumerate(lines, start=1))
    return _book(BookName.EXPEDITION, rows, office=office, period=in_words(period) if isinstance(period, date) else str(period), language=language)


def _book(name: BookName, rows: Iterator[tuple[Cell, ...]], *, office: str, period: str, language: Language) -> Book:
    headings = (heading().words(language) for heading in say.HEADINGS[name.value])
    columns = tuple(Column(heading=heading, share=share) for heading, share in zip(headings, _SHARES[name], strict=True))
    return Book(title=_said(say.TITLES[name.value], language), office=office, period=period, page=_said(say.PAGE, language), columns=columns, rows=rows)


def _agenda_row(place: int, line: AgendaLine, language: Language) -> tuple[Cell, ...]:
    remark = {
        NumberStatus.USED: _said(say.BY_HAND, language) if line.to_by_hand else "",
        NumberStatus.RESERVED: say.WAITING_LETTER(unit=line.unit).words(language),
        NumberStatus.VOID: say.VOID(reason=line.note).words(language),
    }[line.status]
    to = line.to_by_hand or "; ".join(line.recipients)
    return place, line.number, line.day, line.sent_on, to, _subject(line.subject, line.security), remark


def _dispatch_row(place: int, line: DispatchLine, language: Language) -> tuple[Cell, ...]:
    letter = f"{in_words(line.day)}, {line.number}"
    to = ", ".join(part for part in (line.recipient, line.address) if part)
    way = _said(CHANNELS[line.channel], language)
    proof = line.proof.removeprefix(line.taken_by).removeprefix("; ")  # who took it has a column of his own
    remark = "; ".join(part for part in (way, _said(say.COPY, language) if line.is_copy else "", proof) if part)
    return place, line.sent_on, letter, _subject(line.subject, line.security), to, line.taken_by, remark


def _subject(subject: str, security: Security) -> str:
    return security.value if security.is_confidential else subject


def _said(text: Text, language: Language) -> str:
    return text().words(language)
