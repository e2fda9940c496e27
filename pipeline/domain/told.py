"""What people are told about a letter beside its form.

Its applicant: that it is safe and where it is, that it is back, that it was cancelled. An official: that it stands still. The registry: what a printer did.
A confidential letter's notes give its id and number and nothing else: the folders of a unit are read by all of it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from pipeline.domain.dates import moment_in_words
from pipeline.domain.letter import Delivery, Event, Letter
from pipeline.domain.notes import Language, Message
from pipeline.domain.notes import gateway as say_gateway
from pipeline.domain.notes import printing as say_printing
from pipeline.domain.notes import shares as say
from pipeline.domain.office import Office
from pipeline.domain.printing import BEGUN, BY_HAND, is_for_printer
from pipeline.domain.routing import waits_for
from pipeline.domain.states import DeliveryState

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
    steps = say.MEND_DRAFT if letter.submission.invitation is None else say.MEND_INVITATION
    return say.RETURNED(
        letter=letter.id,
        number=number_of(letter),
        subject=letter.submission.subject,
        who=who(event.actor if event else "", office, language),
        when=moment_in_words(letter.since),
        reason=letter.remark,
        steps=steps(unit=letter.unit).words(language),
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


def paper(letter: Letter, by_hand: Iterable[Delivery], events: Sequence[Event], restored: datetime | None, language: Language) -> Message | None:
    """What the office's printer does, did or failed to do for those who get a letter by hand; None where it has no part in any of it.

    Args:
        letter: what they get.
        by_hand: their deliveries.
        events: the letter's record.
        restored: when the register was put back from a backup, if ever.
        language: in which it is told.
    """
    told = ((one.recipient.name, _at_printer(letter, one, events, restored, language)) for one in by_hand)
    lines = "\n".join(f"{name}: {words}" for name, words in told if words)
    return say_printing.PAPER(letter=letter.id, number=number_of(letter), lines=lines) if lines else None


def _at_printer(letter: Letter, one: Delivery, events: Sequence[Event], restored: datetime | None, language: Language) -> str:
    if one.job == BY_HAND:
        begin = f"{one.recipient.name}: "
        left = (event.note.removeprefix(begin) for event in reversed(events) if event.action == "print_by_hand" and event.note.startswith(begin))
        return next(left, "")
    if one.state is DeliveryState.PRINTED:
        return say_printing.PRINTED(job=one.job).words(language)
    if not is_for_printer(letter, one, restored):
        return ""
    waiting = {"": say_printing.WAITS_FOR_PRINTER(), BEGUN: say_printing.PRINTER_ASKED()}
    return waiting.get(one.job, say_printing.PRINTING(job=one.job)).words(language)


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
