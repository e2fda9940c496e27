"""An office whose real daemon runs in processes of its own while its surroundings fail, and what must hold of it in the end.

The daemon's pauses are short (`impatient.py`); its log lies outside the office, where no full disk of the office's reaches it.
"""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.durable import digest_of_bytes
from pipeline.config import load_settings
from pipeline.wiring import open_desk, open_documents, open_register, prepare
from tests.acceptance.test_the_daemon import surat
from tests.faults import invariants
from tests.faults.test_many_at_once import wait_until

TROUBLES = frozenset({"warning", "error", "critical"})
PATIENCE_S = 120.0


@dataclass(frozen=True)
class Running:
    """An office at work."""

    office: Path
    daemon: subprocess.Popen[bytes]

    @property
    def inbox(self) -> Path:
        return self.office / "inbox"

    def log(self, since: int = 0) -> list[dict[str, object]]:
        """The daemon's lines after so many others."""
        return [json.loads(line) for line in log_of(self.office).read_text("utf-8").splitlines()[since:] if line.startswith("{")]

    def told(self, event: str) -> int:
        """How often something was logged."""
        return sum(line["event"] == event for line in self.log())

    def troubles(self, since: int = 0) -> Counter[str]:
        """How often each warning was logged for the same reason about the same thing."""
        return Counter(
            " ".join(f"{key}={value}" for key, value in sorted(line.items()) if key != "timestamp")
            for line in self.log(since)
            if line["level"] in TROUBLES and line["event"] != "signatures_not_certified"
        )

    def assert_lives(self) -> None:
        """It is still the same process."""
        assert self.daemon.poll() is None, log_of(self.office).read_text("utf-8")[-3000:]


def log_of(office: Path) -> Path:
    """Where the daemon of an office logs."""
    return office.with_suffix(".log")


@contextmanager
def a_running_office(office: Path, environment: Mapping[str, str] | None = None) -> Iterator[Running]:
    """The daemon, ended by its own process id; it must live until then and end well."""
    with log_of(office).open("wb") as log:
        words = [sys.executable, "-m", "tests.faults.impatient", "run", "--config", str(office / "config")]
        daemon = subprocess.Popen(words, env=environment, stderr=log, start_new_session=True)
    running = Running(office, daemon)
    try:
        wait_until(lambda: daemon.poll() is not None or running.told("daemon_ready") > 0, PATIENCE_S)
        yield running
        running.assert_lives()
    finally:
        if daemon.poll() is None:
            os.kill(daemon.pid, signal.SIGTERM)
        code = daemon.wait(60)
    assert code == 0, log_of(office).read_text("utf-8")[-3000:]


def assert_saved_is_safe(office: Path, saved: Mapping[str, bytes]) -> None:
    """What a clerk saved under each name lies where he saved it, byte for byte, or in the documents and in the register.

    Looked at in this order, so that a draft which is taken in meanwhile is found in one of the two.
    """
    lying = {name for name, content in saved.items() if _read(office / "inbox/1-konsep/dafduk" / name) == content}
    if taken := {digest_of_bytes(content): name for name, content in saved.items() if name not in lying}:
        settings = load_settings(office / "config")
        documents = open_documents(settings)
        with open_register(settings) as register:
            known = {digest for _, digest in register.documents()}
        assert not [name for digest, name in taken.items() if digest not in known or not documents.path(digest).is_file()]


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def assert_whole_in_the_end(office: Path, saved: Mapping[str, bytes], *, may_have_left: bool = False) -> None:
    """Once the daemon has ended: every letter, number and effect once, every draft kept, nothing left behind, and an audit finds nothing.

    Args:
        office: at rest.
        saved: what clerks saved, each a letter.
        may_have_left: whether what could not be removed may lie there until the next start, which comes now.
    """
    settings = load_settings(office / "config")
    with open_desk(settings) as (desk, _):
        if may_have_left:
            prepare(settings)
        invariants.assert_whole(office, desk, patient=True)
        invariants.assert_kept(desk, saved.values())
        letters = desk.register.letters(everything=True)
        assert len(letters) == len(saved)
        assert sorted(letter.number.sequence for letter in letters if letter.number) == list(range(1, len(saved) + 1))
    audit = surat(office, "audit", "--json")
    assert (audit.returncode, json.loads(audit.stdout)["faults"]) == (0, []), audit.stdout
