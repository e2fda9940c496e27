"""The record of events, each sealed onto the one before it.

An event's hash is sha256 over the previous hash and the event's canonical JSON, its position included. Whoever alters, inserts or removes a line must rewrite
every hash after it; a removed end is missed by the counter of events. The chain shows alteration; it does not stop one who may write the file and recomputes
the whole of it: backups kept elsewhere do.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import Connection, insert, select

from pipeline.adapters.store import counters
from pipeline.adapters.store.rows import event_values
from pipeline.adapters.store.schema import event as record
from pipeline.adapters.store.statements import Transaction
from pipeline.domain.letter import Event

if TYPE_CHECKING:
    import sqlite3

GENESIS: Final = ""
"""What the first event is sealed onto."""
_BATCH: Final = 1000
_HEAD: Final = select(record.c.position, record.c.hash).order_by(record.c.position.desc()).limit(1)
_WHOLE: Final = select(record).order_by(record.c.position)
_INSERT: Final = insert(record)


def append(connection: Transaction, events: Sequence[Event]) -> None:
    """Add events to the end of the record, inside the caller's transaction."""
    if not events:
        return
    head = connection.execute(_HEAD, {}).first()
    position, previous = (head.position, head.hash) if head else (0, GENESIS)
    for event in events:
        position += 1
        facts = {**event_values(event), "position": position}
        previous = link(previous, facts)
        connection.execute(_INSERT, {**facts, "hash": previous})
    counters.put(connection, counters.EVENTS, position)


def link(previous: str, facts: Mapping[str, object]) -> str:
    """The hash of an event that follows the one with the hash `previous`.

    >>> link("", {"position": 1, "action": "received"})[:16]
    '0b9add22e9eec608'
    """
    body = json.dumps(facts, sort_keys=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def first_broken(connection: Connection) -> int | None:
    """The position of the first event that is missing, or does not follow from the one before it; None = the record is whole."""
    previous, expected = GENESIS, 1
    with _any_bytes(connection):
        for row in connection.execution_options(yield_per=_BATCH).execute(_WHOLE).mappings():
            facts = dict(row)
            sealed = facts.pop("hash")
            previous = link(previous, facts)
            if facts["position"] != expected or previous != sealed:
                return min(int(facts["position"]), expected)
            expected += 1
    return expected if counters.get(connection, counters.EVENTS) >= expected else None


@contextmanager
def _any_bytes(connection: Connection) -> Iterator[None]:
    """Read text that an alteration may have left undecodable."""
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    usual, driver.text_factory = driver.text_factory, lambda stored: stored.decode(errors="surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = usual
