"""The real daemon in a process of its own, on real drafts; judged by tools that are not ours."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
import yaml

from pipeline.cli.office import make_office
from tests import judges
from tests.kantor import CODE, KONSEP, make_example, settle_fast

Found = TypeVar("Found")
SURAT = (sys.executable, "-c", "from pipeline.cli import main; main()")
PATIENCE_SECONDS = 90


def surat(folder: Path, *words: str, secret: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*SURAT, *words, "--config", str(folder / "config")], capture_output=True, text=True, check=False, timeout=120, input=secret)


def wait(look: Callable[[], Found]) -> Found:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    pytest.fail("the daemon did not get there in time")


@contextmanager
def a_daemon(folder: Path, command: Sequence[str] = SURAT) -> Iterator[subprocess.Popen[bytes]]:
    """The daemon of an instance; ended by its own process id, whatever the test does."""
    with (folder / "state" / "daemon.log").open("ab") as log:
        process = subprocess.Popen([*command, "run", "--config", str(folder / "config")], stderr=log, start_new_session=True)
        try:
            wait(lambda: b"daemon_ready" in (folder / "state" / "daemon.log").read_bytes())
            yield process
        finally:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGTERM)
                process.wait(30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_example(tmp_path / "kantor")
    settle_fast(tmp_path / "kantor" / "config")
    return tmp_path / "kantor"


def passphrase(folder: Path) -> str:
    return str(yaml.safe_load((folder / "state/demo/passphrases.yaml").read_text("utf-8"))["kepala-dinas"])


def fill(form: Path, secret: str = "") -> None:
    text = form.read_text("utf-8").replace('keputusan: ""', 'keputusan: "setuju"').replace('passphrase: ""', f'passphrase: "{secret}"')
    form.write_text(text, "utf-8")


def approve_everything(folder: Path, letters: int) -> None:
    """Fill in every form that appears in an official's folder, until so many letters have been signed."""
    seen: set[Path] = set()

    def look() -> bool:
        for form in [*folder.glob("inbox/3-verifikasi/*/*.keputusan.yaml"), *folder.glob("inbox/4-tte/*/*.keputusan.yaml")]:
            if form not in seen:
                seen.add(form)
                fill(form, passphrase(folder))
        return len(list(folder.glob("inbox/6-terkirim/*/*/*.pdf"))) == letters

    wait(look)


def test_every_real_draft_ends_signed_in_the_final_folder_and_others_tools_accept_it(folder: Path) -> None:
    drafts = sorted(KONSEP.glob("*.pdf"))
    with a_daemon(folder):
        for draft in drafts:
            target = folder / "inbox/1-konsep/dafduk" / draft.name
            target.write_bytes(draft.read_bytes())
            target.with_suffix(".yaml").write_text(f"hal: Undangan {draft.stem}\nkepada: [diskominfo]\nklasifikasi: {CODE}\n", "utf-8")
        approve_everything(folder, len(drafts))
    copies = sorted(folder.glob("inbox/6-terkirim/*/*/*.pdf"))
    ca = folder / "state/demo/ca.pem"
    for copy in copies:
        (facts,) = judges.pdfsig(copy, ca)
        assert (facts.valid, facts.trusted, facts.total_document) == (True, True, True)
        assert judges.openssl_cades(copy, ca) == [True]
        judges.qpdf_check(copy)
        text = judges.page_text(copy)
        assert f"{CODE}/" in text
        assert "${" not in text
    status = json.loads(surat(folder, "status", "--json", "--all").stdout)
    assert status["counts"] == {"sent": len(drafts)}
    assert sorted(one["number"] for one in status["letters"]) == [f"{CODE}/{place}" for place in range(1, len(drafts) + 1)]
    assert surat(folder, "audit").returncode == 0


def test_a_second_daemon_finds_the_first_and_leaves(folder: Path) -> None:
    with a_daemon(folder):
        second = surat(folder, "run", "--once")
    assert second.returncode == 75
    assert str(folder / "state") in second.stderr


def test_a_daemon_that_is_told_to_stop_stops_within_ten_seconds(folder: Path) -> None:
    with a_daemon(folder) as process:
        began = time.monotonic()
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(30) == 0
        assert time.monotonic() - began < 10


def test_a_killed_daemon_goes_on_where_it_was(folder: Path) -> None:
    konsep = folder / "inbox/1-konsep/dafduk"
    with a_daemon(folder) as process:
        for place in range(6):
            (konsep / f"surat-{place}.pdf").write_bytes((KONSEP / "carlito.pdf").read_bytes())
            (konsep / f"surat-{place}.yaml").write_text(f"hal: Undangan {place}\nkepada: [diskominfo]\nklasifikasi: {CODE}\n", "utf-8")
        wait(lambda: list(konsep.glob("*.diterima.txt")))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)
    (folder / "state" / "daemon.log").unlink()
    with a_daemon(folder):
        approve_everything(folder, 6)
    status = json.loads(surat(folder, "status", "--json", "--all").stdout)
    assert sorted(one["number"] for one in status["letters"]) == [f"{CODE}/{place}" for place in range(1, 7)]
    assert surat(folder, "audit").returncode == 0
    assert not list(folder.rglob(".surat-*"))


def test_the_demonstration_verifies_every_step() -> None:
    done = subprocess.run([*SURAT, "demo"], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_office_outside_the_demonstration_is_not_served_as_anybody_may_decide(tmp_path: Path) -> None:
    make_office(tmp_path / "kantor", demo=False)
    config = tmp_path / "kantor/config/pipeline.yaml"
    config.write_text(config.read_text("utf-8").replace("identitas: pemilik", "identitas: folder"), "utf-8")
    refused = surat(tmp_path / "kantor", "run", "--once")
    assert refused.returncode == 78
    assert "identitas" in refused.stderr
