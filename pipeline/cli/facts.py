"""What `status`, `show` and `verify` say as JSON: objects other programs rely on, built from domain values; a name in them is never changed."""

from collections.abc import Sequence

from pipeline.domain.letter import Delivery, Event, Letter
from pipeline.domain.office import Office
from pipeline.domain.routing import waits_for
from pipeline.domain.signing import Verification

Facts = dict[str, object]
"""A JSON object."""


def letter_facts(letter: Letter, office: Office) -> Facts:
    """One letter as `status --json` lists it."""
    return {
        "id": letter.id,
        "number": letter.number.text if letter.number else None,
        "state": letter.state.value,
        "subject": letter.submission.subject,
        "unit": letter.unit,
        "waiting_for": waits_for(letter, office),
        "since": letter.since.isoformat(timespec="seconds"),
        "due": letter.due.isoformat(timespec="seconds") if letter.due else None,
        "revision": letter.revision,
        "document": letter.document or letter.source,
    }


def event_facts(event: Event) -> Facts:
    """One line of a letter's record as `show --json` lists it."""
    return {
        "at": event.at.isoformat(timespec="seconds"),
        "actor": event.actor,
        "account": event.account,
        "action": event.action,
        "from": event.before.value if event.before else None,
        "to": event.after.value if event.after else None,
        "document": event.document,
        "note": event.note,
    }


def delivery_facts(delivery: Delivery) -> Facts:
    """One delivery as `show --json` lists it."""
    return {
        "recipient": delivery.recipient.name,
        "channel": delivery.channel.value,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "proof": "" if delivery.is_in_doubt else delivery.proof,
    }


def show_facts(letter: Letter, office: Office, events: Sequence[Event], deliveries: Sequence[Delivery]) -> Facts:
    """Everything about one letter."""
    return letter_facts(letter, office) | {
        "events": [event_facts(one) for one in events],
        "deliveries": [delivery_facts(one) for one in deliveries],
    }


def verify_facts(verification: Verification, letter: str | None) -> Facts:
    """What `verify --json` says of a file."""
    return {
        "valid": verification.valid,
        "registered": letter is not None,
        "signatures": [
            {
                "signer": one.signer,
                "level": one.level,
                "intact": one.intact,
                "trusted": one.trusted,
                "certified": one.certified,
                "covers_whole_document": one.covers_whole_document,
                "time": one.time.isoformat(timespec="seconds") if one.time else None,
            }
            for one in verification.signatures
        ],
        "letter": letter,
    }
