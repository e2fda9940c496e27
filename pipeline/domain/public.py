"""What anybody may know of a signed letter: the page its QR code opens (*halaman verifikasi*).

The page's code is made of facts that nobody outside the office has together, the draft's digest among them, so no page is found by guessing; made of the
register alone, it is the same after a restore.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.domain.dates import in_words
from pipeline.domain.letter import Event, Letter
from pipeline.domain.office import Office, Security
from pipeline.domain.routing import seat_in_words
from pipeline.domain.states import State

PUBLIC: Final = "verifikasi"
"""The folder of the pages in the shared tree."""
_CODE_LENGTH: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPage:
    """One letter's page; what may not be public is empty."""

    office: str
    number: str
    date: str
    subject: str
    signatory: str
    is_cancelled: bool
    documents: tuple[str, ...]
    """`sha256:…` of every version that was ever signed, the newest last"""


def verification_code(office: Office, letter: Letter) -> str:
    """What the letter's page is called: 80 bits in hexadecimal digits."""
    facts = "\n".join((office.id, letter.id, str(letter.revision), letter.source))
    return hashlib.sha256(facts.encode()).hexdigest()[:_CODE_LENGTH]


def verification_link(office: Office, letter: Letter) -> str:
    """What the letter's QR code opens; empty where the office has no page for it."""
    return f"{office.verification_address}{verification_code(office, letter)}/" if office.verification_address else ""


def public_page(letter: Letter, events: Sequence[Event], office: Office) -> PublicPage | None:
    """What anybody may know of a letter; None before it was signed.

    Args:
        letter: as it stands now.
        events: its record, oldest first.
        office: whose it is.
    """
    documents = tuple(dict.fromkeys(_signed_versions(events)))
    if not documents:
        return None
    return PublicPage(
        office=office.name,
        number=letter.number.text if letter.number else "",
        date=in_words(letter.date) if letter.date else "",
        subject=letter.submission.subject if letter.submission.security is Security.ORDINARY else "",
        signatory="; ".join(filter(None, (seat_in_words(post, office) for post in letter.signatories))),
        is_cancelled=letter.state is State.CANCELLED,
        documents=documents,
    )


def _signed_versions(events: Sequence[Event]) -> Iterator[str]:
    is_signed = False
    for event in events:
        is_signed = is_signed or event.after is State.SIGNED
        if is_signed and event.document:
            yield event.document
