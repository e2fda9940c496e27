"""What an official reads of a letter above the form, before he decides."""

from pipeline.domain import told
from pipeline.domain.dates import in_words
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import Language
from pipeline.domain.notes import seal_picture as say_of_seal
from pipeline.domain.notes import shares as say
from pipeline.domain.office import Office, Recipient
from pipeline.domain.routing import seat_in_words
from pipeline.domain.signing import SignatureTexts

Particulars = list[tuple[str, str]]
"""Each with its label; what is empty is left out."""


def particulars(letter: Letter, office: Office, texts: SignatureTexts, language: Language) -> Particulars:
    """All that is known of a letter, and what its next TTE will add.

    Args:
        letter: what is decided on.
        office: its people.
        texts: what its TTEs say.
        language: the labels'.
    """
    one = letter.submission
    day = letter.date or one.letter_date
    # the first TTE alone brings the footer
    footer = "" if letter.turn else texts.footer.told_to([office.officials[post.acting] for post in letter.signatories], language)
    labelled = [
        (say.SUBJECT, one.subject),
        (say.NUMBER, told.number_of(letter)),
        (say.DATE, in_words(day) if day else ""),
        (say.FROM_UNIT, office.units[letter.unit].name),
        *((say.TO, _recipient(to)) for to in one.recipients),
        *((say.COPY, _recipient(to)) for to in one.copies_to),
        (say.SECURITY, one.security.value),
        (say.URGENCY, one.urgency.value),
        (say.ENCLOSURE, one.enclosure or "-"),
        (say.REMARK, one.remark),
        *((say.SIGNATORY, seat_in_words(post, office)) for post in letter.signatories),
        (say.TTE_ADDS, texts.words),
        (say.TTE_ADDS, say_of_seal.ADDS_SEAL_PICTURE().words(language) if texts.office_seal else ""),
        (say.TTE_ADDS, footer),
        (say.KEPT_BACK, letter.hold.reason if letter.hold else ""),
    ]
    return [(label().words(language), value) for label, value in labelled if value]


def handed_over(delivery: Delivery, language: Language) -> tuple[str, str]:
    """Who gets the letter by hand, and why it did not reach him by another way."""
    name = delivery.recipient.name
    return say.TO_HAND().words(language), f"{name} ({delivery.note})" if delivery.note else name


def _recipient(one: Recipient) -> str:
    return f"{one.name} ({one.channel})"
