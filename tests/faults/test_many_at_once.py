"""Thousands of letters that were saved while the daemon was stopped; and one bad file among good ones."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tests.acceptance.test_the_daemon import SURAT, surat
from tests.faults.workplace import workplace
from tests.kantor import CODE, KONSEP, make_example, settle_fast

FEW, MANY = 300, 10_000
MOST_MEMORY_MIB = 150
A_SECOND = 1.0


@contextmanager
def a_running_daemon(office: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The daemon of an instance, ended by its own process id."""
    with (office / "state/daemon.log").open("ab") as log:
        daemon = subprocess.Popen([*SURAT, "run", "--config", str(office / "config")], stderr=log, start_new_session=True)
    try:
        yield daemon
    finally:
        os.killpg(daemon.pid, signal.SIGTERM)
        assert daemon.wait(60) == 0


def wait_until(look: Callable[[], bool], seconds: float) -> float:
    """Wait for something; how long it took."""
    began = time.monotonic()
    while not look():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - began


def peak_memory_mib(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def save(office: Path, stem: str, pdf: bytes, subject: str) -> None:
    target = office / "inbox/1-konsep/dafduk" / f"{stem}.pdf"
    target.write_bytes(pdf)
    target.with_suffix(".yaml").write_text(yaml.safe_dump({"hal": subject, "kepada": ["kecamatan-sewon"], "klasifikasi": CODE}), "utf-8")


def test_letters_saved_while_the_daemon_was_stopped_are_all_taken_and_it_stays_small(soak: float) -> None:
    letters = MANY if soak else FEW
    with workplace() as folder:
        office = folder / "kantor"
        make_example(office)
        pdf = (KONSEP / "carlito.pdf").read_bytes()
        for place in range(letters):
            save(office, f"surat-{place}", pdf, f"Surat {place}")
        konsep, forms = office / "inbox/1-konsep/dafduk", office / "inbox/3-verifikasi/kabid-dafduk"
        with a_running_daemon(office) as daemon:
            took = wait_until(lambda: len(list(forms.glob("*.keputusan.yaml"))) == letters, 3600 if soak else 180)
            peak = peak_memory_mib(daemon.pid)
        print(f"{letters} letters in {took:.0f} s, {peak:.0f} MiB")  # noqa: T201 -- the soak's figures
        assert peak <= MOST_MEMORY_MIB
        assert not list(konsep.glob("*.pdf"))
        status = json.loads(surat(office, "status", "--json").stdout)
        numbers = sorted(int(one["number"].rpartition("/")[2]) for one in status["letters"])
        assert numbers == list(range(1, letters + 1))


def a_slow_draft(seconds: float) -> bytes:
    """A PDF with a page that takes long to read: its content is a deep nest that ends nowhere."""
    nest = b"q " * int(2_000_000 * seconds)
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(nest), nest),
        ),
        start=1,
    ):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


@pytest.mark.parametrize("kind", ["slow", "broken"])
def test_one_bad_file_delays_no_other_by_more_than_a_second(kind: str) -> None:
    with workplace() as folder:
        times = [_time_of_good_ones(folder / name, bad) for name, bad in (("without", None), ("with", a_slow_draft(4.0) if kind == "slow" else b"%PDF-1.7\nx"))]
    assert times[1] - times[0] <= A_SECOND, times


def _time_of_good_ones(office: Path, bad: bytes | None) -> float:
    """How long letters take to their verifier, with or without a bad file that was saved before them."""
    make_example(office)
    settle_fast(office / "config")
    good = (KONSEP / "carlito.pdf").read_bytes()
    forms = office / "inbox/3-verifikasi/kabid-dafduk"
    with a_running_daemon(office):
        save(office, "pemanas", good, "Surat Pemanas")
        wait_until(lambda: len(list(forms.glob("*.keputusan.yaml"))) == 1, 90)
        if bad is not None:
            save(office, "a-buruk", bad, "Surat Buruk")
            time.sleep(0.3)
        for place in range(3):
            save(office, f"surat-{place}", good, f"Surat {place}")
        return wait_until(lambda: len(list(forms.glob("*.keputusan.yaml"))) == 4, 90)
