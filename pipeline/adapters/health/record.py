"""The register's file as it lies on the disk: that it opens, and that its newest line is of the past. Read only; `surat audit` follows the whole chain."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import quote

from pipeline.domain.health import Finding, Standing
from pipeline.domain.notes import doctor as say

_NEWEST: Final = "SELECT position, at, hash FROM event ORDER BY position DESC LIMIT 1"
_BUSY_SECONDS: Final = 5
_SLACK: Final = timedelta(minutes=2)
"""by how much two clocks may differ before anybody needs to look"""


def record(database: Path, now: datetime) -> Iterator[Finding]:
    """Whether the register opens, and whether the clock is behind what it holds.

    Args:
        database: the file.
        now: the moment, aware.
    """
    if not database.exists():
        yield Finding(check="database", standing=Standing.WARN, message=say.NO_DATABASE(file=database))
        return
    try:
        with closing(sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True, timeout=_BUSY_SECONDS)) as connection:
            head = connection.execute(_NEWEST).fetchone()
    except sqlite3.Error as problem:
        yield Finding(check="database", standing=Standing.FAULT, message=say.DATABASE_BROKEN(file=database, reason=problem))
        return
    if head is None:
        yield Finding(check="database", standing=Standing.OK, message=say.DATABASE_EMPTY(file=database))
        return
    position, at, seal = head
    yield Finding(check="database", standing=Standing.OK, message=say.DATABASE_OK(file=database, count=position, seal=seal[:12]))
    newest = datetime.fromisoformat(at)
    is_behind = newest - now > _SLACK
    words = say.CLOCK_BEHIND if is_behind else say.CLOCK_OK
    yield Finding(check="clock", standing=Standing.FAULT if is_behind else Standing.OK, message=words(newest=newest.astimezone(now.tzinfo), now=now))
