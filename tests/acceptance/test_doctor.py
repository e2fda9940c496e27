"""`surat doctor`: what is around the office, found in a real one."""

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner, Result

from pipeline.adapters import mounts
from pipeline.adapters.delivery import probe
from pipeline.adapters.delivery.smtp import Server
from pipeline.adapters.health import disks, neighbours, record
from pipeline.adapters.pdf import workers
from pipeline.adapters.tte.demo import make_demo_keys
from pipeline.cli import surat
from pipeline.cli.doctor import watching
from pipeline.domain.health import Finding, Standing
from pipeline.domain.notes import Language
from pipeline.domain.notes import doctor as say
from tests.adapters.partner import TOKEN, partner_at_work
from tests.adapters.pdf.test_confined import free_worker
from tests.adapters.printers import a_told_printer, an_answer
from tests.kantor import Kantor, make_example

ALL = {"config", "shares", "watch", "folders", "disk", "state", "database", "keys", "seal", "trust", "esurat", "mail", "pdf", "undangan"}
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kantor") / "kantor"
    make_example(folder)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "kantor", copy_function=shutil.copy2)
    return tmp_path / "kantor"


def doctor(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(surat, ["doctor", *words, "--config", str(folder / "config")])


def standings(folder: Path) -> tuple[int, dict[str, set[str]]]:
    done = doctor(folder, "--json")
    facts = json.loads(done.stdout)
    found: dict[str, set[str]] = {}
    for one in facts["findings"]:
        assert one["message"]
        found.setdefault(one["check"], set()).add(one["standing"])
    return done.exit_code, found


def change(folder: Path, before: str, after: str) -> None:
    config = folder / "config/pipeline.yaml"
    text = config.read_text("utf-8")
    assert text.count(f"\n{before}\n") == 1
    config.write_text(text.replace(f"\n{before}\n", f"\n{after}\n"), "utf-8")


def test_a_sound_example_office_has_no_fault(folder: Path) -> None:
    code, found = standings(folder)
    assert code == 0
    assert set(found) == ALL
    assert found["watch"] == found["state"] == found["keys"] == found["seal"] == found["trust"] == found["folders"] == found["esurat"] == {"ok"}
    assert found["shares"] == found["mail"] == {"warn"}


def test_every_line_says_how_it_stands_and_what_it_is_about(folder: Path) -> None:
    lines = doctor(folder).stdout.splitlines()
    assert {line.split()[0] for line in lines} <= {"ok", "warn"}
    assert {line.split()[1] for line in lines} == ALL
    assert any("passphrase" in line and "kepala-dinas" in line for line in lines)


def test_a_wrong_configuration_is_told_line_by_line(folder: Path) -> None:
    change(folder, "identitas: folder", "identitas: siapa saja")
    done = doctor(folder)
    assert done.exit_code == 78
    assert "pipeline.yaml:" in done.stdout


@pytest.mark.parametrize(
    ("check", "spoil"),
    [
        ("state", lambda folder: (folder / "state").chmod(0o755)),
        ("keys", lambda folder: (folder / "state/demo/kepala-dinas.p12").chmod(0o644)),
        ("trust", lambda folder: (folder / "state/demo/ca.pem").write_text("bukan sertifikat")),
        ("database", lambda folder: (folder / "state/surat.db").write_bytes(b"bukan basis data" * 100)),
    ],
    ids=["a state others can enter", "a key others can read", "a root that is none", "a broken register"],
)
def test_what_is_set_up_wrongly_ends_with_78(folder: Path, check: str, spoil: "object") -> None:
    assert callable(spoil)
    spoil(folder)
    code, found = standings(folder)
    assert code == 78
    assert "fault" in found[check]


def test_what_is_only_away_ends_with_69(folder: Path) -> None:
    shutil.rmtree(folder / "state/esurat/diskominfo")
    code, found = standings(folder)
    assert (code, found["esurat"]) == (69, {"away"})


def test_an_office_that_was_never_made_ends_with_69(folder: Path) -> None:
    shutil.rmtree(folder / "state")
    change(folder, "  akar: [state/demo/ca.pem]", "  akar: []")
    pejabat = folder / "config/pejabat.yaml"
    pejabat.write_text(pejabat.read_text("utf-8").replace("kunci: state/demo/kepala-dinas.p12", 'kunci: ""'), "utf-8")
    done = doctor(folder)
    assert done.exit_code == 69
    assert str(folder / "state") in done.stderr


def test_shares_are_printed_for_every_folder_people_write_in(folder: Path) -> None:
    done = doctor(folder, "--samba")
    assert done.exit_code == 0
    assert [line for line in done.stdout.splitlines() if line.startswith("[")] == [
        "[penomoran]",
        "[verifikasi-kabid-dafduk]",
        "[verifikasi-sekretaris]",
        "[tte-kepala-dinas]",
        "[kirim-siap]",
        "[kirim-cetak]",
        "[konsep-umum]",
        "[konsep-dafduk]",
        "[kembali-umum]",
        "[kembali-dafduk]",
    ]


def test_a_clock_behind_the_register_is_told(kantor: Kantor) -> None:
    kantor.submit()
    database = kantor.settings.state / "surat.db"
    now = datetime.now(UTC)
    assert [one.standing for one in record.record(database, now)] == [Standing.OK, Standing.OK]
    assert [one.check for one in record.record(database, now - timedelta(days=1)) if one.standing is Standing.FAULT] == ["clock"]


def test_the_end_of_a_root_of_trust_is_told_in_time(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    make_demo_keys(tmp_path / "demo", {"x": ("X", "Y")}, now)
    root = tmp_path / "demo/ca.pem"

    def standing(at: datetime) -> list[Standing]:
        return [one.standing for one in neighbours.trust_roots([root], at)]

    assert standing(now) == [Standing.OK]
    days = next(day for day in range(0, 20_000, 10) if standing(now + timedelta(days=day)) != [Standing.OK])
    assert standing(now + timedelta(days=days)) == [Standing.WARN]
    assert standing(now + timedelta(days=days + 100)) == [Standing.FAULT]
    assert [one.standing for one in neighbours.trust_roots([], now)] == [Standing.WARN]


@contextmanager
def silence() -> Iterator[int]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken: list[socket.socket] = []

        def take() -> None:
            connection, _ = server.accept()
            taken.append(connection)

        waiting = threading.Thread(target=take)
        waiting.start()
        try:
            yield int(server.getsockname()[1])
        finally:
            waiting.join(5)
            for one in taken:
                one.close()


def test_a_mail_server_that_says_nothing_is_given_up_in_time() -> None:
    with silence() as port:
        began = time.monotonic()
        found = probe.mail_server(Server(host="127.0.0.1", port=port, security="tanpa", patience=timedelta(seconds=1)))
        assert time.monotonic() - began < 4
    assert found.standing is Standing.AWAY


def test_a_mail_server_must_offer_tls_where_the_office_wants_it() -> None:
    def at(security: str) -> Finding:
        return probe.mail_server(Server(host="127.0.0.1", port=server.port, security=security, patience=timedelta(seconds=5)))

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = Controller(object(), hostname="127.0.0.1", port=free.getsockname()[1])
    server.start()
    try:
        assert (at("tanpa").standing, at("starttls").standing) == (Standing.OK, Standing.AWAY)
    finally:
        server.stop()


def test_a_folder_on_another_machines_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = tmp_path.stat().st_dev
    table = tmp_path / "mountinfo"
    table.write_text(f"36 25 {os.major(device)}:{os.minor(device)} / {tmp_path} rw - cifs //server/surat rw\n")
    monkeypatch.setattr(mounts, "MOUNTS", table)
    mounts.forget_mounts()
    try:
        found = list(watching([tmp_path], timedelta(seconds=30)))
    finally:
        mounts.forget_mounts()
    assert [(one.standing, one.message.text) for one in found] == [(Standing.WARN, say.SWEEP_ONLY), (Standing.WARN, say.NO_LEASE)]


def test_a_folder_that_is_watched_well_is_said_so(tmp_path: Path) -> None:
    assert [one.message.text for one in watching([tmp_path], timedelta(seconds=30))] == [say.LEASE_OK]


@pytest.mark.root
def test_a_disk_that_is_nearly_full_is_told(tmp_path: Path) -> None:
    small = tmp_path / "kecil"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "surattest", str(small)], check=True)
    try:
        assert mounts.filesystem_of(small) == "tmpfs"
        assert [one.standing for one in disks.free_space([small])] == [Standing.WARN]
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.mark.parametrize(("kind", "remote"), [("ext4", False), ("xfs", False), ("nfs4", True), ("cifs", True), ("fuse.sshfs", True)])
def test_another_machines_disk_is_known_by_its_kind(kind: str, remote: bool) -> None:  # noqa: FBT001 -- a table of the test
    assert mounts.is_remote(kind) is remote


