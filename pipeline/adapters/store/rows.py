"""Rows to values and back: the only place that knows how a letter looks in the tables.

What goes in comes back equal, down to the microsecond; moments come back in the office's zone. Small values that no query asks about (seats, box, hold,
recipient) are JSON in one column.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final, TypeVar

from sqlalchemy import Select, and_, select

from pipeline.adapters.store import schema
from pipeline.domain.books import AgendaLine, DispatchLine, dispatch_line
from pipeline.domain.channel import Channel
from pipeline.domain.letter import Delivery, Event, Hold, Letter, Post
from pipeline.domain.numbering import NumberStatus, RegisterNumber
from pipeline.domain.office import Capacity, Recipient, Security, Urgency
from pipeline.domain.page import Box
from pipeline.domain.states import DeliveryState, State
from pipeline.domain.submission import Submission, canonical, restore
from pipeline.ports import RegisterLine

AnyRow = Any
"""One row on its way out; its fields are attributes."""
Value = TypeVar("Value")
AnyJson = Any
"""What is stored as JSON in one column."""
Values = Mapping[str, object]
"""One row on its way in, by column."""
AT_ONCE: Final = "0001-01-01T00:00:00.000000+00:00"
"""A moment that is always past, even when the clock goes back."""
WAKING: Final = frozenset({State.RECEIVED, State.NUMBERED, State.SIGNED, State.DISPATCHING})
"""The states in which the daemon can carry a letter on by itself."""
_RANKS: Final = {urgency: rank for rank, urgency in enumerate(reversed(Urgency))}

_book = schema.register.c
LETTERS: Final[Select[Any]] = select(
    schema.letter,
    schema.sidecar.c.body,
    _book.text.label("number_text"),
    _book.year.label("number_year"),
    _book.scope.label("number_scope"),
    _book.sequence.label("number_sequence"),
    _book.suffix.label("number_suffix"),
).select_from(
    schema.letter.join(
        schema.sidecar,
        and_(schema.sidecar.c.letter == schema.letter.c.id, schema.sidecar.c.revision == schema.letter.c.revision),
    ).outerjoin(schema.register, _book.letter == schema.letter.c.id)
)
"""Letters with what `letter_of` needs beside their row."""


def moment_text(moment: datetime) -> str:
    """A moment as it is stored.

    >>> moment_text(datetime.fromisoformat("2026-11-23T07:00:00+07:00"))
    '2026-11-23T00:00:00.000000+00:00'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def optional_text(moment: datetime | None) -> str | None:
    """A moment as it is stored, if there is one."""
    return None if moment is None else moment_text(moment)


def moment_of(stored: str, zone: tzinfo) -> datetime:
    """A stored moment, in the office's zone."""
    return datetime.fromisoformat(stored).astimezone(zone)


def letter_values(letter: Letter) -> Values:
    """A letter's row but for its id, and for what is shown of it. A move ends every pause: it is carried on and shown at once.

    The id never changes, and to set it again would make SQLite look for every row that refers to it.
    """
    return {
        "state": letter.state.value,
        "revision": letter.revision,
        "version": letter.version,
        "unit": letter.unit,
        "account": letter.account,
        "stem": letter.stem,
        "source": letter.source,
        "sidecar": letter.sidecar,
        "verifiers": _json([_post_values(post) for post in letter.verifiers]),
        "signatory": _json([_post_values(post) for post in letter.signatories] if len(letter.signatories) > 1 else _post_values(letter.signatory)),
        "since": moment_text(letter.since),
        "code": letter.code,
        "level": letter.level,
        "consented": letter.consented,
        "date": letter.date.isoformat() if letter.date else None,
        "document": letter.document,
        "box": _boxes_text(letter.boxes),
        "due": optional_text(letter.due),
        "hold": _hold_text(letter.hold) if letter.hold else None,
        "remark": letter.remark,
        "urgency": _RANKS[letter.submission.urgency],
        "wake_at": AT_ONCE if letter.state in WAKING else None,
        "attempts": 0,
        "show_at": None,
    }


def letter_of(row: AnyRow, zone: tzinfo) -> Letter:
    """The letter of a row of `LETTERS`."""
    return Letter(
        id=row.id,
        state=State(row.state),
        revision=row.revision,
        version=row.version,
        unit=row.unit,
        account=row.account,
        stem=row.stem,
        submission=restore(row.body.encode()),
        source=row.source,
        verifiers=tuple(_post_of(one) for one in json.loads(row.verifiers)),
        signatories=_one_or_several(json.loads(row.signatory), _post_of),
        since=moment_of(row.since, zone),
        code=row.code,
        level=row.level,
        consented=bool(row.consented),
        number=_letter_number(row),
        date=date.fromisoformat(row.date) if row.date else None,
        document=row.document,
        boxes=_one_or_several(json.loads(row.box), _box_of) if row.box else (),
        due=moment_of(row.due, zone) if row.due else None,
        hold=hold_of(row),
        remark=row.remark,
    )


def hold_of(row: AnyRow) -> Hold | None:
    """The hold of a letter's row, if it has one."""
    if row.hold is None:
        return None
    since, reason, *by = json.loads(row.hold)
    return Hold(since=State(since), reason=reason, by="".join(by))


def _hold_text(hold: Hold) -> str:
    return _json([hold.since.value, hold.reason, *([hold.by] if hold.by else ())])


def sidecar_values(letter: Letter) -> Values:
    """The row of a letter's canonical sidecar."""
    return {"letter": letter.id, "revision": letter.revision, "body": sidecar_text(letter.submission)}


