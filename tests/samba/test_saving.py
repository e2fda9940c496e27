"""The office on a real Samba share, served by the real daemon with an account of its own: how programs save, and who may decide."""

import hashlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
import yaml

from pipeline.adapters.health.samba import samba_shares
from pipeline.config import Settings
from tests.kantor import CODE, KONSEP
from tests.samba.people import ARSIP, CLERK, KABID, KEPALA, OTHER_CLERK, SEKRETARIS, an_office, as_service, places
from tests.samba.smb import DENIED, Client, CreateDisposition, Smbd, an_smbd, refusal

pytestmark = pytest.mark.root

Found = TypeVar("Found")
PDF = (KONSEP / "carlito.pdf").read_bytes()
PATIENCE_S = 60
PAUSE_S = 1.5
"""how long a slow client rests: far longer than the quiet time of half a second, so that only the lease tells of him"""
DRAFTS = "konsep-dafduk"

_MISTAKES = """
[bocor]
   path = {kabid}
   read only = no
   force group = surattest-g-kabid
   create mask = 0660
[paksa]
   path = {kabid}
   read only = no
   force user = surattest-layanan
   create mask = 0660
"""
"""Two shares that an administrator made by mistake: one lets everybody into an official's folder, one makes every writer look like the service."""


def wait(look: Callable[[], Found], told: Callable[[], object] = lambda: "") -> Found:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    pytest.fail(f"it did not come so far in time: {told()}")


@dataclass
class Office:
    """The office as its people see it."""

    settings: Settings
    smbd: Smbd

    @property
    def inbox(self) -> Path:
        return self.settings.inbox

    @property
    def konsep(self) -> Path:
        return self.inbox / "1-konsep/dafduk"

    def surat(self, *words: str) -> dict[str, object]:
        done = subprocess.run(
            as_service(*words, "--json", "--config", str(self.settings.folder)), capture_output=True, text=True, check=True, timeout=PATIENCE_S
        )
        found = json.loads(done.stdout)
        assert isinstance(found, dict)
        return found

    def numbered(self, stem: str, unit: str = "dafduk") -> str:
        """The letter that a draft became; its id."""
        note = self.inbox / f"1-konsep/{unit}/{stem}.diterima.txt"
        wait(note.exists, lambda: ([one.name for one in note.parent.iterdir()], self.tail()))
        letters = self.surat("status", "--all")["letters"]
        assert isinstance(letters, list)
        (letter,) = [one["id"] for one in letters if one["subject"] == stem]
        return str(letter)

    def tail(self) -> str:
        return (self.settings.root / "daemon.log").read_text("utf-8")[-2000:]

    def form(self, letter: str, folder: str) -> Path:
        found: list[Path] = wait(lambda: list((self.inbox / folder).glob(f"{letter}_*.keputusan.yaml")), lambda: (folder, self.tail()))
        return found[0]

    def events(self, letter: str) -> list[dict[str, str]]:
        events = self.surat("show", letter)["events"]
        assert isinstance(events, list)
        return events

    def submit(self, stem: str, account: str = CLERK, share: str = DRAFTS) -> str:
        with self.smbd.client(account, share) as clerk:
            clerk.save(f"{stem}.pdf", PDF)
            clerk.save(f"{stem}.yaml", sidecar(stem))
        return self.numbered(stem, share.removeprefix("konsep-"))


@pytest.fixture(scope="module")
def kantor(people: None) -> Iterator[Office]:
    del people
    with an_office(demo=True) as settings:
        roles, drafts = places(settings)
        shares = samba_shares((*roles, *drafts)) + _MISTAKES.format(kabid=settings.inbox / "3-verifikasi/kabid-dafduk")
        with an_smbd(shares) as smbd, (settings.root / "daemon.log").open("ab") as log:
            office = Office(settings, smbd)
            daemon = subprocess.Popen(as_service("run", "--config", str(settings.folder)), stderr=log, start_new_session=True)
            try:
                wait(lambda: "daemon_ready" in office.tail() or daemon.poll() is not None)
                assert daemon.poll() is None, office.tail()
                yield office
                assert daemon.poll() is None, office.tail()
            finally:
                if daemon.poll() is None:
                    os.killpg(daemon.pid, signal.SIGTERM)
                    daemon.wait(30)


