"""The record cannot be altered, and an alteration behind its back is found at its event."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.adapters.store import processes

ALTERATIONS = {
    "one letter of a word": ("UPDATE event SET note = 'x' WHERE position = 4", 4),
    "one byte that is no text": ("UPDATE event SET action = CAST(x'ff' AS TEXT) WHERE position = 2", 2),
    "another kind of value": ("UPDATE event SET note = x'00' WHERE position = 5", 5),
    "who did it": ("UPDATE event SET actor = 'kepala-dinas' WHERE position = 6", 6),
    "the seal itself": ("UPDATE event SET hash = replace(hash, substr(hash, 1, 1), 'z') WHERE position = 3", 3),
    "a line taken out": ("DELETE FROM event WHERE position = 3", 3),
    "the first line taken out": ("DELETE FROM event WHERE position = 1", 1),
    "the end torn off": ("DELETE FROM event WHERE position > 5", 6),
    "everything gone": ("DELETE FROM event", 1),
    "a line put before all": (
        "INSERT INTO event SELECT 0, letter, action, at, actor, account, before, after, document, note, evidence, hash FROM event LIMIT 1",
        0,
    ),
    "a line put at the end": (
        "INSERT INTO event SELECT 7, letter, action, at, actor, account, before, after, document, note, evidence, hash FROM event LIMIT 1",
        7,
    ),
}


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with processes.open_register(tmp_path / "surat.db") as register:
        for _ in range(3):
            processes.enter_and_number(register)
        yield tmp_path / "surat.db"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET note = 'x' WHERE position = 2",
        "DELETE FROM event WHERE position = 2",
        "REPLACE INTO event SELECT * FROM event WHERE position = 2",
        "INSERT INTO event SELECT 99, letter, action, at, actor, account, before, after, document, note, evidence, hash FROM event LIMIT 1",
    ],
    ids=["update", "delete", "replace", "gap"],
)
def test_the_record_is_append_only(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_an_alteration_behind_the_triggers_back_is_found_at_its_event(path: Path, alteration: str) -> None:
    statement, position = ALTERATIONS[alteration]
    with closing(sqlite3.connect(path)) as connection, connection:
        for trigger in ("event_stays", "event_remains", "event_follows"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(statement)
    with processes.open_register(path) as register:
        assert register.broken_link() == position


def test_an_untouched_record_is_whole(path: Path) -> None:
    with processes.open_register(path) as register:
        assert register.broken_link() is None
        assert len(register.events("2026-000001")) == 2, "the search leaves the connection as it was"
