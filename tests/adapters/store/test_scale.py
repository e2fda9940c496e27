"""However many letters have been sent, each question is answered from an index: the plans are checked, not the clock."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from pipeline.adapters.store import SqlRegister
from pipeline.domain.signing import SignatureLevel
from pipeline.domain.states import State
from tests.adapters.store import processes
from tests.contracts import letters as make

SENT = 200_000
_FILL = """
WITH RECURSIVE turn(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM turn WHERE n <= {last})
INSERT INTO {table} SELECT {columns} FROM {table}, turn WHERE {key} = {first}
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of 200,000 letters that were sent long ago, and one that is on its way."""
    path = tmp_path_factory.mktemp("scale") / "surat.db"
    with processes.open_register(path) as register:
        processes.enter_and_number(register)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("UPDATE letter SET state = 'sent', signature_level = 'B-LT', wake_at = NULL, shown_version = version")
        letter_id = "printf('2026-%06d', n)"
        fill(connection, "letter", "'2026-000001'", {"id": letter_id, "sidecar": "printf('sha256:%064d', n)"})
        fill(connection, "sidecar", "'2026-000001'", {"letter": letter_id})
        fill(connection, "register", "1", {"id": "n", "sequence": "n", "text": "'400.12.2.1/' || n", "letter": letter_id})
        fill(connection, "document", "1", {"id": "n", "letter": letter_id, "digest": "printf('sha256:%064d', n)"})
        connection.execute("UPDATE counter SET last = ? WHERE series <> 'event'", [SENT])
    with processes.open_register(path) as register:
        register.enter(make.letter(), make.event())
    return path


def fill(connection: sqlite3.Connection, table: str, first: str, changes: dict[str, str]) -> None:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    wanted = ", ".join(changes.get(name, f"{table}.{name}") for name in columns)
    connection.execute(_FILL.format(table=table, columns=wanted, key=f"{table}.{columns[0]}", first=first, last=SENT - 1))


@pytest.fixture
def register(path: Path) -> Iterator[SqlRegister]:
    with processes.open_register(path) as opened:
        yield opened


def plans(path: Path, act: Callable[[], object]) -> list[str]:
    """How SQLite answers everything that is asked meanwhile."""
    asked: list[str] = []

    def listen(connection: sqlite3.Connection, _: object) -> None:
        connection.set_trace_callback(asked.append)

    event.listen(Pool, "connect", listen)
    try:
        act()
    finally:
        event.remove(Pool, "connect", listen)
    answered = [statement for statement in asked if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]
    with closing(sqlite3.connect(path)) as connection:
        return [row[3] for statement in answered for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]


def test_due_letters_are_read_in_their_order_from_the_few_that_are_awake(path: Path, register: SqlRegister) -> None:
    assert plans(path, lambda: register.due(make.NOW)) == ["SCAN letter USING COVERING INDEX letter_due"]
    assert register.due(make.NOW) == (f"2026-{SENT + 1:06}",)


def test_unshown_letters_are_read_from_those_few(path: Path, register: SqlRegister) -> None:
    assert plans(path, lambda: register.unshown(make.NOW)) == ["SCAN letter USING COVERING INDEX letter_unshown"]
    assert register.unshown(make.NOW) == (f"2026-{SENT + 1:06}",)


def test_letters_on_their_way_are_found_without_those_sent(path: Path, register: SqlRegister) -> None:
    found = plans(path, register.letters)
    assert found[0] == "SEARCH letter USING INDEX letter_state (state=?)"
    assert not any(plan.startswith("SCAN") for plan in found)
    assert [one.id for one in register.letters()] == [f"2026-{SENT + 1:06}"]


def test_letters_below_a_level_are_found_without_those_that_reach_it(path: Path, register: SqlRegister) -> None:
    found = plans(path, lambda: list(register.below(SignatureLevel.LONG_TERM)))
    assert found == ["SEARCH letter USING INDEX letter_raised (signature_level=? AND id>?)"] * 3
    assert list(register.below(SignatureLevel.LONG_TERM)) == []


def test_letters_below_a_level_are_told_piece_by_piece(register: SqlRegister) -> None:
    found = iter(register.below(SignatureLevel.ARCHIVAL))
    assert [next(found) for _ in range(1200)] == [f"2026-{number:06}" for number in range(1, 1201)]


def test_counting_reads_an_index_only(path: Path, register: SqlRegister) -> None:
    assert plans(path, register.counts) == ["SCAN letter USING COVERING INDEX letter_state"]
    assert register.counts() == {"sent": SENT, "received": 1}


def test_the_newest_day_is_the_end_of_an_index(path: Path, register: SqlRegister) -> None:
    assert plans(path, lambda: register.newest_day(2026, "")) == [
        "SEARCH register USING COVERING INDEX register_day (office=? AND year=? AND scope=? AND status=?)"
    ]


@pytest.mark.parametrize("question", ["letter", "number", "twin", "evidence", "taken", "document", "events", "deliveries", "reserved"])
def test_a_single_letter_is_found_without_a_scan(path: Path, register: SqlRegister, question: str) -> None:
    ask: dict[str, Callable[[], object]] = {
        "letter": lambda: register.letter("2026-000009"),
        "number": lambda: register.letter("400.12.2.1/9"),
        "twin": lambda: register.twin(make.SOURCE, "sha256:" + "0" * 63 + "9", "dafduk"),
        "evidence": lambda: register.has_evidence("2026-000009", "sha256:1"),
        "taken": lambda: register.taken("sha256:1"),
        "document": lambda: register.find_document("sha256:" + "0" * 63 + "9"),
        "events": lambda: register.events("2026-000009"),
        "deliveries": lambda: register.deliveries("2026-000009"),
        "reserved": lambda: register.is_reserved("400.12.2.1/9", make.claim()),
    }
    assert not [plan for plan in plans(path, ask[question]) if "SCAN" in plan]


def test_no_write_scans(path: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(path, tmp_path / "surat.db"))
    with processes.open_register(path) as register:
        found = plans(path, lambda: number_defer_and_cancel(register))
    head = "SCAN event"  # from its end, one row
    assert found
    assert not [plan for plan in found if "SCAN" in plan and plan != head]


def test_a_write_takes_as_few_steps_as_in_an_empty_register(path: Path, tmp_path: Path) -> None:
    def steps(of: Path) -> int:
        counted = [0]

        def count() -> None:
            counted[0] += 1

        def watch(connection: sqlite3.Connection, _: object) -> None:
            connection.set_progress_handler(count, 100)

        with processes.open_register(of) as register:
            event.listen(Pool, "connect", watch)
            try:
                number_defer_and_cancel(register)
            finally:
                event.remove(Pool, "connect", watch)
        return counted[0]

    full = steps(Path(shutil.copy(path, tmp_path / "full.db")))
    assert full <= 2 * steps(tmp_path / "empty.db") + 10


def number_defer_and_cancel(register: SqlRegister) -> None:
    entered = register.enter(make.letter(), make.event())
    numbered = register.number(entered.moved(State.NUMBERED, make.NOW, date=make.DAY), make.claim(), make.event())
    register.defer(numbered, make.NOW, make.event())
    register.defer_showing(numbered.id, make.NOW)
    register.mark_shown(numbered.id, [], numbered.version)
    register.cancel(numbered.moved(State.CANCELLED, make.NOW), make.event())