def sidecar(stem: str) -> bytes:
    return f"hal: {stem}\r\nkepada: [kecamatan-sewon]\r\nklasifikasi: {CODE}\r\n".encode()


# How a clerk's programs save


def by_smbclient(office: Office, stem: str) -> None:
    text = office.settings.root / f"{stem}.txt"
    text.write_bytes(sidecar(stem))
    for source, name in (KONSEP / "carlito.pdf", f"{stem}.pdf"), (text, f"{stem}.yaml"):
        done = office.smbd.put(CLERK, DRAFTS, source, name)
        assert done.returncode == 0, done.stderr


def in_pieces(office: Office, stem: str) -> None:
    with office.smbd.client(CLERK, DRAFTS) as clerk:
        clerk.save(f"{stem}.yaml", sidecar(stem))
        with clerk.open(f"{stem}.pdf") as file:
            for place in range(0, len(PDF), len(PDF) // 4):
                file.write(place, PDF[place : place + len(PDF) // 4])
                time.sleep(PAUSE_S)


def like_explorer(office: Office, stem: str) -> None:
    with office.smbd.client(CLERK, DRAFTS) as clerk:
        clerk.save(f"{stem}.yaml", sidecar(stem))
        with clerk.open(f"{stem}.pdf") as file:
            file.resize(len(PDF))
            time.sleep(PAUSE_S)
            file.write(0, PDF[: len(PDF) // 2])
            time.sleep(PAUSE_S)
            file.write(len(PDF) // 2, PDF[len(PDF) // 2 :])


def like_word(office: Office, stem: str) -> None:
    with office.smbd.client(CLERK, DRAFTS) as clerk:
        clerk.save(f"{stem}.yaml", sidecar(stem))
        clerk.save("A1B2C3D4.tmp", PDF)
        clerk.rename("A1B2C3D4.tmp", f"{stem}.pdf")


def like_acrobat(office: Office, stem: str) -> None:
    with office.smbd.client(CLERK, DRAFTS) as clerk:
        clerk.save(f"{stem}.pdf", (KONSEP / "liberation.pdf").read_bytes())
        time.sleep(1)
        with clerk.open(f"{stem}.pdf", CreateDisposition.FILE_OPEN) as file:
            file.write(0, PDF)
            file.resize(len(PDF))
        clerk.save(f"{stem}.yaml", sidecar(stem))


@pytest.mark.parametrize("save", [by_smbclient, in_pieces, like_explorer, like_word, like_acrobat], ids=lambda one: one.__name__)
def test_however_a_program_saves_it_becomes_one_letter_with_what_was_saved(kantor: Office, save: Callable[[Office, str], None]) -> None:
    stem = f"surat-{save.__name__.replace('_', '-')}"
    save(kantor, stem)
    letter = kantor.numbered(stem)
    received = kantor.events(letter)[0]
    assert received["account"] == CLERK
    documents = kantor.settings.state / "documents"
    digest = hashlib.sha256(PDF).hexdigest()
    assert any(hashlib.sha256(one.read_bytes()).hexdigest() == digest for one in documents.rglob("*") if one.is_file())
    assert sorted(one.name for one in kantor.konsep.iterdir() if one.name.startswith(stem)) == [f"{stem}.diterima.txt"]


def test_an_upload_that_was_cut_is_no_letter_until_it_is_saved_whole(kantor: Office) -> None:
    stem = "surat-terputus"
    with kantor.smbd.client(CLERK, DRAFTS) as clerk:
        clerk.save(f"{stem}.yaml", sidecar(stem))
        clerk.open(f"{stem}.pdf").write(0, PDF[: len(PDF) // 2])
        clerk.cut()
    time.sleep(3)
    assert (kantor.konsep / f"{stem}.pdf").stat().st_size == len(PDF) // 2
    assert not (kantor.konsep / f"{stem}.diterima.txt").exists()
    assert not list((kantor.inbox / "karantina").rglob(f"{stem}*"))
    with kantor.smbd.client(CLERK, DRAFTS) as clerk:
        clerk.save(f"{stem}.pdf", PDF)
    assert kantor.numbered(stem)


def test_what_a_client_writes_on_after_its_file_was_found_is_not_lost(kantor: Office) -> None:
    stem = "surat-menulis-terus"
    more = PDF + b"\n% ditambahkan kemudian\n"
    with kantor.smbd.client(CLERK, DRAFTS) as clerk:
        clerk.save(f"{stem}.yaml", sidecar(stem))
        with clerk.open(f"{stem}.pdf") as file:
            file.write(0, PDF)
            time.sleep(1.5)
            file.write(len(PDF), more[len(PDF) :])

    def found() -> bool:
        whole = [*kantor.konsep.glob(f"{stem}*.pdf"), *(one for one in (kantor.settings.state / "documents").rglob("*") if one.is_file())]
        return any(one.exists() and one.read_bytes() == more for one in whole)

    wait(found, kantor.tail)


# What clerks may do to one another


def test_nobody_overwrites_deletes_or_renames_another_clerks_draft(kantor: Office) -> None:
    with kantor.smbd.client(CLERK, DRAFTS) as clerk, kantor.smbd.client(KABID, DRAFTS) as other:
        clerk.save("milik-saya.pdf", PDF)
        other.save("milik-lain.pdf", b"%PDF-1.7 lain")
        assert refusal(lambda: other.save("milik-saya.pdf", b"%PDF-1.7 diganti")) == DENIED
        assert refusal(lambda: other.delete("milik-saya.pdf")) == DENIED
        assert refusal(lambda: other.rename("milik-saya.pdf", "hilang.pdf")) == DENIED
        assert refusal(lambda: other.rename("milik-lain.pdf", "milik-saya.pdf")) == DENIED
        assert clerk.read("milik-saya.pdf") == PDF
        clerk.delete("milik-saya.pdf")
        other.delete("milik-lain.pdf")


@pytest.mark.parametrize(
    ("account", "share"),
    [(CLERK, "verifikasi-kabid-dafduk"), (CLERK, "tte-kepala-dinas"), (CLERK, "penomoran"), (CLERK, "konsep-umum"), (SEKRETARIS, "verifikasi-kabid-dafduk")],
)
def test_nobody_enters_a_share_that_is_not_his(kantor: Office, account: str, share: str) -> None:
    assert refusal(lambda: kantor.smbd.client(account, share)) == DENIED


# How an official saves his decision


def in_place(client: Client, name: str, text: bytes) -> None:
    with client.open(name, CreateDisposition.FILE_OPEN) as file:
        file.write(0, text)
        file.resize(len(text))


def by_overwriting(client: Client, name: str, text: bytes) -> None:
    client.save(name, text)


def by_renaming(client: Client, name: str, text: bytes) -> None:
    client.save("sementara.tmp", text)
    client.rename("sementara.tmp", name)


def filled(form: Path, **values: str) -> bytes:
    text = form.read_text("utf-8")
    for key, value in values.items():
        assert f'{key}: ""' in text, (key, text)
        text = text.replace(f'{key}: ""', f'{key}: "{value}"')
    return text.encode()


SAVES = [in_place, by_overwriting, by_renaming]


@pytest.mark.parametrize("save", SAVES, ids=lambda one: one.__name__)
def test_a_decision_counts_however_the_officials_editor_saves_it(kantor: Office, save: Callable[[Client, str, bytes], None]) -> None:
    letter = kantor.submit(f"keputusan-{save.__name__.replace('_', '-')}")
    form = kantor.form(letter, "3-verifikasi/kabid-dafduk")
    with kantor.smbd.client(KABID, "verifikasi-kabid-dafduk") as kabid:
        save(kabid, form.name, filled(form, keputusan="setuju"))
    kantor.form(letter, "3-verifikasi/sekretaris")
    verified = [one for one in kantor.events(letter) if one["action"] == "verified"]
    assert [(one["actor"], one["account"]) for one in verified] == [("kabid-dafduk", KABID)]
    wait(lambda: not form.exists())


def test_a_letter_goes_the_whole_way_over_the_shares(kantor: Office) -> None:
    secrets = yaml.safe_load((kantor.settings.state / "demo/passphrases.yaml").read_text("utf-8"))
    config = kantor.settings.folder / "pipeline.yaml"
    assert "passphrase_polos: ya" in config.read_text("utf-8")
    letter = kantor.submit("perjalanan", OTHER_CLERK, "konsep-umum")
    for account, folder, share, save, values in (
        (SEKRETARIS, "3-verifikasi/sekretaris", "verifikasi-sekretaris", by_renaming, {}),
        (KEPALA, "4-tte/kepala-dinas", "tte-kepala-dinas", in_place, {"passphrase": secrets["kepala-dinas"]}),
        (ARSIP, "5-kirim/cetak", "kirim-cetak", by_overwriting, {"keputusan": "terkirim", "penerima": "Bu Tini"}),
    ):
        form = kantor.form(letter, folder)
        with kantor.smbd.client(account, share) as official:
            assert official.read(form.name.replace(".keputusan.yaml", ".pdf")).startswith(b"%PDF")
            save(official, form.name, filled(form, **({"keputusan": "setuju"} | values)))
        wait(lambda form=form: not form.exists(), kantor.tail)  # type: ignore[misc]
    wait(lambda: list(kantor.inbox.glob(f"6-terkirim/*/*/{letter}_*.pdf")), kantor.tail)
    accounts = {one["actor"]: one["account"] for one in kantor.events(letter)}
    assert [accounts[one] for one in ("sekretaris", "kepala-dinas", "petugas-arsip")] == [SEKRETARIS, KEPALA, ARSIP]


# What is refused


def refused(office: Office, letter: str, share: str, account: str, save: Callable[[Client, str, bytes], None] | None = None) -> str:
    """Save an approval through a share; what its writer is told."""
    form = office.form(letter, "3-verifikasi/kabid-dafduk")
    name = form.name if save else "putusan-saya.yaml"
    with office.smbd.client(account, share) as writer:
        (save or by_overwriting)(writer, name, filled(form, keputusan="setuju"))
    note = form.with_name(f"{name}.PERBAIKI.txt")
    wait(note.exists, office.tail)
    told = note.read_text("utf-8-sig")
    (state,) = [one["state"] for one in office.surat("status")["letters"] if one["id"] == letter]  # type: ignore[attr-defined]
    assert state == "in_verification"
    assert not list((office.inbox / "3-verifikasi/sekretaris").glob(f"{letter}_*"))
    form.with_name(name).unlink()
    wait(lambda: not note.exists(), office.tail)
    return told


def test_another_officials_decision_in_a_folder_left_open_is_refused_and_told(kantor: Office) -> None:
    told = refused(kantor, kantor.submit("bocor"), "bocor", SEKRETARIS)
    assert SEKRETARIS in told
    assert "kabid-dafduk" in told


def test_a_decision_that_looks_like_the_services_own_is_refused_and_told(kantor: Office) -> None:
    told = refused(kantor, kantor.submit("paksa"), "paksa", CLERK)
    assert "Simpan Sebagai" in told


@pytest.mark.parametrize("save", [*SAVES, None], ids=lambda one: one.__name__ if one else "in_a_file_of_his_own")
def test_who_wrote_a_letter_does_not_decide_on_it(kantor: Office, save: Callable[[Client, str, bytes], None] | None) -> None:
    letter = kantor.submit(f"surat-sendiri-{save.__name__ if save else 'baru'}".replace("_", "-"), KABID)
    told = refused(kantor, letter, "verifikasi-kabid-dafduk", KABID, save)
    assert "Surat sendiri tidak boleh diputuskan sendiri" in told
