"""Opening, migrating, and what a failing disk means."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event
from sqlalchemy.pool import Pool

from pipeline.adapters.store import database, migrate, schema
from pipeline.domain.errors import HeldError, LaterError
from pipeline.domain.signing import SignatureLevel
from pipeline.domain.states import State
from tests.adapters.store import processes
from tests.contracts import letters as make


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "surat.db"


@contextmanager
def other_program(path: Path, statement: str) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)
        yield


@pytest.mark.parametrize("is_there", [False, True], ids=["missing", "empty"])
def test_a_new_database_has_every_table_as_described(path: Path, is_there: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    if is_there:
        path.touch()
    processes.open_register(path).close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()
    assert path.is_file()


def test_the_present_schema_is_that_of_the_newest_migration(path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == schema.REVISION
    processes.open_register(path).close()
    assert migrate.read_revision(path) == schema.REVISION


_FIRST_VERSION = (
    "DROP TABLE restoration",
    "DROP TABLE resumption",
    "DROP TABLE seal",
    "DROP TABLE notice",
    "DROP INDEX letter_raised",
    "ALTER TABLE letter DROP COLUMN signature_level",
    "DROP INDEX delivery_sent",
    "DROP INDEX delivery_waiting",
    "ALTER TABLE delivery DROP COLUMN sent_on",
    "ALTER TABLE delivery DROP COLUMN taken_by",
    "ALTER TABLE delivery DROP COLUMN job",
    "UPDATE alembic_version SET version_num = '0001'",
)


def test_a_database_of_the_first_version_is_brought_up_to_date_with_all_that_is_in_it(path: Path) -> None:
    with processes.open_register(path) as register:
        letter = register.letter(processes.enter_and_number(register))
    for statement in _FIRST_VERSION:
        with other_program(path, statement):
            pass
    assert migrate.read_revision(path) == "0001"
    with processes.open_register(path) as register:
        assert register.letter(letter.id) == letter
        assert register.broken_link() is None
        assert not register.is_held(2026, "")
        assert list(register.below(SignatureLevel.TIMED)) == []
    assert migrate.read_revision(path) == schema.REVISION
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    engine.dispose()


_TWO_BY_HAND = (
    (
        "INSERT INTO delivery (letter, state, recipient, channel, is_copy, attempts, proof, note) "
        """SELECT id, 'to_print', '["Sewon", "cetak", "", "", ""]', 'cetak', 0, 0, '', '' FROM letter"""
    ),
    (
        "INSERT INTO delivery (letter, state, recipient, channel, is_copy, attempts, proof, note) "
        """SELECT id, 'sent', '["Bantul", "cetak", "", "", ""]', 'cetak', 0, 0, '', '' FROM letter"""
    ),
)


def test_what_was_to_be_printed_before_there_was_a_printer_is_left_to_a_person(path: Path) -> None:
    with processes.open_register(path) as register:
        letter = register.letter(processes.enter_and_number(register))
    for statement in _TWO_BY_HAND:
        with other_program(path, statement):
            pass
    for statement in ("ALTER TABLE delivery DROP COLUMN job", "UPDATE alembic_version SET version_num = '0006'"):
        with other_program(path, statement):
            pass
    with processes.open_register(path) as register:
        assert [one.job for one in register.deliveries(letter.id)] == ["-", ""]


def test_a_database_of_a_newer_version_is_left_alone(path: Path) -> None:
    processes.open_register(path).close()
    with other_program(path, "UPDATE alembic_version SET version_num = '9999'"):
        pass
    before = path.read_bytes()
    with pytest.raises(HeldError, match="9999"):
        processes.open_register(path)
    assert path.read_bytes() == before


def test_only_the_service_can_read_a_new_database(path: Path) -> None:
    processes.open_register(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_opening_and_reading_writes_nothing_and_loads_no_migration_tool(path: Path) -> None:
    with processes.open_register(path) as register:
        processes.enter_and_number(register)
    before = path.read_bytes(), path.stat().st_mtime_ns
    question = (
        "import sys, pathlib, zoneinfo\n"
        "from pipeline.adapters.store import SqlRegister\n"
        "with SqlRegister(pathlib.Path(sys.argv[1]), 'dukcapil', zoneinfo.ZoneInfo('Asia/Jakarta')) as register:\n"
        "    print(len(register.letters()), register.counts())\n"
        "print([name for name in ('alembic', 'sqlalchemy.dialects.postgresql', 'pypdf') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", question, path], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["1 {'numbered': 1}", "[]"]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_what_is_no_database_is_held_and_left_alone(path: Path) -> None:
    path.write_bytes(b"bukan basis data " * 999)
    with pytest.raises(HeldError, match="broken"):
        processes.open_register(path)
    assert path.read_bytes() == b"bukan basis data " * 999


def read_everything(path: Path) -> None:
    with processes.open_register(path) as register:
        register.letters(everything=True)


def test_a_damaged_page_is_held(path: Path) -> None:
    with processes.open_register(path) as register:
        for _ in range(20):
            processes.enter_and_number(register)
    with path.open("r+b") as damaged:
        damaged.seek(4096)
        damaged.write(b"\xff" * (path.stat().st_size - 4096))
    with pytest.raises(HeldError, match="broken"):
        read_everything(path)


def test_a_folder_that_is_not_there_is_tried_again_later(tmp_path: Path) -> None:
    with pytest.raises(LaterError):
        processes.open_register(tmp_path / "gone" / "surat.db")


def test_a_database_that_went_away_is_not_made_anew(path: Path) -> None:
    register = processes.open_register(path)
    path.unlink()
    with pytest.raises(LaterError):
        register.counts()
    assert not path.exists()


def test_a_writer_that_waits_too_long_is_told_to_come_later(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with processes.open_register(path) as register:
        register.enter(make.letter(), make.event())
        with other_program(path, "BEGIN IMMEDIATE"):
            assert register.counts() == {"received": 1}, "readers wait for nobody"
            with pytest.raises(LaterError, match="locked"):
                register.enter(make.letter(), make.event())
        assert register.enter(make.letter(), make.event()).id == "2026-000002"


def test_a_database_that_another_program_keeps_for_itself_is_opened_later(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    processes.open_register(path).close()
    monkeypatch.setattr(migrate, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as greedy:
        greedy.execute("PRAGMA locking_mode = EXCLUSIVE")
        greedy.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LaterError, match="locked"):
            processes.open_register(path)


def test_a_number_entered_by_hand_is_skipped(path: Path) -> None:
    with processes.open_register(path) as register:
        processes.enter_and_number(register)
        by_hand = "INSERT INTO register SELECT 99, office, year, scope, 2, suffix, '400.12.2.1/2', status, unit, subject, NULL, day, note, NULL FROM register"
        with other_program(path, by_hand):
            processes.enter_and_number(register)
        assert [line.number.sequence for line in register.lines(2026)] == [1, 2, 3]


def enter_many(path: Path) -> None:
    with processes.open_register(path) as register:
        for _ in range(99):
            register.enter(make.letter(), make.event())


def test_a_full_disk_leaves_nothing_and_is_tried_again_later(path: Path) -> None:
    processes.open_register(path).close()

    def fill(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    event.listen(Pool, "connect", fill)
    try:
        with pytest.raises(LaterError, match="full"):
            enter_many(path)
    finally:
        event.remove(Pool, "connect", fill)
    with processes.open_register(path) as register:
        assert register.broken_link() is None
        count = len(register.letters())
        assert register.enter(make.letter(), make.event()).id == f"2026-{count + 1:06}"


def test_a_record_the_schema_refuses_is_held(path: Path) -> None:
    with processes.open_register(path) as register:
        letter = register.enter(make.letter(), make.event())
        with other_program(path, "INSERT INTO sidecar SELECT letter, 2, '' FROM sidecar"), pytest.raises(HeldError, match="refused"):
            register.move(letter.moved(State.RETURNED, make.NOW, revision=2), make.event())
        assert register.letter(letter.id) == letter
