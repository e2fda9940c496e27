"""What an applicant is told about his letter: that it is safe and where it is, that it is back, that it was cancelled; and an official, that it stands still.

A confidential letter's notes give its id and number and nothing else: the folders of a unit are read by all of it.
"""

from datetime import timedelta
from typing import Final

from pipeline.domain.dates import moment_in_words
from pipeline.domain.letter import Event, Letter
from pipeline.domain.notes import Language, Message
from pipeline.domain.notes import gateway as say_gateway
from pipeline.domain.notes import shares as say
from pipeline.domain.office import Office
from pipeline.domain.routing import waits_for

TOLD_FOR: Final = timedelta(days=14)
"""How long the applicant of a cancelled letter is told so."""
_BELOW: Final = "\n" + " " * 15
"""a line of a note that goes on with what stands above"""


def receipt(letter: Letter, office: Office, language: Language) -> Message:
    """That a letter is safe, where it is, and by which way each recipient will get it, so that a name taken for something else shows."""
    return say.RECEIPT(
        letter=letter.id,
        number=number_of(letter),
        place=say.PLACES[letter.state]().words(language),
        whom=who(waits_for(letter, office), office, language),
        since=moment_in_words(letter.since),
        recipients=_recipients(letter, language),
    )


def returned(letter: Letter, event: Event | None, office: Office, language: Language) -> Message:
    """That a letter is back to be mended, by whom and why.

    Args:
        letter: as it was returned.
        event: the record of it.
        office: its people.
        language: in which people are named.
    """
    if letter.submission.security.is_confidential:
        return say.RETURNED_CONFIDENTIAL(letter=letter.id, number=number_of(letter), unit=letter.unit)
    return say.RETURNED(
        letter=letter.id,
        number=number_of(letter),
        subject=letter.submission.subject,
        who=who(event.actor if event else "", office, language),
        when=moment_in_words(letter.since),
        reason=letter.remark,
        unit=letter.unit,
    )


def cancelled(letter: Letter, event: Event | None, office: Office, language: Language) -> Message | None:
    """That somebody cancelled a letter, and why; None for the applicant himself, whose answer lies beside his request.

    Args:
        letter: as it was cancelled.
        event: the record of it.
        office: its people.
        language: in which people are named.
    """
    if event is None or event.actor == letter.unit:
        return None
    facts = {"letter": letter.id, "number": number_of(letter), "who": who(event.actor, office, language), "when": moment_in_words(letter.since)}
    if letter.submission.security.is_confidential:
        return say.CANCELLED_CONFIDENTIAL(**facts, days=TOLD_FOR.days)
    return say.CANCELLED(**facts, subject=letter.submission.subject, reason=letter.remark, unit=letter.unit, days=TOLD_FOR.days)


def stopped(letter: Letter) -> Message:
    """That a letter stands still in an official's hands, instead of its form: held, with the reason, or its signature is uncertain."""
    facts = {"letter": letter.id, "number": number_of(letter), "since": moment_in_words(letter.since)}
    return say_gateway.UNCERTAIN_NOTE(**facts) if letter.hold is None else say.ON_HOLD(**facts, reason=letter.hold.reason)


def who(actor: str, office: Office, language: Language) -> str:
    """Somebody of the record or the register, as staff know him: an official, a unit, the administrator, or the system itself."""
    if (official := office.officials.get(actor)) is not None:
        return f"{official.name}, {official.position}"
    if (unit := office.units.get(actor)) is not None:
        return unit.name
    is_administrator = actor == "administrator" or actor.startswith("surat:")
    return (say.ADMINISTRATOR() if is_administrator else say.SYSTEM()).words(language)


def number_of(letter: Letter) -> str:
    """A letter's number, or a dash."""
    return letter.number.text if letter.number else "-"


def _recipients(letter: Letter, language: Language) -> str:
    if letter.submission.security.is_confidential:
        return say.RECIPIENTS_KEPT_BACK().words(language)
    everybody = (*letter.submission.recipients, *letter.submission.copies_to)
    return _BELOW.join(say.RECIPIENT(name=one.name, way=say.CHANNELS[one.channel]().words(language)).words(language) for one in everybody)
