"""What each reader of notices has been told (*pemberitahuan*), and what has happened since to the letters of a unit."""

import json
from datetime import tzinfo
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from pipeline.adapters.store.rows import AnyRow, moment_of, moment_text
from pipeline.adapters.store.schema import event, letter, notice
from pipeline.adapters.store.statements import Transaction
from pipeline.domain.notices import Told

AT_ONCE: Final = 100
"""how much of the record one message tells at most"""

OF_READER: Final = select(notice).where(notice.c.reader == bindparam("reader"))
"""What a reader has been told."""
NEWEST: Final = select(func.max(event.c.position))
"""The newest line of the record."""
_NEWS: Final = ("numbered", "returned", "sent")
HAPPENED: Final = (
    select(event)
    .join(letter, letter.c.id == event.c.letter)
    .where(event.c.position > bindparam("after"), letter.c.unit == bindparam("unit"), event.c.action.in_(_NEWS))
    .order_by(event.c.position)
    .limit(AT_ONCE)
)
"""What an applicant is told of his unit's letters."""
_ROW: Final = insert(notice)
_KEEP: Final = _ROW.on_conflict_do_update(index_elements=["reader"], set_={one.name: _ROW.excluded[one.name] for one in notice.c if one.name != "reader"})


def told_of(row: AnyRow, zone: tzinfo) -> Told:
    """What a row remembers."""
    return Told(
        reader=row.reader,
        position=row.position,
        sent_at=moment_of(row.sent_at, zone) if row.sent_at else None,
        waits=json.loads(row.waits),
        attempts=row.attempts,
        next_at=moment_of(row.next_at, zone) if row.next_at else None,
    )


def keep(connection: Transaction, told: Told) -> None:
    """Remember what a reader has been told."""
    facts = {
        "reader": told.reader,
        "position": told.position,
        "sent_at": moment_text(told.sent_at) if told.sent_at else None,
        "waits": json.dumps(dict(told.waits)),
        "attempts": told.attempts,
        "next_at": moment_text(told.next_at) if told.next_at else None,
    }
    connection.execute(_KEEP, facts)
