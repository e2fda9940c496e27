"""The SQLite file: how it is opened, how a transaction runs, and what its failures mean.

WAL and `synchronous=FULL`: what is committed survives the loss of power (with NORMAL, 0 of 50 acknowledged commits did). Writers take the write lock at their
first statement (BEGIN IMMEDIATE), so that what they read is still true when they commit; those of one process commit in groups (`commits.py`), those of other
processes wait up to ten seconds. Readers wait for nobody. Opening a database of the present schema writes nothing.

A busy, full or failing disk is `LaterError`; a broken file, or a record the schema refuses, is `HeldError`.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast
from urllib.parse import quote

from sqlalchemy import Connection, Engine, PoolProxiedConnection, create_engine
from sqlalchemy import event as hook
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from pipeline.adapters.store.commits import Commits
from pipeline.adapters.store.statements import Transaction
from pipeline.domain.errors import HeldError, LaterError, SuratError
from pipeline.domain.notes import store as say

BUSY_SECONDS: Final = 10
"""How long a writer waits for another process."""
_CACHE_KIB: Final = 256
"""How many pages a connection keeps for itself: every thread has one, and what they all read the kernel keeps once."""
_PRIMARY_CODE: Final = 0xFF
_SURROUNDINGS: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_NOMEM,
    }
)


class Database:
    """One SQLite file, for the threads of this process."""

    def __init__(self, path: Path) -> None:
        """Prepare to open an existing file; nothing is opened yet."""
        self.path = path
        self._engine = open_engine(path)
        self._own = threading.local()
        self._kept: list[PoolProxiedConnection] = []
        self._commits = Commits(self._new)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of everything committed so far, for what is too much to be held in memory."""
        with translated(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def asking(self) -> Iterator[Transaction]:
        """Single questions, each about everything committed when it is asked."""
        with translated():
            own: sqlite3.Connection | None = getattr(self._own, "connection", None)
            if own is None:
                own = self._own.connection = self._new()
            yield Transaction(own)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One transaction: all of it or nothing, on the disk when this returns."""
        with translated(), self._commits.part() as transaction:
            yield transaction

    def close(self) -> None:
        """Close the file in this process."""
        while self._kept:
            self._kept.pop().close()
        self._engine.dispose()

    def _new(self) -> sqlite3.Connection:
        """A connection that stays open until the file is closed in this process."""
        kept = self._engine.raw_connection()
        self._kept.append(kept)
        return cast("sqlite3.Connection", kept.driver_connection)


def open_engine(path: Path, *, is_read_only: bool = False) -> Engine:
    """SQLAlchemy's way to a file that exists; read-only it writes nothing, not even what closing a database otherwise puts in order."""
    mode = "ro" if is_read_only else "rw"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, max_overflow=-1)
    hook.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


@contextmanager
def translated() -> Iterator[None]:
    """Turn the library's errors into ours.

    Raises:
        LaterError: the surroundings fail.
        HeldError: the file is broken, or the schema refuses the record.
    """
    try:
        yield
    except DBAPIError as exc:
        raise _meaning(exc.orig) from exc
    except sqlite3.Error as exc:
        raise _meaning(exc) from exc


def _meaning(error: BaseException | None) -> SuratError:
    reason = str(error)
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
    if code in _SURROUNDINGS:
        return LaterError(say.DATABASE_BUSY(reason=reason))
    return HeldError(say.DATABASE_BROKEN(reason=reason))
