"""Writers that come together share one commit, and nothing else: each one's failure is its own, and none returns before its part is on the disk."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.adapters.store.commits import Commits

TOGETHER = 5


class Book:
    """A table that one connection writes and another reads, with the statements the writer ran."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.ran: list[str] = []
        self.commits = Commits(self._connect)
        self._open: list[sqlite3.Connection] = []
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("CREATE TABLE line (words TEXT NOT NULL UNIQUE)")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=0.05)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.set_trace_callback(self.ran.append)
        self._open.append(connection)
        return connection

    def write(self, words: str) -> None:
        with self.commits.part() as transaction:
            transaction.driver.execute("INSERT INTO line VALUES (?)", (words,))

    def write_and_fail(self, words: str) -> None:
        with self.commits.part() as transaction:
            transaction.driver.execute("INSERT INTO line VALUES (?)", (words,))
            raise LookupError(words)

    def write_rule(self, statement: str) -> None:
        with closing(sqlite3.connect(self._path)) as connection:
            connection.execute(statement)

    def lines(self) -> set[str]:
        with closing(sqlite3.connect(self._path)) as connection:
            return {row[0] for row in connection.execute("SELECT words FROM line")}

    def together(self, *acts: Callable[[], None], last: str = "SELECT 1") -> list[Future[None]]:
        """Do these while somebody holds the turn until all of them wait for theirs; then he runs a last statement."""
        everybody = threading.Event()

        def hold() -> None:
            with self.commits.part() as transaction:
                assert everybody.wait(20)
                transaction.driver.execute(last)

        with ThreadPoolExecutor(len(acts) + 1) as pool:
            first = pool.submit(hold)
            while "SAVEPOINT part" not in self.ran:
                threading.Event().wait(0.001)
            others = [pool.submit(act) for act in acts]
            while self.commits.queued < len(acts):
                threading.Event().wait(0.001)
            everybody.set()
        return [first, *others]

    def close(self) -> None:
        for connection in self._open:
            connection.close()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = Book(tmp_path / "book.db")
    yield opened
    opened.close()


def test_a_writer_alone_is_committed_at_once(book: Book) -> None:
    book.write("satu")
    assert book.lines() == {"satu"}
    assert book.ran.count("COMMIT") == 1


def test_writers_that_wait_for_one_another_are_committed_together(book: Book) -> None:
    done = book.together(*(lambda words=str(number): book.write(words) for number in range(TOGETHER)))
    assert [one.exception() for one in done] == [None] * (TOGETHER + 1)
    assert book.lines() == {str(number) for number in range(TOGETHER)}
    assert book.ran.count("COMMIT") == 1


def test_what_one_writer_does_wrong_undoes_his_part_alone(book: Book) -> None:
    done = book.together(lambda: book.write("satu"), lambda: book.write_and_fail("dua"), lambda: book.write("satu"), lambda: book.write("tiga"))
    assert sorted(type(one.exception()).__name__ for one in done) == ["IntegrityError", "LookupError", "NoneType", "NoneType", "NoneType"]
    assert book.lines() == {"satu", "tiga"}


def test_when_the_disk_undoes_the_whole_nobody_is_told_that_he_was_written(book: Book) -> None:
    book.write("satu")
    book.write_rule("CREATE TRIGGER full AFTER INSERT ON line WHEN NEW.words = 'penuh' BEGIN SELECT RAISE(ROLLBACK, 'full'); END")
    done = book.together(lambda: book.write("penuh"), last="INSERT INTO line VALUES ('dua')")
    assert [type(one.exception()) for one in done] == [sqlite3.OperationalError, sqlite3.IntegrityError]
    assert book.lines() == {"satu"}
    book.write("tiga")
    assert book.lines() == {"satu", "tiga"}


def test_when_the_commit_fails_nobody_is_told_that_he_was_written(book: Book) -> None:
    book.write_rule("CREATE TABLE page (words TEXT REFERENCES line (words) DEFERRABLE INITIALLY DEFERRED)")
    book.write("satu")
    done = book.together(lambda: book.write("dua"), last="INSERT INTO page VALUES ('hilang')")
    assert [type(one.exception()) for one in done] == [sqlite3.IntegrityError] * 2
    assert book.lines() == {"satu"}
    book.write("tiga")
    assert book.lines() == {"satu", "tiga"}


def test_another_process_that_writes_keeps_a_writer_out_but_not_for_ever(book: Book, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "book.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            book.write("satu")
        other.execute("COMMIT")
    book.write("satu")
    assert book.lines() == {"satu"}


def halve(book: Book) -> None:
    with book.commits.part() as transaction:
        transaction.driver.execute("INSERT INTO line VALUES ('halved')")
        transaction.driver.execute("RELEASE part")  # so that there is nothing left to roll back to
        raise LookupError


def test_a_part_that_cannot_be_undone_takes_its_whole_group_with_it(book: Book) -> None:
    with pytest.raises(LookupError):
        halve(book)
    assert book.lines() == set()
    book.write("after")
    assert book.lines() == {"after"}
