"""Who sees a letter, in which order (SOP 4-8): the unit's chain, further levels the applicant adds, then who sign; each seat with its delegate."""

from datetime import date, datetime, timedelta
from itertools import chain

from pipeline.domain.letter import Letter, Post
from pipeline.domain.office import Capacity, Office, Official
from pipeline.domain.states import State
from pipeline.domain.submission import Submission


def seat(official: Official, day: date) -> Post:
    """Who sits on an official's seat that day: the official, or the delegate whose time it is."""
    for delegation in official.delegations:
        if delegation.holds_on(day):
            return Post(holder=official.id, acting=delegation.by, capacity=delegation.capacity)
    return Post(holder=official.id, acting=official.id, capacity=Capacity.OWN)


def route(submission: Submission, office: Office, unit: str, day: date) -> tuple[tuple[Post, ...], tuple[Post, ...]]:
    """The verifiers' seats in order, and the signatories'.

    Nobody leaves a superior out: the applicant's further levels come after the unit's chain, each official once.

    Args:
        submission: what the applicant wants.
        office: units and officials.
        unit: the applicant's unit.
        day: the day in the office, which decides about delegates.
    """
    levels = dict.fromkeys(chain(office.units[unit].chain, submission.extra_verifiers))
    return (
        tuple(seat(office.officials[one], day) for one in levels),
        tuple(seat(office.officials[one], day) for one in submission.signatories),
    )


def raised(letter: Letter) -> tuple[State, int]:
    """Where a yes takes a letter: its state and its level at the next verifier, then at each signatory, then signed."""
    is_verified = letter.state is not State.IN_VERIFICATION
    level = 1 + (len(letter.verifiers) + letter.turn if is_verified else letter.level)
    if level < len(letter.verifiers):
        return State.IN_VERIFICATION, level
    return State.AWAITING_SIGNATURE if level < len(letter.verifiers) + len(letter.signatories) else State.SIGNED, level


_STEP_OF_STATE = {State.RECEIVED: 2, State.NUMBERED: 4, State.IN_VERIFICATION: 5, State.AWAITING_SIGNATURE: 8, State.READY_TO_SEND: 9, State.DISPATCHING: 9}


def due_at(state: State, since: datetime, office: Office) -> datetime | None:
    """When the step a letter stands in should be done, by the office's standard times (*waktu baku*).

    >>> from datetime import timezone
    >>> due_at(State.SENT, datetime(2026, 1, 1, tzinfo=timezone.utc), None) is None
    True
    """
    step = _STEP_OF_STATE.get(state)
    if step is None:
        return None
    allowed = sum((one.allowed for one in office.standard_times if one.step == step), timedelta())
    return since + allowed if allowed else None


def seat_in_words(post: Post, office: Office) -> str:
    """Who sits on a seat, as people say it: capacity, name and position; empty for one the office no longer has."""
    official = office.officials.get(post.acting)
    return f"{post.capacity} {official.name}, {official.position}".strip() if official else ""


def says_signatory_name(text: str, official: Official) -> bool:
    """Whether a draft's text names this official as the one who signs: by NIP, or by name where he has none.

    Args:
        text: the draft's text, white space folded.
        official: whose name or NIP is looked for.
    """
    squeezed = "".join(text.split())
    wanted = official.nip or official.name
    return bool(wanted) and "".join(wanted.split()) in squeezed


def waits_for(letter: Letter, office: Office) -> str:
    """Whom a letter waits for: an official's id, its unit, `surat` for the daemon, `administrator`, or nobody."""
    match letter.state:
        case State.IN_VERIFICATION | State.AWAITING_SIGNATURE if letter.post is not None:
            return letter.post.acting
        case State.RETURNED:
            return letter.unit
        case State.HELD | State.SIGNATURE_UNCERTAIN if not letter.is_kept_back:
            return "administrator"
        case State.RECEIVED | State.READY_TO_SEND | State.DISPATCHING | State.HELD:
            return next(iter(office.registrars), "surat")
        case State.SENT | State.CANCELLED:
            return ""
        case _:
            return "surat"
