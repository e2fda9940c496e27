"""Many writers, and writers that die: no number missing, none twice, nothing lost that was acknowledged."""

import os
import signal
import sqlite3
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from pipeline.adapters.store import SqlRegister
from pipeline.adapters.store.audit import open_view
from pipeline.domain.findings import Kind
from pipeline.domain.numbering import NumberStatus
from pipeline.domain.states import DeliveryState, State
from tests.adapters.store import processes
from tests.contracts import letters as make


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "surat.db"


def finish(running: Iterable[BaseProcess]) -> list[int | None]:
    codes = []
    for one in running:
        one.join(60)
        codes.append(one.exitcode)
    return codes


def start(target: object, *arguments: object) -> BaseProcess:
    process = processes.context.Process(target=target, args=arguments)  # type: ignore[arg-type]  # a function of `processes`
    process.start()
    return process


def assert_whole(register: SqlRegister, path: Path) -> None:
    sequences = [line.number.sequence for line in register.lines(2026)]
    assert sequences == list(range(1, len(sequences) + 1))
    assert len({line.number.text for line in register.lines(2026)}) == len(sequences)
    letters = register.letters(everything=True)
    assert [one.id for one in letters] == [f"2026-{order:06}" for order in range(1, len(letters) + 1)]
    assert register.broken_link() is None
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_eight_processes_leave_no_gap_and_no_number_twice(path: Path) -> None:
    units = [f"bidang-{one}" for one in range(8)]
    assert finish([start(processes.work_in_the_office, path, unit, 15) for unit in units]) == [0] * 8
    with processes.open_register(path) as register:
        assert_whole(register, path)
        lines = list(register.lines(2026))
        assert [sum(line.status is status for line in lines) for status in NumberStatus] == [8 * 15, 8 * 3, 8 * 3]
        assert all(line.unit == register.letter(line.letter).unit for line in lines if line.letter)


def test_eight_threads_leave_no_gap_and_no_number_twice(path: Path) -> None:
    with processes.open_register(path) as register, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: processes.enter_and_number(register), range(80)))
        assert_whole(register, path)
        assert len(list(register.lines(2026))) == 80


def test_a_killed_process_takes_no_acknowledged_letter_with_it(path: Path) -> None:
    for round_ in range(3):
        ours, theirs = processes.context.Pipe(duplex=False)
        process = start(processes.number_for_ever, path, theirs)
        theirs.close()
        acknowledged = [ours.recv() for _ in range(15 + 7 * round_)]
        os.kill(process.pid or 0, signal.SIGKILL)
        while ours.poll(1):
            try:
                acknowledged.append(ours.recv())
            except EOFError:
                break
        assert finish([process]) == [-signal.SIGKILL]
        ours.close()
        with processes.open_register(path) as register:
            assert_whole(register, path)
            assert all(register.letter(one).number for one in acknowledged)


def test_a_process_killed_again_and_again_loses_nothing_of_several_hundred_acknowledged_commits(path: Path) -> None:
    acknowledged: list[tuple[str, object]] = []
    rounds = 0
    while len(acknowledged) < 300:
        rounds += 1
        ours, theirs = processes.context.Pipe(duplex=False)
        process = start(processes.work_for_ever, path, theirs)
        theirs.close()
        acknowledged += [ours.recv() for _ in range(11 + 13 * rounds % 29)]
        os.kill(process.pid or 0, signal.SIGKILL)
        while ours.poll(1):
            try:
                acknowledged.append(ours.recv())
            except EOFError:
                break
        assert finish([process]) == [-signal.SIGKILL]
        ours.close()
        assert not found_by_an_audit(path), "a register is whole after each death, before anybody opens it to write"
    assert rounds > 5
    with processes.open_register(path) as register:
        assert_whole(register, path)
        for letter, what in acknowledged:
            assert_is_there(register, letter, what)


def found_by_an_audit(path: Path) -> list[Kind]:
    """What an audit of the register alone finds; the twin letters of these tests have no events that tell of their states."""
    with open_view(path) as view:
        return [one.kind for one in view.findings() if one.kind not in {Kind.STATE, Kind.LETTER_REGISTER}]


def assert_is_there(register: SqlRegister, letter: str, what: object) -> None:
    if isinstance(what, int):
        assert register.letter(letter).version >= what
    elif str(what).startswith("delivery "):
        assert f"{DeliveryState.SENT}" in {one.state for one in register.deliveries(letter) if f"delivery {one.id}" == what}
    else:
        assert f"number {what}".removeprefix("number number ") in {line.number.text for line in register.lines(2026)}


def test_a_death_between_two_statements_leaves_nothing_and_the_next_try_succeeds(path: Path) -> None:
    with processes.open_register(path) as register:
        letter = register.enter(make.letter(), make.event())
    deaths = 0
    while finish([start(processes.die_at_statement, path, letter.id, deaths + 1)]) == [9]:
        deaths += 1
        with processes.open_register(path) as register:
            assert register.letter(letter.id) == letter
            assert list(register.lines(2026)) == []
            assert len(register.events(letter.id)) == 1
    assert deaths > 5
    with processes.open_register(path) as register:
        assert register.letter(letter.id).state is State.NUMBERED
        assert_whole(register, path)


def test_processes_that_find_no_database_make_one_together(path: Path) -> None:
    assert finish([start(processes.work_in_the_office, path, "umum", 1) for _ in range(4)]) == [0] * 4
    with processes.open_register(path) as register:
        assert len(register.letters()) == 4
    assert [one.name for one in path.parent.iterdir()] == ["surat.db"]
