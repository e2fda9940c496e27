"""A process that handles a passphrase keeps its memory to itself, asked of the kernel."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.kantor import Kantor

AS_NOBODY = (
    "import ctypes, os, sys\n"
    "from pipeline.adapters.tte.memory import keep_memory_private\n"
    "os.setgid(65534), os.setuid(65534)\n"
    "ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)\n"  # PR_SET_DUMPABLE, which a change of account takes away
)
WAIT = "print('ready', flush=True)\ninput()\n"
LOOK = "open(f'/proc/{sys.argv[1]}/mem', 'rb')\n"
ASK = (
    "import ctypes, resource, sys\n"
    "from pipeline.cli import surat\n"
    "surat.main(sys.argv[1:], standalone_mode=False)\n"
    "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), *resource.getrlimit(resource.RLIMIT_CORE))\n"
)
"""A command, and then what the kernel says of its process: PR_GET_DUMPABLE, and the largest core dump in bytes."""


@contextmanager
def as_nobody(code: str) -> Iterator[subprocess.Popen[str]]:
    """A program of another account's, waiting until it is told to end."""
    words = [sys.executable, "-c", AS_NOBODY + code + WAIT]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


@pytest.mark.root
def test_a_process_that_keeps_its_memory_private_cannot_be_read_by_its_own_account() -> None:
    with as_nobody("") as open_one, as_nobody("keep_memory_private()\n") as closed:
        looks = [[sys.executable, "-c", AS_NOBODY + LOOK, str(one.pid)] for one in (open_one, closed)]
        seen = [subprocess.run(words, check=False, capture_output=True) for words in looks]
    assert [one.returncode for one in seen] == [0, 1], seen
    assert b"PermissionError" in seen[1].stderr


def after(kantor: Kantor, *words: str, stdin: str = "") -> str:
    """What the kernel says of the process of a command when that is done."""
    command = [sys.executable, "-c", ASK, *words, "--config", str(kantor.settings.folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, input=stdin, timeout=120)
    return done.stdout.splitlines()[-1]


def test_the_daemon_makes_no_core_dump_and_cannot_be_traced(kantor: Kantor) -> None:
    assert after(kantor, "run", "--once") == "0 0 0"


def test_a_decision_with_a_passphrase_is_made_where_no_core_dump_can_take_it(kantor: Kantor) -> None:
    letter = kantor.submit()
    for _ in letter.verifiers:
        letter = kantor.decide(letter)
    words = ("decide", letter.id, "setuju", "--as", "kepala-dinas", "--passphrase-file", "-")
    assert after(kantor, *words, stdin=kantor.passphrase + "\n") == "0 0 0"
    assert after(kantor, "status").split()[0] == "1", "other commands are as they are"
