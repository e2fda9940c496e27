"""The dispatch sheet (*lembar ekspedisi*): what goes out by hand, and where its receivers sign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.domain.dates import in_words
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import Language
from pipeline.domain.notes import pages as say_page
from pipeline.domain.notes import shares as say


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A recipient's page, whose address shows in the envelope's window."""

    name: str
    address: str
    code: str
    """what its QR says: by which the registry officer finds the delivery"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchSheet:
    """One letter's way by hand: an A4 page to sign on, and one for each envelope."""

    office: str
    number: str
    date: str
    """in words"""
    subject: str
    """empty where the letter is confidential"""
    rows: tuple[tuple[str, str, str], ...]
    """name, address and channel of each recipient"""
    labels: Mapping[str, str]
    """the sheet's own words, by the names of the catalogue's labels"""
    slips: tuple[Slip, ...] = ()
    """the page for each recipient's envelope"""


def dispatch_sheet(letter: Letter, by_hand: Sequence[Delivery], office: str, language: Language) -> DispatchSheet:
    """The sheet of one letter.

    Args:
        letter: what goes out.
        by_hand: the deliveries that go by hand.
        office: the office's name.
        language: the labels'.
    """
    number = letter.number.text if letter.number else ""
    return DispatchSheet(
        office=office,
        number=number,
        date=in_words(letter.date) if letter.date else "",
        subject="" if letter.submission.security.is_confidential else letter.submission.subject,
        rows=tuple((one.recipient.name, one.recipient.address, say.BY_HAND().words(language)) for one in by_hand),
        labels={name: text().words(language) for name, text in say_page.SHEET_LABELS.items()},
        slips=tuple(Slip(name=one.recipient.name, address=one.recipient.address, code=f"{letter.id}/{one.id} {number}") for one in by_hand),
    )
