"""A register of a million letters beside an empty one: numbering, the due query, and what `surat status` asks: `python -m tests.bench_register [letters]`.

Both in the same run; the ratio is what counts (within 2 x), and the seconds of `status` (at most one). The letters are spread over ten years, each with four
events, one delivery and two documents; a thousand are on their way.
"""

import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.adapters.store import SqlRegister
from pipeline.domain.signing import SignatureLevel
from pipeline.domain.states import State
from tests.contracts import letters as make

LETTERS = 1_000_000
OPEN = 1_000
TURNS = 200
PER_YEAR = 100_000
FIRST_YEAR = 2016
GUARDS = ("event_stays", "event_remains", "event_follows")
_TURN = "WITH RECURSIVE turn(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM turn WHERE n < {last}) INSERT INTO {table} SELECT {columns} FROM {table}_seed, turn"
_ID = f"printf('%04d-%06d', {FIRST_YEAR} + (n - 1) / {PER_YEAR}, (n - 1) % {PER_YEAR} + 1)"
_DIGEST = "printf('sha256:%064d', n)"


def main() -> None:
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS
    with TemporaryDirectory() as name:
        begun = time.perf_counter()
        full = generated(Path(name, "full.db"), letters)
        say(f"register of {letters} letters ({full.stat().st_size >> 20} MB, made in {time.perf_counter() - begun:.0f} s), beside an empty one:")
        with opened(Path(name, "empty.db")) as empty, opened(full) as register:
            enter_and_number(empty)
            for what, act in ACTS.items():
                few, many = milliseconds(act, empty), milliseconds(act, register)
                say(f"  {what:<28} {few:8.2f} ms · {many:8.2f} ms · ratio {many / few:.1f}")
            for what, act in STATUS.items():
                say(f"  {what:<28} {milliseconds(act, register, turns=5):19.0f} ms")


def generated(path: Path, letters: int) -> Path:
    """A register with so many letters, all sent but the last thousand."""
    with opened(path) as register:
        enter_and_number(register)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA cache_size = -500000")
        guards = [row[0] for row in connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
        for guard in GUARDS:
            connection.execute(f"DROP TRIGGER {guard}")
        connection.execute("BEGIN")
        is_open = f"n > {letters - OPEN}"
        state = f"CASE WHEN {is_open} THEN 'in_verification' ELSE 'sent' END"
        fill(
            connection,
            "letter",
            letters,
            {"id": _ID, "sidecar": _DIGEST, "state": state, "wake_at": "NULL", "shown_version": "version", "signature_level": "'B-LT'"},
        )
        fill(connection, "sidecar", letters, {"letter": _ID})
        year = f"{FIRST_YEAR} + (n - 1) / {PER_YEAR}"
        number = f"'400.12.2.1/' || ((n - 1) % {PER_YEAR} + 1)"
        place = {"id": "n", "year": year, "sequence": f"(n - 1) % {PER_YEAR} + 1", "text": number, "letter": _ID, "day": f"({year}) || '-11-23'"}
        fill(connection, "register", letters, place)
        fill(connection, "document", 2 * letters, {"id": "n", "letter": _ID.replace("n - 1", "(n - 1) / 2"), "digest": _DIGEST})
        fill(connection, "event", 4 * letters, {"position": "n", "letter": _ID.replace("n - 1", "(n - 1) / 4"), "evidence": "'e' || n"})
        connection.execute("DELETE FROM counter")
        per_year = [(FIRST_YEAR + place // PER_YEAR, min(PER_YEAR, letters - place)) for place in range(0, letters, PER_YEAR)]
        for one, last in per_year:
            connection.execute("INSERT INTO counter VALUES ('', 'letter', ?, '', ?), ('dukcapil', 'number', ?, '', ?)", [one, last, one, last])
        connection.execute("INSERT INTO counter SELECT '', 'event', 0, '', max(position) FROM event")
        connection.execute("COMMIT")
        for guard in guards:
            connection.execute(guard)
        connection.execute("PRAGMA journal_mode = WAL")
    return path


def fill(connection: sqlite3.Connection, table: str, last: int, changes: dict[str, str]) -> None:
    """Make so many rows out of the first one."""
    connection.execute(f"CREATE TEMP TABLE {table}_seed AS SELECT * FROM {table} LIMIT 1")  # noqa: S608 -- a generated database
    connection.execute(f"DELETE FROM {table}")  # noqa: S608 -- the same
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    wanted = ", ".join(changes.get(name, f"{table}_seed.{name}") for name in columns)
    connection.execute(_TURN.format(table=table, columns=wanted, last=last))


def opened(path: Path) -> SqlRegister:
    return SqlRegister(path, "dukcapil", make.ZONE)


def enter_and_number(register: SqlRegister) -> None:
    entered = register.enter(make.letter(), make.event())
    register.number(entered.moved(State.NUMBERED, make.NOW, date=make.DAY), make.claim(), make.event("numbered"))
    register.rest(entered.id)
    register.mark_shown(entered.id, [], 2)


ACTS: dict[str, Callable[[SqlRegister], object]] = {
    "enter and number": enter_and_number,
    "which are due": lambda register: register.due(make.NOW),
    "which are to be shown": lambda register: register.unshown(make.NOW),
    "a letter by its id": lambda register: register.letter("2026-000001"),
    "whose TTE is to be raised": lambda register: list(register.below(SignatureLevel.LONG_TERM)),
    "is the draft known": lambda register: register.taken("e-unknown"),
}
STATUS: dict[str, Callable[[SqlRegister], object]] = {
    "status: letters on their way": lambda register: register.letters(),
    "status: all counts": lambda register: register.counts(),
}


def milliseconds(act: Callable[[SqlRegister], object], register: SqlRegister, turns: int = TURNS) -> float:
    """The median of so many turns."""
    taken = []
    for _ in range(turns):
        begun = time.perf_counter()
        act(register)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def say(line: str) -> None:
    print(line)  # noqa: T201 -- its purpose


if __name__ == "__main__":
    main()
