"""Group commit: what threads write at the same time is committed together, so that they wait for the disk once.

There is one connection that writes. A thread waits for its turn, runs its part in a savepoint, and leaves; whoever leaves while nobody waits for a turn commits
for all. A part that raises is rolled back alone. `part` returns when its part is on the disk, and raises if the commit fails, in which case nothing of the
group is written. Nobody waits for company: a part that comes alone is committed at once.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from pipeline.adapters.store.statements import Transaction

_LARGEST: Final = 64
"""How many parts are committed together at most, so that none waits for ever and no other process is kept out for long."""


@dataclass(slots=True)
class _Group:
    """Parts that will be committed together."""

    size: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)
    error: sqlite3.Error | None = None


class Commits:
    """The writing side of one SQLite file, for the threads of this process."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        """Prepare; nothing is opened yet.

        Args:
            connect: opens the connection that writes, which is ours alone.
        """
        self._connect = connect
        self._connection: sqlite3.Connection | None = None
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self.queued = 0
        """how many wait for their turn"""
        self._group: _Group | None = None

    @contextmanager
    def part(self) -> Iterator[Transaction]:
        """One caller's writes: all of them or none, on the disk when this returns.

        Raises:
            sqlite3.Error: the transaction cannot begin or be committed.
        """
        self._take_turn()
        try:
            group, connection = self._joined()
            try:
                with _savepoint(connection):
                    yield Transaction(connection)
            finally:
                self._leave(group, connection)
        finally:
            self._turn.release()
        group.is_over.wait()
        if group.error is not None:
            raise group.error

    def _take_turn(self) -> None:
        with self._counting:
            self.queued += 1
        try:
            self._turn.acquire()
        finally:
            with self._counting:
                self.queued -= 1

    def _joined(self) -> tuple[_Group, sqlite3.Connection]:
        """The group that is being gathered, a new one where there is none. Only in one's turn."""
        if self._connection is None:
            self._connection = self._connect()
        if self._group is None:
            self._connection.execute("BEGIN IMMEDIATE")
            self._group = _Group()
        self._group.size += 1
        return self._group, self._connection

    def _leave(self, group: _Group, connection: sqlite3.Connection) -> None:
        """Commit, unless somebody waits who will. Only in one's turn."""
        is_lost = not connection.in_transaction  # a failing disk makes SQLite roll everything back at once
        if is_lost:
            group.error = sqlite3.OperationalError("the transaction was rolled back")
            group.error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        elif self.queued and group.size < _LARGEST:
            return
        else:
            group.error = _commit(connection)
        self._group = None
        group.is_over.set()


def _commit(connection: sqlite3.Connection) -> sqlite3.Error | None:
    try:
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        with suppress(sqlite3.Error):  # it may have rolled back already
            connection.execute("ROLLBACK")
        return error
    return None


@contextmanager
def _savepoint(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            _undo(connection)
        raise
    connection.execute("RELEASE part")


def _undo(connection: sqlite3.Connection) -> None:
    """Roll one part back; where that fails, the whole group, for half a part must never be committed."""
    try:
        connection.execute("ROLLBACK TO part")
        connection.execute("RELEASE part")
    except sqlite3.Error:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
