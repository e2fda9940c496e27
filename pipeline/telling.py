"""Notices (*pemberitahuan*): whoever a letter waits for is told, its applicant of what became of it, and the administrator of what only he can end.

Level-triggered as a round is: each look compares what waits, and what the record says since, with what each reader was told. What was told is kept once its
message is out; a daemon that dies between the two tells it again, under the same Message-ID. All of it goes on beside the letters and keeps none of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import structlog

from pipeline.domain.channel import Outcome
from pipeline.domain.errors import SuratError
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import notices as say
from pipeline.domain.notices import News, Notice, Told, Topic, Waiting, in_doubt, news_of, next_message, not_through, stopped, waiting_for
from pipeline.domain.office import Office, Role
from pipeline.domain.states import DeliveryState, State
from pipeline.ports import Desk, Each, Lane, Notices
from pipeline.trouble import plain

log = structlog.get_logger()

_ADMINISTRATOR: Final = "administrator/"
_ON_PAPER: Final = frozenset({DeliveryState.TO_PRINT, DeliveryState.PRINTED})
_OUT: Final = frozenset({Outcome.SENT, Outcome.UNCERTAIN})
"""a message whose answer was lost is most likely there; what it told is reminded of in any case"""
_FAR: Final = 500
"""lines of the record in which nothing was a reader's; he is then looked for behind them"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Somebody with an address for notices."""

    key: str
    """`pejabat/<id>`, `bidang/<id>`, or `administrator/<n>` for the nth of his addresses"""
    name: str
    mailbox: str
    unit: str = ""
    """whose applicants they are"""


def tell(desk: Desk, each: Each) -> int:
    """One look: how many messages went out, and whether any is still on its way. Raises for nobody's message's sake.

    Raises:
        LaterError: the register cannot be asked.
    """
    if desk.notices is None:
        return 0
    readers = {one.key: one for one in _readers(desk, desk.notices)}
    for key in readers:
        _known(key, desk)
    newest = desk.register.newest_event()
    if not desk.notices.hours.is_open(desk.clock.now()):
        return 0
    waiting, notices = _waiting(desk, readers), desk.notices
    return each(lambda key: _told(readers[key], newest, waiting, desk, notices), readers, lane=Lane.NOTICES)


def _readers(desk: Desk, notices: Notices) -> list[_Reader]:
    people = [_Reader(key=f"pejabat/{one.id}", name=one.name, mailbox=one.mailbox) for one in desk.office.officials.values()]
    units = [_Reader(key=f"bidang/{one.id}", name=one.name, mailbox=one.mailbox, unit=one.id) for one in desk.office.units.values()]
    title = say.ADMINISTRATOR().words(desk.language)
    administrator = [_Reader(key=f"{_ADMINISTRATOR}{place}", name=title, mailbox=mailbox) for place, mailbox in enumerate(notices.administrator, 1)]
    return [one for one in (*people, *units, *administrator) if one.mailbox]


def _known(key: str, desk: Desk) -> Told:
    """What a reader has been told; who is new is told of what happens from now on."""
    told = desk.register.told(key)
    if told is not None:
        return told
    told = Told(reader=key, position=desk.register.newest_event())
    desk.register.keep_told(told)
    return told


def _waiting(desk: Desk, readers: Iterable[str]) -> Mapping[str, list[Waiting]]:
    """What waits for each reader; not what the daemon carries on by itself."""
    found: dict[str, list[Waiting]] = defaultdict(list)
    administrator = [key for key in readers if key.startswith(_ADMINISTRATOR)]
    on_their_way = set(desk.register.due(desk.clock.now()))
    for letter in desk.register.letters():
        deliveries = desk.register.deliveries(letter.id) if _is_going_out(letter) else ()
        if letter.id not in on_their_way:
            for official in _awaited(letter, deliveries, desk.office):
                found[f"pejabat/{official}"].append(waiting_for(letter))
        for key in administrator:
            found[key] += _stuck(letter, deliveries, desk)
    return found


def _is_going_out(letter: Letter) -> bool:
    return State.DISPATCHING in {letter.state, letter.hold.since if letter.hold else letter.state}


def _awaited(letter: Letter, deliveries: Iterable[Delivery], office: Office) -> tuple[str, ...]:
    """Who has to do something for a letter to go on: an official or his delegate, or every registry officer."""
    registrars = tuple(one.id for one in office.officials.values() if Role.REGISTRAR in one.roles)
    match letter.state:
        case State.IN_VERIFICATION | State.AWAITING_SIGNATURE if letter.post is not None:
            return (letter.post.acting,)
        case State.RECEIVED | State.READY_TO_SEND:
            return registrars
        case State.DISPATCHING if any(one.state in _ON_PAPER for one in deliveries):
            return registrars
        case _:
            return ()


def _stuck(letter: Letter, deliveries: Iterable[Delivery], desk: Desk) -> Iterator[Waiting]:
    """What of a letter only the administrator can end."""
    as_a_whole = stopped(letter, desk.office, desk.clock.now())
    if as_a_whole is not None:
        yield as_a_whole
    uncertain = [one for one in deliveries if one.state is DeliveryState.UNCERTAIN]
    events = [one for one in desk.register.events(letter.id) if one.action == "delivery_uncertain"] if uncertain else []
    for one in uncertain:
        since = max((event.at for event in events if event.note.startswith(one.recipient.name)), default=events[-1].at if events else letter.since)
        yield in_doubt(letter, one, since, desk.office)


def _told(reader: _Reader, newest: int, waiting: Mapping[str, list[Waiting]], desk: Desk, notices: Notices) -> bool:
    """The same as `_tell`; a reader's trouble is nobody else's."""
    try:
        return _tell(reader, newest, tuple(waiting.get(reader.key, ())), desk, notices)
    except (SuratError, OSError) as error:
        log.warning("notice_left_for_later", reader=reader.key, reason=plain(error))
    except Exception:
        log.exception("notice_failed", reader=reader.key)
    return False


def _tell(reader: _Reader, newest: int, waiting: tuple[Waiting, ...], desk: Desk, notices: Notices) -> bool:
    """Tell one reader what there is to tell; whether a message went out.

    Args:
        reader: who he is.
        newest: the newest line of the record before anything was asked.
        waiting: what waits for him.
        desk: the office.
        notices: its way of telling.
    """
    now, told = desk.clock.now(), _known(reader.key, desk)  # asked now: his last message may have gone out since the look began
    news = _news(reader, told, desk)
    hours = replace(notices.hours, interval=timedelta()) if reader.unit else notices.hours  # a return is not to wait an hour
    after = next_message(told, waiting, news, now, hours)
    if after is None:
        if not news and newest - told.position > _FAR:
            desk.register.keep_told(replace(told, position=newest))
        return False
    notice = Notice(mark=after.mark, name=reader.name, mailbox=reader.mailbox, waiting=waiting, news=news, at=now)
    report = notices.messenger.tell(notice)
    is_out = report.outcome in _OUT
    desk.register.keep_told(after if is_out else not_through(told, now))
    if is_out:
        log.info("notice_sent", reader=reader.key, waiting=len(waiting), news=len(news), outcome=report.outcome)
    else:
        log.warning("notice_not_sent", reader=reader.key, outcome=report.outcome)
    return is_out


def _news(reader: _Reader, told: Told, desk: Desk) -> tuple[News, ...]:
    if not reader.unit:
        return ()
    happened = desk.register.happened(reader.unit, told.position)
    return tuple(
        news_of(desk.register.letter(event.letter), Topic(event.action), position=position, at=event.at, reason=event.note)
        for position, event in happened
        if event.letter is not None
    )
