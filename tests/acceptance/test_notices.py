"""Notices by the real daemon, through a real mail server on loopback: who is told what, and once."""

import os
import signal
import sys
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
import yaml

from tests.acceptance.test_the_daemon import a_daemon, surat, wait
from tests.adapters.delivery.post import Mailbox, serving
from tests.kantor import CODE, KONSEP, make_example, settle_fast

BRISK = (sys.executable, "-m", "tests.acceptance.brisk")
ALWAYS = {"jam": '"00.00-23.59"', "hari": "[senin, selasa, rabu, kamis, jumat, sabtu, minggu]"}


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port(mailbox: Mailbox) -> Iterator[int]:
    with serving(mailbox) as port:
        yield port


@pytest.fixture
def folder(tmp_path: Path, port: int) -> Path:
    """An office whose unit and first verifier have addresses."""
    folder = tmp_path / "kantor"
    make_example(folder)
    config = folder / "config"
    settle_fast(config, **ALWAYS, administrator="[admin-surel@example.test]", cara="smtp", server="127.0.0.1", port=str(port), keamanan="tanpa")
    for file, head in (("pejabat.yaml", "kabid-dafduk"), ("bidang.yaml", "dafduk")):
        text = (config / file).read_text("utf-8")
        (config / file).write_text(text.replace(f"\n{head}:\n", f"\n{head}:\n  surel: {head}-surel@example.test\n"), "utf-8")
    return folder


def save(folder: Path, stem: str, **keys: str) -> None:
    target = folder / "inbox/1-konsep/dafduk" / f"{stem}.pdf"
    target.write_bytes((KONSEP / "liberation.pdf").read_bytes())
    target.with_suffix(".yaml").write_text(yaml.safe_dump({"kepada": ["kecamatan-sewon"], "klasifikasi": CODE} | keys), "utf-8")


def told(mailbox: Mailbox, reader: str) -> list[str]:
    """The words of every message to one reader."""
    messages = [message_from_bytes(one, policy=default) for one in mailbox.messages]
    mine = [one for one in messages if isinstance(one, EmailMessage) and one["To"].addresses[0].username == f"{reader}-surel"]
    bodies = [one.get_body(("plain",)) for one in mine]
    return [str(body.get_content()) for body in bodies if body is not None]


def test_an_office_tells_its_people_once_and_goes_on_after_a_crash(folder: Path, mailbox: Mailbox) -> None:
    with a_daemon(folder, BRISK) as daemon:
        save(folder, "undangan", hal="Undangan Rapat")
        save(folder, "mutasi", hal="Mutasi Budi", keamanan="Rahasia")
        wait(lambda: sum(one.count("telah bernomor") for one in told(mailbox, "dafduk")) == 2)
        wait(lambda: any(f"{CODE}/1" in one for one in told(mailbox, "kabid-dafduk")))
        (form,) = wait(lambda: list(folder.glob("inbox/3-verifikasi/kabid-dafduk/*undangan-rapat.keputusan.yaml")))
        form.write_text(form.read_text("utf-8").replace('keputusan: ""', 'keputusan: "revisi"').replace('catatan: ""', 'catatan: "Salah tanggal"'), "utf-8")
        wait(lambda: any("dikembalikan untuk direvisi: Salah tanggal" in one for one in told(mailbox, "dafduk")))
        os.kill(daemon.pid, signal.SIGKILL)
        daemon.wait(30)
    before = len(mailbox.messages)
    assert surat(folder, "run", "--once").returncode == 0
    assert len(mailbox.messages) == before
    assert any("Undangan Rapat" in one for one in told(mailbox, "dafduk"))
    everything = [part.get_content() for one in mailbox.messages for part in message_from_bytes(one, policy=default).walk() if not part.is_multipart()]
    assert not [words for words in everything if "Mutasi" in words or "Budi" in words]


def test_the_administrator_is_told_of_what_is_held_and_of_a_confidential_letter_its_number_alone(folder: Path, mailbox: Mailbox) -> None:
    save(folder, "undangan", hal="Undangan Rapat")
    save(folder, "mutasi", hal="Mutasi Budi", keamanan="Rahasia")
    assert surat(folder, "run", "--once").returncode == 0
    assert told(mailbox, "admin") == []
    ids = sorted(one.name[:11] for one in folder.glob("inbox/3-verifikasi/kabid-dafduk/*.pdf"))
    for one in ids:
        assert surat(folder, "hold", one, "--why", "Nama Budi salah").returncode == 0
    assert surat(folder, "run", "--once").returncode == 0
    (words,) = told(mailbox, "admin")
    assert f"{CODE}/1: " in words
    assert f"{CODE}/2: " in words
    assert words.count("ditahan: Nama Budi salah") == 1
    assert words.count("(rahasia)") == 1
    assert "Mutasi" not in words
    assert all(f"surat show {one}" in words for one in ids)
    assert surat(folder, "run", "--once").returncode == 0
    assert len(told(mailbox, "admin")) == 1
