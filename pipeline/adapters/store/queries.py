"""What is asked of the register, each question with the index that answers it however many letters have been sent."""

from typing import Final

from sqlalchemy import and_, bindparam, func, or_, select, text

from pipeline.adapters.store.rows import LETTERS
from pipeline.adapters.store.schema import (
    HAS_EVIDENCE,
    HAS_GONE,
    HAS_LEFT,
    HAS_WAKE,
    IS_ON_PAPER,
    IS_UNSHOWN,
    delivery,
    document,
    event,
    letter,
    register,
    sidecar,
)
from pipeline.domain.numbering import NumberStatus
from pipeline.domain.states import OPEN, State

DUE_AT_MOST: Final = 500
"""How many due letters are told at once; the next question tells the next."""

_NOTHING: Final = "[]"
"""no path at all, as it is stored"""
_PRESENT: Final = letter.c.state.not_in([State.RETURNED.value, State.CANCELLED.value])

DUE: Final = (
    select(letter.c.id)
    .where(HAS_WAKE, or_(letter.c.wake_at <= bindparam("now"), letter.c.wake_at > bindparam("horizon")))
    .order_by(letter.c.urgency, letter.c.since, letter.c.id)
    .limit(DUE_AT_MOST)
)
"""No pause is longer than to the horizon: what lies beyond was set while the clock was wrong, and is due."""
UNSHOWN: Final = (
    select(letter.c.id)
    .where(IS_UNSHOWN, or_(letter.c.show_at.is_(None), letter.c.show_at <= bindparam("now"), letter.c.show_at > bindparam("horizon")))
    .order_by(letter.c.since, letter.c.id)
)
LINGERING: Final = (
    select(letter.c.id)
    .where(letter.c.state == State.CANCELLED.value, letter.c.since <= bindparam("since"), letter.c.shown_paths != _NOTHING)
    .order_by(letter.c.since, letter.c.id)
)
SHOWN: Final = select(letter.c.shown_paths, letter.c.shown_version).where(letter.c.id == bindparam("id"))
BELOW_AT_MOST: Final = 500
"""How many letters of a level are told at once."""
AT_LEVEL: Final = (
    select(letter.c.id)
    .where(HAS_GONE, letter.c.signature_level == bindparam("level"), letter.c.id > bindparam("after"))
    .order_by(letter.c.id)
    .limit(BELOW_AT_MOST)
)
"""Sent letters of one level, or of none that is known, from one id on."""
STANDING: Final = select(letter.c.state, letter.c.version).where(letter.c.id == bindparam("id"))
ATTEMPTS: Final = select(letter.c.attempts).where(letter.c.id == bindparam("id"))

BY_ID: Final = LETTERS.where(letter.c.id == bindparam("key"))
BY_NUMBER: Final = LETTERS.where(register.c.office == bindparam("office"), register.c.text == bindparam("key")).order_by(register.c.year.desc()).limit(1)
OPEN_LETTERS: Final = LETTERS.where(letter.c.state.in_(sorted(OPEN))).order_by(letter.c.id)
PLACES: Final = select(letter.c.id, letter.c.shown_paths).where(letter.c.state.in_(sorted(OPEN))).order_by(letter.c.id)
ALL_LETTERS: Final = LETTERS.order_by(letter.c.id)
TWIN: Final = (
    LETTERS.where(letter.c.sidecar == bindparam("sidecar"), letter.c.source == bindparam("source"), letter.c.unit == bindparam("unit"), _PRESENT)
    .order_by(letter.c.id)
    .limit(1)
)
COUNTS: Final = select(letter.c.state, func.count().label("amount")).group_by(letter.c.state)

EVENTS: Final = select(event).where(event.c.letter == bindparam("letter")).order_by(event.c.position)
EVIDENCE: Final = select(event.c.position).where(HAS_EVIDENCE, event.c.letter == bindparam("letter"), event.c.evidence == bindparam("evidence")).limit(1)
TAKEN: Final = LETTERS.where(
    letter.c.id
    == select(event.c.letter)
    .where(HAS_EVIDENCE, event.c.evidence >= bindparam("evidence"), event.c.evidence < bindparam("beyond"), event.c.letter.is_not(None))
    .order_by(event.c.position)
    .limit(1)
    .scalar_subquery()
)

NEWEST_DAY: Final = select(func.max(register.c.day)).where(
    register.c.office == bindparam("office"),
    register.c.year == bindparam("year"),
    register.c.scope == bindparam("scope"),
    register.c.status == NumberStatus.USED.value,
)
LINES: Final = (
    select(register)
    .where(register.c.office == bindparam("office"), register.c.year == bindparam("year"))
    .order_by(register.c.scope, register.c.sequence, register.c.suffix)
)

_OF_ITS_REVISION: Final = and_(sidecar.c.letter == letter.c.id, sidecar.c.revision == letter.c.revision)
AGENDA: Final = (
    select(
        register,
        sidecar.c.body,
        select(func.max(delivery.c.sent_on)).where(delivery.c.letter == letter.c.id, letter.c.state == State.SENT.value).scalar_subquery().label("sent_on"),
    )
    .select_from(register.outerjoin(letter, letter.c.id == register.c.letter).outerjoin(sidecar, _OF_ITS_REVISION))
    .where(register.c.office == bindparam("office"), register.c.year == bindparam("year"))
    .order_by(register.c.scope, register.c.sequence, register.c.suffix)
)
"""The numbers of a year with what they were given to."""
_DISPATCHES: Final = (
    select(delivery, register.c.text.label("number"), register.c.day, sidecar.c.body)
    .select_from(delivery.join(letter, letter.c.id == delivery.c.letter).join(register, register.c.letter == letter.c.id).join(sidecar, _OF_ITS_REVISION))
    .where(register.c.office == bindparam("office"))
)
DISPATCHED: Final = _DISPATCHES.where(HAS_LEFT, delivery.c.sent_on >= bindparam("first"), delivery.c.sent_on <= bindparam("last")).order_by(
    delivery.c.sent_on, delivery.c.letter, delivery.c.id
)
"""What went out in a while."""
TO_CARRY: Final = _DISPATCHES.where(text(f"delivery.{IS_ON_PAPER.text}")).order_by(delivery.c.letter, delivery.c.id)
"""What waits to be carried."""

LETTER_OF_DOCUMENT: Final = select(document.c.letter).where(document.c.digest == bindparam("digest")).order_by(document.c.id.desc()).limit(1)
DOCUMENTS: Final = select(document.c.letter, document.c.digest).order_by(document.c.id)
