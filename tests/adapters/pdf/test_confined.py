"""A PDF worker is shut in before it reads a byte: whatever takes it over sends nothing anywhere, starts nothing and touches no other process."""

import ctypes
import errno
import os
import re
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from pipeline.adapters.pdf import confined
from pipeline.adapters.pdf import workers as processes
from pipeline.adapters.pdf.confined import JUDGED, REFUSED, UnconfinedError, is_confined
from pipeline.adapters.pdf.press import WorkerPress
from pipeline.domain.page import Layout
from tests.adapters.pdf.drafts import DRAFTS

HEADERS = {"x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), "aarch64": Path("/usr/include/asm-generic/unistd.h")}
"""the second is on every machine"""
ANOTHER_WAY_TO_CALL = 0x40000000
FORGED = ("ptrace", "bpf", "mount", "unshare", "io_uring_setup", "keyctl", "kexec_load", "execveat", "perf_event_open", "process_vm_readv")


def outcome(act: Callable[[], object]) -> str:
    """How an act ended: `done`, or the kernel's word for its refusal."""
    try:
        act()
    except OSError as refusal:
        return errno.errorcode.get(refusal.errno or 0, "?")
    return "done"


def talking_to(port: int) -> str:
    return outcome(lambda: socket.create_connection(("127.0.0.1", port), 5).close())


def making_a_socket(family: int) -> str:
    return outcome(lambda: socket.socket(socket.AddressFamily(family)).close())


def passing_on_a_descriptor() -> str:
    """Over a pair of sockets of its own, which is all that an event loop needs to begin."""
    here, there = socket.socketpair()
    with here, there:
        return outcome(lambda: socket.send_fds(here, [b"-"], [0]))


def starting_a_program() -> str:
    return outcome(lambda: subprocess.run(["/bin/true"], check=True))


def becoming_a_program() -> str:
    return outcome(lambda: os.execv("/bin/true", ["/bin/true"]))  # noqa: S606 -- it must fail


def splitting() -> str:
    def split() -> None:
        child = os.fork()
        if not child:
            os._exit(0)
        os.waitpid(child, 0)

    return outcome(split)


def signalling(process: int) -> str:
    return outcome(lambda: os.kill(process, 0))


def signalling_itself() -> str:
    return signalling(os.getpid())


def calling(number: int) -> str:
    """One system call with nothing in its hands."""
    kernel = ctypes.CDLL(None, use_errno=True)
    return "done" if kernel.syscall(number, 0, 0, 0, 0, 0) >= 0 else errno.errorcode[ctypes.get_errno()]


def asking_twice() -> list[str]:
    """A thread of its own works, and is shut in as well."""
    heard: list[str] = []
    threads = [threading.Thread(target=lambda: heard.append(passing_on_a_descriptor())) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return heard


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerPress]:
    with WorkerPress(1) as workers:
        yield workers


@pytest.fixture
def listening() -> Iterator[int]:
    """The port of one who listens on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_worker_reaches_no_listener_that_this_process_reaches(workers: WorkerPress, listening: int) -> None:
    assert talking_to(listening) == "done"
    assert workers._run(talking_to, listening) == "EPERM"  # noqa: SLF001 - to stand where the PDFs are read


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK])
def test_a_worker_gets_no_socket_of_any_family(family: socket.AddressFamily, workers: WorkerPress) -> None:
    assert workers._run(making_a_socket, int(family)) == "EPERM"  # noqa: SLF001 - as above


def test_a_worker_starts_no_program_and_no_process(workers: WorkerPress) -> None:
    assert (starting_a_program(), splitting()) == ("done", "done")
    for act in (starting_a_program, becoming_a_program, splitting, passing_on_a_descriptor):
        assert workers._run(act) == "EPERM"  # noqa: SLF001 - as above


def test_a_worker_signals_nobody_but_itself(workers: WorkerPress) -> None:
    assert signalling(os.getpid()) == "done"
    assert workers._run(signalling, os.getpid()) == "EPERM"  # noqa: SLF001 - as above
    assert workers._run(signalling_itself) == "done"  # noqa: SLF001 - as above


def test_the_threads_of_a_worker_are_shut_in_as_well(workers: WorkerPress) -> None:
    assert workers._run(asking_twice) == ["EPERM", "EPERM"]  # noqa: SLF001 - as above


@pytest.mark.parametrize("name", FORGED)
def test_a_worker_has_no_power_over_the_machine(name: str, workers: WorkerPress) -> None:
    number = REFUSED[name][confined.MACHINES[os.uname().machine][1]]
    assert number is not None
    assert workers._run(calling, number) == "EPERM"  # noqa: SLF001 - as above


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="no other machine has a second way to call the kernel")
def test_a_worker_cannot_call_the_kernel_the_second_way(workers: WorkerPress) -> None:
    getpid = 39
    assert workers._run(calling, getpid) == "done"  # noqa: SLF001 - as above
    assert workers._run(calling, ANOTHER_WAY_TO_CALL + getpid) == "EPERM"  # noqa: SLF001 - as above


def test_a_worker_that_is_shut_in_reads_letters_and_nothing_is_logged(workers: WorkerPress) -> None:
    with capture_logs() as lines, WorkerPress(1) as fresh:
        assert fresh.examine(DRAFTS[0], Layout()).faults == ()
    assert lines == []
    assert workers.is_confined()
    assert not is_confined()


@pytest.mark.parametrize("machine", sorted({os.uname().machine, "aarch64"}))
def test_the_numbers_are_those_of_the_kernels_own_headers(machine: str) -> None:
    told, column = dict(re.findall(r"#define __NR_(\w+)\s+(\d+)\b", HEADERS[machine].read_text("utf-8"))), confined.MACHINES[machine][1]
    for name, numbers in {**REFUSED, **JUDGED}.items():
        known = told.get(name)
        assert numbers[column] == (int(known) if known else None), name


def refuse_to_confine() -> None:
    raise UnconfinedError


def free_worker(limits: processes.Limits, warm_up: Callable[[], None] | None) -> None:
    """A worker on a kernel that refuses the filter."""
    processes.confine = refuse_to_confine
    processes._limit_process(limits, warm_up)  # noqa: SLF001 - what a worker begins with


def test_where_the_kernel_refuses_the_letters_go_on_and_it_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_limit_process", free_worker)
    with capture_logs() as lines, WorkerPress(1) as press:
        for _ in range(2):
            assert press.examine(DRAFTS[0], Layout()).faults == ()
        assert not press.is_confined()
    assert [(line["event"], line["log_level"]) for line in lines] == [("pdf_workers_not_confined", "error")]


def test_a_machine_of_a_kind_nobody_named_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined.platform, "machine", lambda: "riscv64")
    with pytest.raises(UnconfinedError):
        confined.confine()
    assert not is_confined()
