"""The clock of the machine jumps while the daemon runs, or the year ends: letters are taken, and numbered in their own year."""

import errno
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.ports import Clock
from tests.acceptance.test_the_daemon import SURAT, a_daemon, fill, passphrase, surat
from tests.faults.injection import Call, Faults
from tests.faults.running import a_running_office, assert_whole_in_the_end
from tests.faults.test_many_at_once import save, wait_until
from tests.faults.workplace import new_office
from tests.kantor import KONSEP, Kantor, make_example, settle_fast

A_DAY = 86_400
CARLITO = (KONSEP / "carlito.pdf").read_bytes()


@contextmanager
def a_daemon_with_a_clock(office: Path, faults: Faults, library: Path) -> Iterator[None]:
    with (office / "state/daemon.log").open("ab") as log:
        words = [*SURAT, "run", "--config", str(office / "config")]
        daemon = subprocess.Popen(words, env=faults.environment(library), stderr=log, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(daemon.pid, signal.SIGTERM)
        assert daemon.wait(60) == 0


@pytest.mark.parametrize("days", [-1, 1], ids=["back", "forward"])
def test_a_clock_that_jumps_a_day_while_the_daemon_runs_stops_no_letter(days: int, stage: Path, library: Path) -> None:
    office, faults = stage / "kantor", Faults(stage / "plan")
    make_example(office)
    settle_fast(office / "config")
    forms = office / "inbox/3-verifikasi/kabid-dafduk"
    with a_daemon_with_a_clock(office, faults, library):
        save(office, "sebelum", CARLITO, "Surat Sebelum")
        wait_until(lambda: len(list(forms.glob("*.yaml"))) == 1, 90)
        faults.turn_clock(days * A_DAY)
        save(office, "sesudah", CARLITO, "Surat Sesudah")
        if days < 0:  # its date is before the newest letter's: the registry officer looks at it
            wait_until(lambda: bool(list((office / "inbox/2-penomoran").glob("*.keputusan.yaml"))), 30)
            form = next((office / "inbox/2-penomoran").glob("*.keputusan.yaml"))
            form.write_text(form.read_text("utf-8").replace('keputusan: ""', 'keputusan: "setuju"'), "utf-8")
        wait_until(lambda: len(list(forms.glob("*.yaml"))) == 2, 30)
    letters = json.loads(surat(office, "status", "--json").stdout)["letters"]
    assert sorted(one["number"].rpartition("/")[2] for one in letters) == ["1", "2"]


def test_a_draft_that_waits_for_better_surroundings_waits_no_longer_because_the_clock_goes_back(stage: Path, library: Path) -> None:
    office, faults = new_office(stage / "kantor", sapuan_detik="1"), Faults(stage / "plan")
    with a_running_office(office, faults.environment(library)) as running:
        faults.begin(Call.WRITE, office / "state/documents", error=errno.ENOSPC)
        save(office, "surat", CARLITO, "Surat")
        wait_until(lambda: running.told("drafts_deferred") == 1, 90)
        faults.turn_clock(-A_DAY)
        faults.end()
        wait_until(lambda: bool(list((office / "inbox/3-verifikasi/kabid-dafduk").glob("*.yaml"))), 60)
    assert_whole_in_the_end(office, {"surat": CARLITO})


class NewYearsEve:
    """A clock at the turn of the year: it goes on, from a moment that a test sets."""

    def __init__(self, real: Clock, at: datetime) -> None:
        self._real, self.at = real, at

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()

    def monotonic(self) -> float:
        return self._real.monotonic()


def test_at_midnight_of_new_years_eve_each_letter_is_numbered_in_the_year_of_its_date(kantor: Kantor) -> None:
    zone = kantor.settings.zone
    clock = NewYearsEve(kantor.desk.clock, datetime(2026, 12, 31, 23, 59, 59, tzinfo=zone))
    kantor.desk = replace(kantor.desk, clock=clock)
    old = [kantor.submit(f"lama-{place}", hal=f"Surat Lama {place}") for place in range(2)]
    clock.at = datetime(2027, 1, 1, 0, 0, 0, tzinfo=zone)
    new = [kantor.submit(f"baru-{place}", hal=f"Surat Baru {place}") for place in range(2)]
    assert [(one.number.year, one.number.sequence) for one in (*old, *new) if one.number] == [(2026, 1), (2026, 2), (2027, 1), (2027, 2)]
    assert [one.id for one in (*old, *new)] == ["2026-000001", "2026-000002", "2027-000001", "2027-000002"]
    assert clock.at.astimezone(UTC).year == 2026  # it is the office's midnight that counts
    sent = kantor.approve_all(old[0])
    assert sent.number == old[0].number


def test_a_daemon_told_to_stop_while_it_signs_signs_once_in_the_end(tmp_path: Path) -> None:
    office = tmp_path / "kantor"
    make_example(office)
    settle_fast(office / "config")
    forms = office / "inbox/4-tte/kepala-dinas"
    with a_daemon(office) as process:
        save(office, "surat", CARLITO, "Surat")
        _verify(office, forms)
        _sign(office, forms)
        time.sleep(0.2)  # its round is somewhere between reading the decision and the letter's next step
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(60) == 0
    (office / "state/daemon.log").unlink()
    with a_daemon(office):
        wait_until(lambda: bool(list((office / "inbox/5-kirim/cetak").glob("*.keputusan.yaml"))), 60)
    letter = json.loads(surat(office, "status", "--json").stdout)["letters"][0]
    events = json.loads(surat(office, "show", letter["id"], "--json").stdout)["events"]
    assert [event["action"] for event in events].count("signed") == 1
    assert surat(office, "audit").returncode == 0


def _verify(office: Path, forms: Path) -> None:
    seen: set[Path] = set()

    def look() -> bool:
        for form in office.glob("inbox/3-verifikasi/*/*.keputusan.yaml"):
            if form not in seen:
                seen.add(form)
                form.write_text(form.read_text("utf-8").replace('keputusan: ""', 'keputusan: "setuju"'), "utf-8")
        return bool(list(forms.glob("*.keputusan.yaml")))

    wait_until(look, 90)


def _sign(office: Path, forms: Path) -> None:
    fill(next(forms.glob("*.keputusan.yaml")), passphrase(office))
