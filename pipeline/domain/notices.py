"""Notices (*pemberitahuan*): who is told what waits or what became of his letters, and when. Pure: what is known goes in, what is to be told comes out.

One message goes to one reader in an interval at most, in the office's hours, and tells everything that waits. It goes only where something is new since the
last one: a letter that came, or one that has waited for its standard time (*waktu baku*), and then for twice that. What was told is a `Told`; it is kept
when its message is out, so that a message that is lost on the way is told again.

For the administrator waits what nobody else can end: a letter that is held, a signature or a delivery that is uncertain. Its standard time is that of the step
it was stopped in.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.office import Office
from pipeline.domain.retry import next_try
from pipeline.domain.routing import due_at
from pipeline.domain.states import State

NOTHING: Final[Mapping[str, int]] = MappingProxyType({})
TWICE: Final = 2
"""the last reminder: twice the standard time"""
AT_THE_GATEWAY: Final = timedelta(minutes=5)
"""how long a letter may be at the signing gateway before anybody has to find out; longer than its answer is waited for"""


class Topic(StrEnum):
    """What an applicant is told of his letter; the words are those of the record."""

    NUMBERED = "numbered"
    """it has its number"""
    RETURNED = "returned"
    """it came back, with the reason"""
    SENT = "sent"
    """its last recipient has it"""


class Matter(StrEnum):
    """What the administrator has to end."""

    HELD = "held"
    """the letter stands still"""
    SIGNATURE = "signature"
    """whether a gateway signed it is uncertain"""
    DELIVERY = "delivery"
    """whether one recipient has it is uncertain"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When messages may go out."""

    opens: time
    closes: time
    """from then on it is night"""
    days: frozenset[int]
    """working days, Monday = 0"""
    holidays: frozenset[date]
    interval: timedelta
    """between two messages to one reader, at least"""

    def is_open(self, now: datetime) -> bool:
        """Whether it is neither night nor a day off.

        >>> usual = Hours(opens=time(7), closes=time(16), days=frozenset(range(5)), holidays=frozenset({date(2026, 12, 25)}), interval=timedelta(hours=1))
        >>> [usual.is_open(datetime(2026, 12, day, hour)) for day, hour in ((24, 6), (24, 7), (24, 16), (25, 9), (26, 9))]
        [False, True, False, False, False]
        """
        return now.weekday() in self.days and now.date() not in self.holidays and self.opens <= now.time() < self.closes


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A letter that waits for its reader."""

    letter: str
    number: str
    subject: str
    """empty for a confidential one"""
    since: datetime
    due: datetime | None
    """when its standard time is over; None where its step has none"""
    matter: Matter | None = None
    """None where it waits for anybody but the administrator"""
    reason: str = ""
    """why the administrator has to see to it; empty for a confidential letter"""
    delivery: int = 0
    """the delivery that is uncertain; 0 = none"""

    @property
    def key(self) -> str:
        """Tells this wait from another one of the same letter."""
        which = f"/{self.delivery}" if self.delivery else ""
        return f"{self.letter}{which} {self.since.isoformat()}"

    def reminders(self, now: datetime) -> int:
        """How many reminders its wait is worth: none yet, one after the standard time, two after twice that.

        >>> one = Waiting(letter="", number="", subject="", since=datetime(2026, 1, 1, 8), due=datetime(2026, 1, 1, 9))
        >>> [one.reminders(datetime(2026, 1, 1, hour)) for hour in (8, 9, 10, 23)]
        [0, 1, 2, 2]
        """
        if self.due is None or now < self.due:
            return 0
        return TWICE if now >= self.since + TWICE * (self.due - self.since) else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What became of an applicant's letter."""

    position: int
    """in the record"""
    topic: Topic
    letter: str
    number: str
    subject: str
    """empty for a confidential one"""
    at: datetime
    reason: str = ""
    """of a return; empty for a confidential letter"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a reader has been told, as it is remembered."""

    reader: str
    position: int
    """up to where in the record"""
    sent_at: datetime | None = None
    """when the last message went out"""
    waits: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    """the waits he knows of, with the reminders he had"""
    attempts: int = 0
    """how often the message that is due now did not get through"""
    next_at: datetime | None = None
    """not to be tried before"""

    @property
    def mark(self) -> str:
        """Names the message that tells this: the same for the same content, however often it is tried."""
        return hashlib.sha256(f"{self.reader} {self.position} {sorted(self.waits.items())}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one reader."""

    mark: str
    """see `Told.mark`"""
    name: str
    """the reader's"""
    mailbox: str
    waiting: tuple[Waiting, ...]
    news: tuple[News, ...]
    at: datetime


def waiting_for(letter: Letter) -> Waiting:
    """What its reader is told of a letter that waits."""
    return Waiting(letter=letter.id, number=_number(letter), subject=_subject(letter), since=letter.since, due=letter.due)


def stopped(letter: Letter, office: Office, now: datetime) -> Waiting | None:
    """What the administrator is told of a letter that nobody else can let go on; None for any other."""
    if letter.state is State.SIGNATURE_UNCERTAIN and now - letter.since >= AT_THE_GATEWAY:
        return replace(waiting_for(letter), due=due_at(State.AWAITING_SIGNATURE, letter.since, office), matter=Matter.SIGNATURE)
    if letter.state is State.HELD and letter.hold is not None and not letter.is_kept_back:
        reason = _unless_confidential(letter, letter.hold.reason)
        return replace(waiting_for(letter), due=due_at(letter.hold.since, letter.since, office), matter=Matter.HELD, reason=reason)
    return None


def in_doubt(letter: Letter, delivery: Delivery, since: datetime, office: Office) -> Waiting:
    """What the administrator is told of a delivery that is uncertain since then."""
    return Waiting(
        letter=letter.id,
        number=_number(letter),
        subject=_subject(letter),
        since=since,
        due=due_at(State.DISPATCHING, since, office),
        matter=Matter.DELIVERY,
        reason=_unless_confidential(letter, ": ".join(part for part in (delivery.recipient.name, delivery.note) if part)),
        delivery=delivery.id,
    )


def news_of(letter: Letter, topic: Topic, *, position: int, at: datetime, reason: str) -> News:
    """What its applicant is told of a letter; of a confidential one neither subject nor reason."""
    told = _unless_confidential(letter, reason) if topic is Topic.RETURNED else ""
    return News(position=position, topic=topic, letter=letter.id, number=_number(letter), subject=_subject(letter), at=at, reason=told)


def next_message(told: Told, waiting: Iterable[Waiting], news: Iterable[News], now: datetime, hours: Hours) -> Told | None:
    """What a reader will have been told once the message that is due now is out; None where none is due.

    Args:
        told: what he was told so far.
        waiting: everything that waits for him.
        news: everything that became of his letters since `told.position`.
        now: the moment, in the office's zone.
        hours: when messages may go out.
    """
    early = told.sent_at is not None and now < told.sent_at + hours.interval
    if early or (told.next_at is not None and now < told.next_at) or not hours.is_open(now):
        return None
    waits = {one.key: one.reminders(now) for one in waiting}
    position = max((one.position for one in news), default=told.position)
    if position == told.position and all(key in told.waits and reminders <= told.waits[key] for key, reminders in waits.items()):
        return None
    return replace(told, position=position, waits=waits, sent_at=now, attempts=0, next_at=None)


def not_through(told: Told, now: datetime) -> Told:
    """The same, after one more try that failed: the pauses grow as those of letters do."""
    return replace(told, attempts=told.attempts + 1, next_at=next_try(now, told.attempts + 1))


def _number(letter: Letter) -> str:
    return letter.number.text if letter.number else ""


def _subject(letter: Letter) -> str:
    return _unless_confidential(letter, letter.submission.subject)


def _unless_confidential(letter: Letter, words: str) -> str:
    return "" if letter.submission.security.is_confidential else words
