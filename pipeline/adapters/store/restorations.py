"""Numbering after a restore: held, series by series, until the registrar says which number was the last; ids go on beyond those given since the backup.

A backup cannot know which numbers the office gave after it was made, and a number given twice is a public matter. So a restored register gives none, of any
series up to the year of the restore, until `resume` tells the last one; what lies between is entered as void. Ids of letters need nobody's word: they
leave out a stretch wide enough for whatever was taken in since the backup.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, exists, func, insert, select, update

from pipeline.adapters.store import chain, counters, numbers
from pipeline.adapters.store.rows import AT_ONCE, moment_text
from pipeline.adapters.store.schema import IS_HOLDING, restoration, resumption
from pipeline.adapters.store.schema import letter as letters
from pipeline.adapters.store.statements import Transaction
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.letter import Event
from pipeline.domain.notes import store as say
from pipeline.domain.numbering import RegisterNumber, Restoration, Resumption
from pipeline.domain.states import OPEN as OPEN_STATES
from pipeline.domain.states import State

IDS_LEFT_OUT: Final = 10_000
"""How many ids a restore leaves out: more than an office takes in between two backups."""

_RESUMED: Final = exists().where(
    resumption.c.restoration == restoration.c.id,
    resumption.c.office == bindparam("office"),
    resumption.c.year == bindparam("year"),
    resumption.c.scope == bindparam("scope"),
)
_HOLDING: Final = select(restoration.c.id).where(IS_HOLDING, restoration.c.year >= bindparam("year"), ~_RESUMED)
OPEN: Final = select(restoration).where(IS_HOLDING)
LAST: Final = select(restoration).order_by(restoration.c.id.desc()).limit(1)
_LEFT_OUT: Final = select(func.max(restoration.c.ids_after)).where(restoration.c.year == bindparam("year"))
_OPEN_LETTERS: Final = update(letters).where(letters.c.state.in_(sorted(OPEN_STATES))).values(shown_version=-1, show_at=None)
_RESUMED_SERIES: Final = select(resumption.c.restoration).where(resumption.c.restoration == bindparam("id")).limit(1)
_SUPERSEDE: Final = update(restoration).where(IS_HOLDING).values(ended=True)
_WIDEN: Final = update(restoration).where(restoration.c.id == bindparam("key"), restoration.c.ids_after < bindparam("newest"))
_ONE: Final = select(restoration).where(restoration.c.id == bindparam("id"))
_RESTORE: Final = insert(restoration)
_RESUME: Final = insert(resumption)
_WAKE: Final = update(letters).where(letters.c.state == State.RECEIVED.value).values(wake_at=AT_ONCE)


def ids_beyond(connection: Transaction, year: int) -> int:
    """The id after which the ids of a year go on; 0 where nothing was restored."""
    return int(connection.execute(_LEFT_OUT, {"year": year}).scalar() or 0)


def is_held(connection: Transaction, office: str, year: int, scope: str) -> bool:
    """Whether a restore still holds this series."""
    return connection.execute(_HOLDING, {"office": office, "year": year, "scope": scope}).first() is not None


def begin(connection: Transaction, restored: Restoration) -> None:
    """Hold every series up to the year of the restore, and have the letters on their way shown anew, for the shares may be of another day.

    An older restore that still held some series is contained in this one.
    """
    year = restored.at.year
    before = counters.get(connection, counters.Series("letter", year=year))
    after = max(before, ids_beyond(connection, year)) + IDS_LEFT_OUT
    connection.execute(_SUPERSEDE, {})
    facts = {"at": moment_text(restored.at), "account": restored.account, "made_at": moment_text(restored.made_at)}
    connection.execute(_RESTORE, {**facts, "year": year, "ids_before": before, "ids_after": after, "ended": False})
    connection.execute(_OPEN_LETTERS, {})


def resume(connection: Transaction, office: str, wanted: Resumption) -> tuple[RegisterNumber, ...]:
    """Let one series go on after its last number; the numbers between are entered as void.

    Raises:
        DraftRefusedError: nothing holds the series, or the register knows a later number.
    """
    key = {"office": office, "year": wanted.year, "scope": wanted.scope}
    holding = connection.execute(_HOLDING, key).scalar()
    series = counters.Series("number", office, wanted.year, wanted.scope)
    known = counters.get(connection, series)
    if holding is None:
        raise DraftRefusedError(say.SERIES_NOT_HELD(year=wanted.year, scope=wanted.scope or "-"))
    if wanted.last < known:
        raise DraftRefusedError(say.LAST_TOO_SMALL(last=wanted.last, known=known, year=wanted.year, scope=wanted.scope or "-"))
    events = _of_the_restore(connection, holding)
    gap = tuple(wanted.write(sequence) for sequence in range(known + 1, wanted.last + 1))
    for number in gap:
        numbers.enter_void(connection, office, number, wanted)
        events.append(_event(wanted, "number_voided", f"{number.text}; {wanted.reason}"))
    counters.put(connection, series, wanted.last)
    connection.execute(_RESUME, {**key, "restoration": holding, "last": wanted.last, "at": moment_text(wanted.at), "account": wanted.account})
    connection.execute(_WIDEN, {"key": holding, "newest": wanted.newest_id, "ids_after": wanted.newest_id})
    connection.execute(_WAKE, {})
    chain.append(connection, [*events, _event(wanted, "numbering_resumed", wanted.told)])
    return gap


def end(connection: Transaction, event: Event) -> None:
    """Let every other series go on as the backup has it.

    Raises:
        DraftRefusedError: no restore holds any.
    """
    holding = connection.execute(OPEN, {}).first()
    if holding is None:
        raise DraftRefusedError(say.NOTHING_HELD())
    chain.append(connection, [*_of_the_restore(connection, holding.id), event])
    connection.execute(_SUPERSEDE, {})
    connection.execute(_WAKE, {})


def _of_the_restore(connection: Transaction, holding: int) -> list[Event]:
    """The event that tells of the restore itself, once: before the first series goes on."""
    if connection.execute(_RESUMED_SERIES, {"id": holding}).first() is not None:
        return []
    row = connection.execute(_ONE, {"id": holding}).first()
    at = datetime.fromisoformat(row.at)
    return [Event(action="restored", at=at, actor=f"surat:{row.account}", account=row.account, note=f"{row.made_at}; {row.ids_before} > {row.ids_after}")]


def _event(wanted: Resumption, action: str, note: str) -> Event:
    return Event(action=action, at=wanted.at, actor=wanted.actor, account=wanted.account, note=note)