def test_a_kernel_that_does_not_shut_in_the_pdf_workers_is_told_and_no_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert standings(folder)[1]["pdf"] == {"ok"}
    monkeypatch.setattr(workers, "_limit_process", free_worker)
    code, found = standings(folder)
    assert (code, found["pdf"]) == (0, {"warn"})
    assert say.WORKERS_FREE().words(Language.INDONESIAN) in doctor(folder).stdout


def test_the_printer_and_the_partners_whose_e_surat_is_posted_are_looked_at_where_there_are_any(folder: Path, tmp_path: Path) -> None:
    with a_told_printer() as printer, partner_at_work(tmp_path / "mitra") as partner:
        printer.answers = [(200, an_answer(group=4, printer_state=3, document_format_supported=["application/pdf"]))]
        change(folder, '  printer: ""', f"  printer: ipp://127.0.0.1:{printer.port}/ipp/print")
        (folder / "state/diskominfo.token").write_text(f"{TOKEN}\n", "utf-8")
        (folder / "state/diskominfo.token").chmod(0o600)
        book = folder / "config/tujuan.yaml"
        keys = f"esurat: {partner.address}\n  token_berkas: state/diskominfo.token\n  ca_berkas: {partner.ca_file}"
        book.write_text(book.read_text("utf-8").replace("folder: state/esurat/diskominfo", keys), "utf-8")
        code, found = standings(folder)
        assert (code, found["printer"], found["esurat"]) == (0, {"ok"}, {"ok"})
        assert len(printer.asked) == len(partner.looked) == 1
    code, found = standings(folder)
    assert (code, found["printer"], found["esurat"]) == (69, {"away"}, {"away"})