def sidecar_text(submission: Submission) -> str:
    """The canonical sidecar as it is stored."""
    return canonical(submission).decode()


def event_values(event: Event) -> dict[str, object]:
    """An event's row but for its position and hash."""
    return {
        "letter": event.letter,
        "action": event.action,
        "at": moment_text(event.at),
        "actor": event.actor,
        "account": event.account,
        "before": event.before.value if event.before else None,
        "after": event.after.value if event.after else None,
        "document": event.document,
        "note": event.note,
        "evidence": event.evidence,
    }


def event_of(row: AnyRow, zone: tzinfo) -> Event:
    """The event of a row."""
    return Event(
        letter=row.letter,
        action=row.action,
        at=moment_of(row.at, zone),
        actor=row.actor,
        account=row.account,
        before=State(row.before) if row.before else None,
        after=State(row.after) if row.after else None,
        document=row.document,
        note=row.note,
        evidence=row.evidence,
    )


def delivery_values(delivery: Delivery) -> dict[str, object]:
    """A delivery's row but for its id."""
    one = delivery.recipient
    return {
        "letter": delivery.letter,
        "recipient": _json([one.name, one.channel.value, one.email, one.address, one.folder]),
        "channel": delivery.channel.value,
        "state": delivery.state.value,
        "is_copy": delivery.is_copy,
        "attempts": delivery.attempts,
        "next_at": optional_text(delivery.next_at),
        "proof": delivery.proof,
        "note": delivery.note,
        "sent_on": delivery.sent_on.isoformat() if delivery.sent_on else None,
        "taken_by": delivery.taken_by,
        "job": delivery.job,
    }


def delivery_of(row: AnyRow, zone: tzinfo) -> Delivery:
    """The delivery of a row."""
    name, channel, email, address, folder = json.loads(row.recipient)
    return Delivery(
        id=row.id,
        letter=row.letter,
        recipient=Recipient(name=name, channel=Channel(channel), email=email, address=address, folder=folder),
        channel=Channel(row.channel),
        state=DeliveryState(row.state),
        is_copy=bool(row.is_copy),
        attempts=row.attempts,
        next_at=moment_of(row.next_at, zone) if row.next_at else None,
        proof=row.proof,
        note=row.note,
        sent_on=date.fromisoformat(row.sent_on) if row.sent_on else None,
        taken_by=row.taken_by,
        job=row.job,
    )


def number_values(number: RegisterNumber) -> dict[str, object]:
    """A number's place in the register and its text, by column."""
    return {"year": number.year, "scope": number.scope, "sequence": number.sequence, "suffix": number.suffix, "text": number.text}


def number_of(row: AnyRow) -> RegisterNumber:
    """The number of a row of the register."""
    return RegisterNumber(text=row.text, year=row.year, scope=row.scope, sequence=row.sequence, suffix=row.suffix)


def line_of(row: AnyRow) -> RegisterLine:
    """The register's line of a row."""
    return RegisterLine(
        number=number_of(row),
        status=NumberStatus(row.status),
        unit=row.unit,
        subject=row.subject,
        letter=row.letter,
        day=date.fromisoformat(row.day),
        note=row.note,
    )


def agenda_line_of(row: AnyRow) -> AgendaLine:
    """The line of the *buku agenda* of a row."""
    asked = restore(row.body.encode()) if row.body else None
    return AgendaLine(
        number=row.text,
        status=NumberStatus(row.status),
        unit=row.unit,
        subject=row.subject,
        day=date.fromisoformat(row.day),
        note=row.note,
        recipients=tuple(one.name for one in asked.recipients) if asked else (),
        security=asked.security if asked else Security.ORDINARY,
        sent_on=date.fromisoformat(row.sent_on) if row.sent_on else None,
    )


def dispatch_line_of(row: AnyRow, zone: tzinfo) -> DispatchLine:
    """The line of the *buku ekspedisi* of a row."""
    return dispatch_line(delivery_of(row, zone), restore(row.body.encode()), number=row.number, day=date.fromisoformat(row.day))


def _letter_number(row: AnyRow) -> RegisterNumber | None:
    if row.number_text is None:
        return None
    return RegisterNumber(text=row.number_text, year=row.number_year, scope=row.number_scope, sequence=row.number_sequence, suffix=row.number_suffix)


def _post_values(post: Post) -> tuple[str, str, str]:
    return post.holder, post.acting, post.capacity.value


def _post_of(stored: tuple[str, str, str]) -> Post:
    holder, acting, capacity = stored
    return Post(holder=holder, acting=acting, capacity=Capacity(capacity))


def _box_values(box: Box) -> tuple[float, ...]:
    return box.page, box.x_pt, box.y_pt, box.width_pt, box.height_pt


def _boxes_text(boxes: tuple[Box, ...]) -> str | None:
    if not boxes:
        return None
    return _json([*map(_box_values, boxes)] if len(boxes) > 1 else _box_values(boxes[0]))


def _box_of(stored: tuple[int, float, float, float, float]) -> Box:
    page, x_pt, y_pt, width_pt, height_pt = stored
    return Box(page=page, x_pt=x_pt, y_pt=y_pt, width_pt=width_pt, height_pt=height_pt)


def _one_or_several(stored: AnyJson, read: Callable[[AnyJson], Value]) -> tuple[Value, ...]:
    """What nearly every letter has one of is stored without a list around it."""
    return tuple(map(read, stored)) if isinstance(stored[0], list) else (read(stored),)


def _json(facts: object) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
