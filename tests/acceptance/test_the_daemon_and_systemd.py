"""The real daemon as systemd sees it: ready, alive, told to read its configuration again, told to stop in the middle of its work."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.kantor import CODE, KONSEP, make_example, settle_fast

SURAT = (sys.executable, "-c", "from pipeline.cli import main; main()")
PATIENCE_SECONDS = 120


@dataclass
class Systemd:
    """What systemd hears at its notification socket."""

    line: socket.socket
    heard: list[str] = field(default_factory=list)

    def listen(self) -> list[str]:
        while True:
            try:
                self.heard += self.line.recv(4096).decode().split("\n")
            except BlockingIOError:
                return self.heard

    def wait(self, look: Callable[[list[str]], bool]) -> list[str]:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if look(self.listen()):
                return self.heard
            time.sleep(0.02)
        pytest.fail(f"systemd heard only {self.heard[-20:]}")


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(0)
        yield Systemd(line)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_example(tmp_path / "kantor")
    settle_fast(tmp_path / "kantor" / "config")
    return tmp_path / "kantor"


def log_of(folder: Path) -> str:
    return (folder / "state" / "daemon.log").read_text("utf-8")


@contextmanager
def a_daemon(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The daemon with a notification socket; ended by its own process id, whatever the test does."""
    environment = os.environ | {"NOTIFY_SOCKET": str(folder.parent / "notify")}
    with (folder / "state" / "daemon.log").open("ab") as log:
        process = subprocess.Popen([*SURAT, "run", "--config", str(folder / "config")], stderr=log, start_new_session=True, env=environment)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(30)


def ready(heard: list[str]) -> bool:
    return "READY=1" in heard


def drop(folder: Path, letters: int) -> None:
    konsep = folder / "inbox/1-konsep/dafduk"
    for place in range(letters):
        (konsep / f"surat-{place:03}.pdf").write_bytes((KONSEP / "carlito.pdf").read_bytes())
        (konsep / f"surat-{place:03}.yaml").write_text(f"hal: Undangan {place}\nkepada: [diskominfo]\nklasifikasi: {CODE}\n", "utf-8")


def waiting(folder: Path) -> int:
    return len(list(folder.glob("inbox/3-verifikasi/kabid-dafduk/*.keputusan.yaml")))


def test_a_good_new_configuration_is_taken_over_without_a_restart(folder: Path, systemd: Systemd) -> None:
    with a_daemon(folder) as process:
        systemd.wait(ready)
        units = folder / "config/bidang.yaml"
        units.write_text(units.read_text("utf-8") + '\nkeuangan:\n  nama: "Subbagian Keuangan"\n  rantai: [sekretaris]\n', "utf-8")
        process.send_signal(signal.SIGHUP)
        heard = systemd.wait(lambda heard: heard.count("READY=1") == 2)
        (folder / "inbox/1-konsep/keuangan/surat.pdf").write_bytes((KONSEP / "carlito.pdf").read_bytes())
        (folder / "inbox/1-konsep/keuangan/surat.yaml").write_text(f"hal: Anggaran\nkepada: [diskominfo]\nklasifikasi: {CODE}\n", "utf-8")
        systemd.wait(lambda _: bool(list(folder.glob("inbox/3-verifikasi/sekretaris/*.keputusan.yaml"))))
    order = [one.partition("=")[0] for one in heard if one.startswith(("READY", "RELOADING", "MONOTONIC_USEC"))]
    assert order == ["READY", "RELOADING", "MONOTONIC_USEC", "READY"]
    assert "STATUS=Konfigurasi baru dipakai." in heard


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("identitas: folder", "identitas: siapa saja"), ("inbox: inbox", "inbox: tempat-lain"), ("identitas: folder", "identitas: pemilik")],
    ids=["a fault", "another tree", "shares that let anybody in"],
)
def test_a_bad_new_configuration_is_told_and_the_old_one_works_on(folder: Path, systemd: Systemd, wrong: str, right: str) -> None:
    config = folder / "config/pipeline.yaml"
    text = config.read_text("utf-8")
    assert text.splitlines().count(wrong) == 1
    with a_daemon(folder) as process:
        systemd.wait(ready)
        config.write_text(text.replace(f"\n{wrong}\n", f"\n{right}\n"), "utf-8")
        process.send_signal(signal.SIGHUP)
        heard = systemd.wait(lambda heard: heard.count("READY=1") == 2)
        drop(folder, 1)
        systemd.wait(lambda _: waiting(folder) == 1)
        assert process.poll() is None
    assert any(one.startswith("STATUS=Konfigurasi baru tidak dipakai") for one in heard)
    assert "reload_refused" in log_of(folder)


def test_the_watchdog_hears_of_the_work_while_letters_are_taken_in(folder: Path, systemd: Systemd) -> None:
    drop(folder, 500)
    with a_daemon(folder):
        systemd.wait(lambda _: "letter_received" in log_of(folder))
        before = systemd.listen().count("WATCHDOG=1")
        systemd.wait(lambda heard: heard.count("WATCHDOG=1") >= before + 2)
        assert 0 < log_of(folder).count("letter_received") < 500, "there is still work"


def test_told_to_stop_with_two_hundred_letters_in_hand_it_stops_in_time_and_later_finishes_all(folder: Path, systemd: Systemd) -> None:
    drop(folder, 200)
    with a_daemon(folder) as process:
        systemd.wait(ready)
        systemd.wait(lambda _: "letter_received" in log_of(folder))
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        took = time.monotonic() - began
    assert took < 10
    assert "STOPPING=1" in systemd.listen()
    before = len(re.findall("letter_received", log_of(folder)))
    assert 0 < before < 200
    systemd.heard.clear()
    with a_daemon(folder) as process:
        systemd.wait(lambda _: waiting(folder) == 200)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert len(re.findall("letter_received", log_of(folder))) == 200
    assert not list(folder.glob("inbox/1-konsep/dafduk/*.yaml"))
