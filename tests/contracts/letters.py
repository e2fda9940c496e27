"""Letters for the tests of whatever keeps letters: one plain letter to change at will, and any letter at all."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from pipeline.domain.channel import Channel
from pipeline.domain.letter import Delivery, Event, Hold, Letter, Post
from pipeline.domain.numbering import NumberClaim
from pipeline.domain.office import Capacity, NumberRule, Recipient, Security, Urgency
from pipeline.domain.page import Box, Spot, Token
from pipeline.domain.states import DeliveryState, State
from pipeline.domain.submission import Invitation, Submission

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 23, 9, 30, 0, 125, tzinfo=ZONE)
DAY = NOW.date()
SEAT = Post(holder="sekretaris", acting="sekretaris")
HEAD = Post(holder="kepala-dinas", acting="kepala-dinas")
SOURCE = "sha256:" + "a" * 64
STAMPED = "sha256:" + "b" * 64


def recipient(name: str = "Kecamatan Sewon", channel: Channel = Channel.PRINT) -> Recipient:
    return Recipient(name=name, channel=channel)


def submission(subject: str = "Rapat koordinasi", urgency: Urgency = Urgency.ORDINARY, number: str | None = None) -> Submission:
    return Submission(subject=subject, recipients=(recipient(),), signatory="kepala-dinas", urgency=urgency, number=number)


def letter(wanted: Submission | None = None, *, unit: str = "dafduk", source: str = SOURCE, since: datetime = NOW) -> Letter:
    return Letter(
        id="",
        state=State.RECEIVED,
        revision=1,
        version=1,
        unit=unit,
        account="siti",
        stem="undangan rapat",
        submission=wanted or submission(),
        source=source,
        verifiers=(SEAT,),
        signatories=(HEAD,),
        since=since,
        code="400.12.2.1",
    )


def event(action: str = "received", at: datetime = NOW, note: str = "", evidence: str = "") -> Event:
    return Event(action=action, at=at, actor="surat", note=note, evidence=evidence)


def claim(unit: str = "dafduk", day: date = DAY, rule: NumberRule | None = None) -> NumberClaim:
    return NumberClaim(rule=rule or NumberRule(), code="400.12.2.1", unit=unit, day=day)


def delivery(name: str = "Kecamatan Sewon", channel: Channel = Channel.PRINT) -> Delivery:
    return Delivery(id=0, letter="", recipient=recipient(name, channel), channel=channel, state=DeliveryState.PLANNED)


_words = st.text(st.characters(codec="utf-8"), max_size=12)
_moments = st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(ZONE))  # noqa: DTZ001 -- the bounds of a strategy are naive
_lengths = st.floats(allow_nan=False, allow_infinity=False)
_posts = st.builds(Post, holder=_words, acting=_words, capacity=st.sampled_from(Capacity))
_recipients = st.builds(Recipient, name=_words, channel=st.sampled_from(Channel), email=_words, address=_words, folder=_words)
_submissions = st.builds(
    Submission,
    subject=_words,
    recipients=st.lists(_recipients, max_size=2).map(tuple),
    signatory=_words,
    co_signatories=st.lists(_words, max_size=2).map(tuple),
    code=st.none() | _words,
    letter_date=st.none() | st.dates(),
    security=st.sampled_from(Security),
    urgency=st.sampled_from(Urgency),
    enclosure=_words,
    copies_to=st.lists(_recipients, max_size=1).map(tuple),
    remark=_words,
    extra_verifiers=st.lists(_words, max_size=2).map(tuple),
    number=st.none() | _words,
    revises=st.none() | _words,
    spots=st.dictionaries(st.sampled_from(Token), st.builds(Spot, page=st.integers(1, 9), x_mm=_lengths, y_mm=_lengths), max_size=2),
    invitation=st.none() | st.builds(Invitation, opening=_words, day_and_date=_words, time=_words, place=_words, occasion=_words, closing=_words),
)
any_letter = st.builds(
    Letter,
    id=st.just(""),
    state=st.sampled_from(State),
    revision=st.integers(0, 9),
    version=st.integers(0, 99),
    unit=_words,
    account=_words,
    stem=_words,
    submission=_submissions,
    source=_words,
    verifiers=st.lists(_posts, max_size=2).map(tuple),
    signatories=st.lists(_posts, min_size=1, max_size=3).map(tuple),
    since=_moments,
    code=st.none() | _words,
    level=st.integers(0, 3),
    consented=st.booleans(),
    date=st.none() | st.dates(),
    document=st.none() | _words,
    boxes=st.lists(st.builds(Box, page=st.integers(1, 9), x_pt=_lengths, y_pt=_lengths, width_pt=_lengths, height_pt=_lengths), max_size=3).map(tuple),
    due=st.none() | _moments,
    hold=st.none() | st.builds(Hold, since=st.sampled_from(State), reason=_words),
    remark=_words,
)
"""Any letter as it could come in, its number aside."""
any_event = st.builds(
    Event,
    action=_words,
    at=_moments | st.just(NOW.astimezone(UTC) + timedelta(microseconds=1)),
    actor=_words,
    account=_words,
    before=st.none() | st.sampled_from(State),
    after=st.none() | st.sampled_from(State),
    document=st.none() | _words,
    note=_words,
    evidence=_words,
)
any_delivery = st.builds(
    Delivery,
    id=st.just(0),
    letter=st.just(""),
    recipient=_recipients,
    channel=st.sampled_from(Channel),
    state=st.sampled_from(DeliveryState),
    is_copy=st.booleans(),
    attempts=st.integers(0, 9),
    next_at=st.none() | _moments,
    proof=_words,
    note=_words,
    sent_on=st.none() | st.dates(),
    taken_by=_words,
)
