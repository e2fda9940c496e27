"""What a PDF worker is: a process that holds nothing worth having, and may take little."""

import os
import resource
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.adapters.pdf import compose
from pipeline.adapters.pdf.compose import warm_up
from pipeline.adapters.pdf.confined import is_confined
from pipeline.adapters.pdf.press import WorkerPress
from pipeline.adapters.pdf.workers import Limits, Workers
from pipeline.domain.errors import DraftRefusedError
from pipeline.domain.notes import pages as say
from pipeline.domain.page import Layout
from tests.adapters.pdf.drafts import DRAFTS

NOBODY = 65534


def open_things() -> list[str]:
    """What the process that runs this has open, as the kernel names it."""
    things = []
    for thing in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the folder that is being read
            things.append(str(thing.readlink()))
    return things


def surroundings() -> dict[str, str]:
    return dict(os.environ)


def limits() -> dict[int, tuple[int, int]]:
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC, resource.RLIMIT_CORE)
    return {kind: resource.getrlimit(kind) for kind in kinds}


def as_nobody() -> None:
    """Begin as an account whose number of threads the kernel counts, which is not root's."""
    compose._fonts()  # noqa: SLF001 - read what that account may not read
    os.setuid(NOBODY)
    warm_up()


def end_at_once(code: int) -> None:
    os._exit(code)


def fall_silent() -> None:
    os.kill(os.getpid(), 11)


def raise_what_nobody_wraps(kind: type[BaseException]) -> None:
    raise kind


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkerPress]:
    """Workers of a process that has a database, a lock and a socket open, and a secret in its environment."""
    folder = tmp_path_factory.mktemp("state")
    database = sqlite3.connect(folder / "surat.db")
    database.execute("create table letter (id)")
    os.environ["SURAT_RAHASIA"] = "kunci"
    with (folder / "lock").open("w"), socket.socket() as listening, WorkerPress(1) as press:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield press
    del os.environ["SURAT_RAHASIA"]
    database.close()


def test_a_worker_holds_no_database_no_lock_and_no_connection(press: WorkerPress) -> None:
    press.examine(DRAFTS[0], Layout())
    here, there = open_things(), press._run(open_things)  # noqa: SLF001 - to stand where the PDFs are read
    assert any("surat.db" in thing for thing in here)
    assert not [thing for thing in there if thing.startswith("/") and not thing.startswith(("/dev/", "/proc/")) and "/pytest" in thing]
    assert not set(there) & {thing for thing in here if thing.startswith("socket:")}
    assert not [thing for thing in there if "surat.db" in thing or thing.endswith("/lock")]


def test_a_worker_knows_nothing_of_its_surroundings(press: WorkerPress) -> None:
    assert os.environ["SURAT_RAHASIA"] == "kunci"
    assert "SURAT_RAHASIA" not in press._run(surroundings)  # noqa: SLF001 - as above
    assert not {"NOTIFY_SOCKET", "CREDENTIALS_DIRECTORY", "HOME", "PATH"} & press._run(surroundings).keys()  # noqa: SLF001 - as above


def test_a_worker_has_its_limits(press: WorkerPress) -> None:
    told, wished = press._run(limits), Limits()  # noqa: SLF001 - as above
    assert told == {
        resource.RLIMIT_AS: (wished.memory_bytes,) * 2,
        resource.RLIMIT_FSIZE: (wished.file_bytes,) * 2,
        resource.RLIMIT_NOFILE: (wished.open_files,) * 2,
        resource.RLIMIT_NPROC: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
    }


def test_what_composes_invitations_is_shut_in_as_well_and_composes_on(press: WorkerPress) -> None:
    with Workers(1, Limits(), warm_up) as composers:
        assert composers.run(is_confined)
        assert composers.run(surroundings).keys() <= {"RAYON_NUM_THREADS"}
        assert composers.run(limits) == press._run(limits)  # noqa: SLF001 - as above


@pytest.mark.root
def test_what_composes_invitations_has_its_thread_before_it_may_start_none_any_more() -> None:
    with Workers(1, Limits(), as_nobody) as composers:
        assert composers.run(os.getuid) == NOBODY
        assert composers.run(limits)[resource.RLIMIT_NPROC] == (0, 0)
        composers.run(warm_up)


def test_a_worker_that_dies_costs_the_file_in_hand_alone(press: WorkerPress) -> None:
    with pytest.raises(DraftRefusedError) as refusal:
        press._run(end_at_once, 3)  # noqa: SLF001 - as above
    assert refusal.value.message == say.TOO_HEAVY()
    with pytest.raises(DraftRefusedError):
        press._run(fall_silent)  # noqa: SLF001 - as above
    assert press.examine(DRAFTS[0], Layout()).faults == ()


@pytest.mark.parametrize("kind", [MemoryError, RecursionError, TypeError, AssertionError, IndexError, KeyError, UnicodeDecodeError])
def test_whatever_a_reader_raises_is_a_verdict_on_that_file(kind: type[BaseException], press: WorkerPress) -> None:
    with pytest.raises(DraftRefusedError):
        press._run(raise_what_nobody_wraps, kind)  # noqa: SLF001 - as above
    assert press.examine(DRAFTS[0], Layout()).faults == ()
