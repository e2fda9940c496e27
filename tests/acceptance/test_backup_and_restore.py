"""A backup of an office at work, an office from a backup, and how its numbering goes on. Every archive that is refused was altered first."""

import io
import json
import shutil
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import surat
from pipeline.cli.serve import after_a_restore
from pipeline.domain.channel import Channel, Outcome
from pipeline.domain.numbering import NumberStatus
from pipeline.domain.states import DeliveryState, State
from pipeline.restored import hold_what_may_be_sent
from tests.acceptance.test_the_daemon import a_daemon, wait
from tests.acceptance.test_what_the_administrator_does import Relay, with_relay
from tests.kantor import CODE, KONSEP, Kantor, a_sealing_key, open_kantor, reopen_kantor


def run(*words: object, config: Path | None = None) -> Result:
    where = [] if config is None else ["--config", str(config)]
    return CliRunner().invoke(surat, [*map(str, words), *where])


def facts(done: Result, code: int = 0) -> dict[str, object]:
    assert done.exit_code == code, (done.exit_code, done.output, done.exception)
    found: dict[str, object] = json.loads(done.output)
    return found


def back_up(folder: Path, out: Path, code: int = 0) -> dict[str, object]:
    return facts(run("backup", out, "--json", config=folder / "config"), code)


def restore(archive: Path, folder: Path, code: int = 0) -> dict[str, object]:
    return facts(run("restore", archive, folder, "--json"), code)


def reopen(old: Kantor, folder: Path) -> None:
    """Put back what no backup holds: the demonstration's keys."""
    shutil.copytree(old.settings.state / "demo", folder / "state/demo")
    for one in old.settings.state.glob("esurat/*"):
        (folder / "state/esurat" / one.name).mkdir(parents=True)


def test_an_office_from_a_backup_has_the_same_digest_and_goes_on(kantor: Kantor, tmp_path: Path) -> None:
    sent, waiting = kantor.approve_all(kantor.submit("a", hal="Terkirim")), kantor.submit("b", hal="Diperiksa")
    seen = facts(run("audit", "--json", config=kantor.settings.folder))["digest"]
    made = back_up(kantor.settings.root, tmp_path / "cadangan")
    back = restore(tmp_path / "cadangan", tmp_path / "baru")
    again = facts(run("audit", "--json", config=tmp_path / "baru/config"), 65)
    assert seen == made["digest"] == back["digest"] == again["digest"]
    assert {one["kind"] for one in again["findings"]} == {"share_missing"}  # type: ignore[attr-defined]  # JSON
    reopen(kantor, tmp_path / "baru")
    with reopen_kantor(tmp_path / "baru") as new:
        new.work()
        assert run("audit", "--repair", config=new.settings.folder).exit_code == 0
        assert new.letter(sent.id).state is State.SENT
        assert new.approve_all(new.letter(waiting.id)).state is State.SENT


def test_a_backup_of_an_office_at_work_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "kantor"
    with open_kantor(folder):
        pass
    done = threading.Event()

    def staff() -> None:
        for place in range(40):
            target = folder / f"inbox/1-konsep/dafduk/surat-{place}.pdf"
            target.write_bytes((KONSEP / "carlito.pdf").read_bytes())
            target.with_suffix(".yaml").write_text(f"hal: Surat {place}\nkepada: [diskominfo]\nklasifikasi: {CODE}\n", "utf-8")
            if done.wait(0.05):
                return

    with a_daemon(folder):
        clerk = threading.Thread(target=staff)
        clerk.start()
        try:
            wait(lambda: list(folder.glob("inbox/1-konsep/dafduk/*.diterima.txt")))
            made = [back_up(folder, tmp_path / f"cadangan-{turn}") for turn in range(4)]
        finally:
            done.set()
            clerk.join(30)
    assert made[0]["digest"] != made[3]["digest"], "the office was at work"
    for turn, one in enumerate(made):
        assert one["missing"] == []
        back = restore(tmp_path / f"cadangan-{turn}", tmp_path / f"baru-{turn}")
        assert (back["digest"], back["letters"], back["findings"]) == (one["digest"], one["letters"], [])


def test_a_backup_is_one_private_file_that_is_never_written_over(kantor: Kantor, tmp_path: Path) -> None:
    out = tmp_path / "cadangan"
    back_up(kantor.settings.root, out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    before = out.read_bytes()
    assert run("backup", out, config=kantor.settings.folder).exit_code == 65
    assert out.read_bytes() == before
    assert run("backup", kantor.inbox / "papan/cadangan", config=kantor.settings.folder).exit_code == 65
    assert run("backup", tmp_path / "tidak/ada", config=kantor.settings.folder).exit_code == 75
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cadangan", "kantor"]
    assert not (kantor.inbox / "papan/cadangan").exists()


def test_a_backup_holds_no_key_and_no_passphrase(kantor: Kantor, tmp_path: Path) -> None:
    config, state = kantor.settings.folder, kantor.settings.state
    sentinel = b"kata-sandi-yang-tidak-boleh-keluar"
    planted = [
        config / "sandi.txt",
        config / "kunci.p12",
        config / "templat/kunci.p12",
        state / "segel.jwk",
        state / "segel/lain.jwk",
        config / "segel.jwk",
        config / "templat/segel.jwk",
        state / "demo/lain.txt",
        state / "daemon.log",
        state / "mail/surat.eml",
    ]
    for one in planted:
        one.write_bytes(sentinel)
    (config / "templat/kunci.txt").write_bytes(b"-----BEGIN PRIVATE KEY-----\n" + sentinel)
    (config / "templat/kunci-segel.txt").write_text(json.dumps(a_sealing_key()) + sentinel.decode(), "utf-8")
    (config / "templat/kunci.bin").write_bytes(b"\x30\x82\xff" + sentinel)
    (config / "templat/tautan.txt").symlink_to(state / "demo/passphrases.yaml")
    pdf = KONSEP / "liberation.pdf"
    kantor.submit("a", pdf=pdf)
    told = run("backup", tmp_path / "cadangan", config=config)
    assert told.exit_code == 0, told.output
    assert "kunci.p12" in told.output
    archive = (tmp_path / "cadangan").read_bytes()
    assert sentinel not in archive
    assert kantor.passphrase.encode() not in archive
    assert (state / "demo/kepala-dinas.p12").read_bytes()[:200] not in archive
    (kept,) = (state / "segel").glob(f"{a_sealing_key()['kid']}.jwk")
    assert a_sealing_key()["d"] in kept.read_text("utf-8"), "the office has a sealing key that could get out"
    assert not [name for name in ("d", "p", "q", "n") if a_sealing_key()[name].encode() in archive]
    assert pdf.read_bytes() in archive, "the search would find what is there"
    with tarfile.open(tmp_path / "cadangan") as tar:
        names = tar.getnames()
    assert [one for one in names if one.startswith("config/")] == sorted(
        f"config/{one}"
        for one in (
            "bidang.yaml",
            "klasifikasi.yaml",
            "pejabat.yaml",
            "pipeline.yaml",
            "templat/pemberitahuan.en.html.j2",
            "templat/pemberitahuan.id.html.j2",
            "templat/surel.en.txt.j2",
            "templat/surel.txt.j2",
            "templat/undangan.typ",
            "tujuan.yaml",
        )
    )
    assert names[0] == "surat.db"
    assert names[-1] == "manifest.json"


def test_a_backup_holds_the_certificates_that_the_office_trusts(kantor: Kantor, tmp_path: Path) -> None:
    config = kantor.settings.folder
    root = (kantor.settings.state / "demo/ca.pem").read_bytes()
    main = (config / "pipeline.yaml").read_text("utf-8")
    for section, name in (("surel", "surel.pem"), ("cetak", "cetak.pem")):
        (config / name).write_bytes(root)
        head, found, rest = main.partition(f"\n{section}:\n")
        assert found
        main = head + found + rest.replace('  ca_berkas: ""', f"  ca_berkas: config/{name}", 1)
    (config / "pipeline.yaml").write_text(main, "utf-8")
    (config / "lain.pem").write_bytes(root)
    back_up(kantor.settings.root, tmp_path / "cadangan")
    with tarfile.open(tmp_path / "cadangan") as tar:
        assert [one for one in tar.getnames() if one.endswith(".pem")] == ["config/cetak.pem", "config/surel.pem"]


def test_a_backup_without_a_damaged_document_says_so(kantor: Kantor, tmp_path: Path) -> None:
    letter = kantor.submit("a")
    document = kantor.desk.documents.path(letter.document or "")
    document.chmod(0o600)
    document.write_bytes(document.read_bytes()[:-1] + b"?")
    made = back_up(kantor.settings.root, tmp_path / "cadangan", 65)
    assert made["missing"] == [letter.document]
    back = restore(tmp_path / "cadangan", tmp_path / "baru", 65)
    assert {one["kind"] for one in back["findings"]} == {"document_missing"}  # type: ignore[attr-defined]  # JSON


def test_a_database_that_cannot_be_read_is_not_backed_up(kantor: Kantor, tmp_path: Path) -> None:
    kantor.submit("a")
    folder = tmp_path / "rusak"
    shutil.copytree(kantor.settings.root, folder)
    for one in folder.glob("state/surat.db*"):
        one.unlink()
    (folder / "state/surat.db").write_bytes(b"bukan basis data " * 999)
    assert run("backup", tmp_path / "cadangan", config=folder / "config").exit_code == 65
    assert not (tmp_path / "cadangan").exists()
    (tmp_path / "kemarin").write_bytes(b"cadangan")
    assert "kemarin" in run("backup", tmp_path / "kemarin", config=folder / "config").output, "that the name is taken is told before anything is read"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cadangan")
    with open_kantor(folder / "kantor") as kantor:
        kantor.submit("a")
        back_up(kantor.settings.root, folder / "cadangan")
    return folder / "cadangan"


def members(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as tar:
        return {one.name: (tar.extractfile(one) or io.BytesIO()).read() for one in tar}


def rewritten(archive: Path, target: Path, change: Callable[[dict[str, bytes]], object], *more: tarfile.TarInfo) -> Path:
    content = members(archive)
    change(content)
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as tar:
        for header in more:
            tar.addfile(header)
        for name, stored in content.items():
            header = tarfile.TarInfo(name)
            header.size = len(stored)
            tar.addfile(header, io.BytesIO(stored))
    return target


def special(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.type, header.linkname = kind, link
    return header


def assert_refused(archive: Path, folder: Path) -> None:
    before = {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    done = run("restore", archive, folder / "baru")
    assert done.exit_code == 65, (done.output, done.exception)
    assert done.output.strip()
    assert not (folder / "baru").exists()
    assert {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()} == before


@pytest.mark.parametrize("share", [0.0, 0.001, 0.2, 0.5, 0.8])
def test_an_archive_with_a_flipped_bit_is_refused_and_leaves_nothing_behind(archive: Path, tmp_path: Path, share: float) -> None:
    content = bytearray(archive.read_bytes())
    content[int(len(content) * share)] ^= 0x01
    (tmp_path / "cadangan").write_bytes(content)
    assert_refused(tmp_path / "cadangan", tmp_path)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_torn_archive_is_refused(archive: Path, tmp_path: Path, share: float) -> None:
    content = archive.read_bytes()
    (tmp_path / "cadangan").write_bytes(content[: int(len(content) * share)])
    assert_refused(tmp_path / "cadangan", tmp_path)


STRANGE = {
    "a path upwards": special("../keluar.txt", tarfile.REGTYPE),
    "a path upwards among the documents": special("documents/ab/../../../keluar.txt", tarfile.REGTYPE),
    "an absolute path": special("/srv/keluar.txt", tarfile.REGTYPE),
    "a path upwards among the letters that came in": special("masuk/disisihkan/2026-11-30/../../../keluar.txt", tarfile.REGTYPE),
    "what lies beside the letters that came in": special("masuk/catatan.txt", tarfile.REGTYPE),
    "a hidden file among what was put aside": special("masuk/disisihkan/2026-11-30/.surat-1.tmp", tarfile.REGTYPE),
    "a symbolic link": special("config/tautan.yaml", tarfile.SYMTYPE, "/etc/passwd"),
    "a hard link": special("config/tautan.yaml", tarfile.LNKTYPE, "surat.db"),
    "a folder": special("config/templat", tarfile.DIRTYPE),
    "a device": special("config/alat", tarfile.CHRTYPE),
    "a pipe": special("config/pipa", tarfile.FIFOTYPE),
    "another file of state": special("demo/passphrases.yaml", tarfile.REGTYPE),
    "a document by another name": special("documents/ab/catatan.txt", tarfile.REGTYPE),
    "a member that is there twice": special("surat.db", tarfile.REGTYPE),
    "a member the manifest does not know": special("config/lain.yaml", tarfile.REGTYPE),
}


@pytest.mark.parametrize("strange", STRANGE)
def test_an_archive_with_a_strange_member_is_refused(archive: Path, tmp_path: Path, strange: str) -> None:
    assert_refused(rewritten(archive, tmp_path / "cadangan", lambda _: None, STRANGE[strange]), tmp_path)
    assert not (tmp_path.parent / "keluar.txt").exists()


def forge(content: dict[str, bytes]) -> None:
    """Alter the database and mend the manifest's digest of the member, as somebody would who knows the form but not all of it."""
    from pipeline.adapters.durable import digest_of_bytes

    content["surat.db"] = content["surat.db"].replace(b"kabid-dafduk", b"kabid-dafdux")
    manifest = json.loads(content["manifest.json"])
    manifest["members"]["surat.db"] = digest_of_bytes(content["surat.db"])
    content["manifest.json"] = json.dumps(manifest).encode()


def newer(content: dict[str, bytes]) -> None:
    content["manifest.json"] = json.dumps(json.loads(content["manifest.json"]) | {"format": 2}).encode()


CHANGES: dict[str, Callable[[dict[str, bytes]], object]] = {
    "no manifest": lambda content: content.pop("manifest.json"),
    "no database": lambda content: content.pop("surat.db"),
    "a document left out": lambda content: content.pop(next(name for name in content if name.startswith("documents/"))),
    "another configuration": lambda content: content.update({"config/pejabat.yaml": b"x"}),
    "a manifest that is none": lambda content: content.update({"manifest.json": b"[]"}),
    "a database that is none": lambda content: content.update({"surat.db": b""}),
    "a forged database": forge,
    "a later form": newer,
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_archive_that_is_not_as_it_was_made_is_refused(archive: Path, tmp_path: Path, change: str) -> None:
    assert_refused(rewritten(archive, tmp_path / "cadangan", CHANGES[change]), tmp_path)


def test_what_was_only_packed_anew_is_taken(archive: Path, tmp_path: Path) -> None:
    restore(rewritten(archive, tmp_path / "cadangan", lambda _: None), tmp_path / "baru")


@pytest.mark.parametrize("part", ["state", "config"])
def test_an_instance_that_is_there_is_not_touched(archive: Path, tmp_path: Path, part: str) -> None:
    (tmp_path / "baru" / part).mkdir(parents=True)
    (tmp_path / "baru" / part / "x").write_text("x")
    assert run("restore", archive, tmp_path / "baru").exit_code == 65
    assert [str(one.relative_to(tmp_path)) for one in (tmp_path / "baru").rglob("*")] == [f"baru/{part}", f"baru/{part}/x"]


def test_a_restored_office_is_as_private_as_a_new_one(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "baru/state").mkdir(parents=True)
    restore(archive, tmp_path / "baru")
    modes = {one: stat.S_IMODE((tmp_path / "baru" / one).stat().st_mode) for one in ("state", "state/surat.db", "state/documents", "config/pipeline.yaml")}
    assert modes == {"state": 0o700, "state/surat.db": 0o600, "state/documents": 0o700, "config/pipeline.yaml": 0o644}
    assert sorted(one.name for one in (tmp_path / "baru").iterdir()) == ["config", "state"]
    with closing(sqlite3.connect(tmp_path / "baru/state/surat.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.fixture
def restored(kantor: Kantor, tmp_path: Path) -> Path:
    """An office put back from a backup after which two letters were still sent, one of them new."""
    before = kantor.submit("a", hal="Sebelum cadangan")
    back_up(kantor.settings.root, tmp_path / "cadangan")
    kantor.approve_all(kantor.letter(before.id))
    kantor.approve_all(kantor.submit("b", hal="Sesudah cadangan"))
    restore(tmp_path / "cadangan", tmp_path / "baru")
    reopen(kantor, tmp_path / "baru")
    return tmp_path / "baru"


def test_a_letter_waits_at_the_registrar_until_the_last_number_is_stated(restored: Path) -> None:
    config = restored / "config"
    with reopen_kantor(restored) as new:
        letter = new.submit("c", hal="Surat baru")
        assert (letter.state, letter.number) == (State.RECEIVED, None)
        assert letter.id.endswith("-010002"), "an id given since the backup is never given again"
        form = new.form(letter, "2-penomoran")
        assert "number resume" in form.read_text("utf-8")
        new.fill(form, keputusan="setuju")
        new.work()
        assert new.letter(letter.id).number is None
        assert any("number resume" in text for name, text in new.notes().items() if name.endswith("PERBAIKI.txt"))
        new.save("d", f"permintaan: nomor\nhal: Tugas\nklasifikasi: {CODE}\n", pdf=None)
        new.work()
        assert "petugas arsip" in (new.konsep / "d.PERBAIKI.txt").read_text("utf-8-sig")
        assert run("number", "reserve", "--unit", "dafduk", "--code", CODE, config=config).exit_code == 75
        assert facts(run("status", "--json", config=config))["numbering_held"] is True
        assert "number resume" in run("status", config=config).output
        assert run("number", "resume", "--last", "0", config=config).exit_code == 65
        assert run("number", "resume", "--last", "900", config=config).exit_code == 65, "so large a gap is asked for twice"
        assert run("number", "resume", "--last", "3", config=config).exit_code == 0
        new.work()
        assert new.letter(letter.id).number is not None
        assert str(new.letter(letter.id).number and new.letter(letter.id).number.text) == f"{CODE}/4"  # type: ignore[union-attr]  # asserted above
        lines = list(new.desk.register.lines(letter.since.year))
        assert [line.status for line in lines] == [NumberStatus.USED, NumberStatus.VOID, NumberStatus.VOID, NumberStatus.USED]
        assert "pemulihan" in lines[1].note
        assert facts(run("status", "--json", config=config))["numbering_held"] is False
        assert run("number", "resume", "--last", "9", config=config).exit_code == 65
    with closing(sqlite3.connect(restored / "state/surat.db")) as connection:
        told = connection.execute("SELECT action, account <> '', note FROM event WHERE letter IS NULL ORDER BY position").fetchall()
    assert [(action, account) for action, account, _ in told] == [("restored", 1), ("number_voided", 1), ("number_voided", 1), ("numbering_resumed", 1)]
    after = facts(run("audit", "--json", config=config), 0)
    assert after["findings"] == []


def test_the_registrar_is_helped_by_what_the_shares_still_hold(kantor: Kantor, restored: Path) -> None:
    shutil.copytree(kantor.inbox, restored / "inbox", dirs_exist_ok=True)
    for one in kantor.settings.state.glob("esurat/*/*"):
        shutil.copy(one, restored / "state/esurat" / one.parent.name)
    (final,) = (restored / "inbox/6-terkirim").rglob("*-000002_*.pdf")
    final.rename(final.with_name("tanpa nama.pdf"))
    told = run("number", "resume", config=restored / "config")
    assert told.exit_code == 0, told.output
    assert "-000002" in told.output, "known by what is written into the PDF"
    assert f"{CODE}/2" in told.output
    assert "diverifikasi" in told.output, "a letter the register has not sent lies in the final folder"
    assert " 2." in told.output, "the highest number found"


def test_all_series_go_on_at_once_where_nothing_was_numbered_since(restored: Path) -> None:
    assert run("number", "resume", "--others", config=restored / "config").exit_code == 0
    with reopen_kantor(restored) as new:
        assert new.submit("c", hal="Surat baru").number is not None
    assert run("number", "resume", config=restored / "config").exit_code == 65


def test_what_may_have_been_sent_since_the_backup_is_not_sent_again_by_itself(kantor: Kantor, tmp_path: Path) -> None:
    kantor.desk = with_relay(kantor, Relay(Outcome.DEFERRED))
    letter = kantor.approve_all(kantor.submit("a", kepada=["dinkes", "diskominfo"]))
    assert letter.state is State.DISPATCHING
    back_up(kantor.settings.root, tmp_path / "cadangan")
    restore(tmp_path / "cadangan", tmp_path / "baru")
    reopen(kantor, tmp_path / "baru")
    with reopen_kantor(tmp_path / "baru") as new:
        relay = Relay()
        new.desk = with_relay(new, relay)
        assert hold_what_may_be_sent(new.desk) == 1
        new.work()
        assert {one.channel: one.state for one in new.desk.register.deliveries(letter.id)} == {
            Channel.EMAIL: DeliveryState.UNCERTAIN,
            Channel.ESURAT: DeliveryState.SENT,
        }
        assert [one.note for one in new.desk.register.deliveries(letter.id) if "cadangan" in one.note], "it says why"
        assert relay.tries == 0
        assert hold_what_may_be_sent(new.desk) == 0
        assert run("resolve", letter.id, "done", "--why", "sudah diterima", config=new.settings.folder).exit_code == 0
        new.work()
        assert new.letter(letter.id).state is State.SENT
        assert hold_what_may_be_sent(new.desk) == 0


def test_a_letter_signed_before_the_backup_waits_for_a_person_after_a_restore(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor", gerbang="petugas") as kantor:
        letter = kantor.approve_all(kantor.submit("a"))
        assert kantor.letter(letter.id).state is State.READY_TO_SEND
        with closing(sqlite3.connect(kantor.settings.state / "surat.db", isolation_level=None)) as connection:
            connection.execute("UPDATE letter SET state = 'signed', wake_at = '0001-01-01T00:00:00.000000+00:00'")
        back_up(kantor.settings.root, tmp_path / "cadangan")
        restore(tmp_path / "cadangan", tmp_path / "baru", 65)
        reopen(kantor, tmp_path / "baru")
    with reopen_kantor(tmp_path / "baru") as new:
        assert hold_what_may_be_sent(new.desk) == 1
        new.work()
        assert new.letter(letter.id).state is State.HELD
    assert list((tmp_path / "baru/state/esurat/diskominfo").iterdir()) == []


@pytest.mark.parametrize("way", ["the first start", "audit --repair"])
def test_a_receipt_of_a_letter_the_backup_does_not_know_gives_way_to_a_note_that_asks_to_save_it_again(kantor: Kantor, tmp_path: Path, way: str) -> None:
    back_up(kantor.settings.root, tmp_path / "cadangan")
    letter = kantor.submit("sesudah", hal="Sesudah cadangan")
    assert letter.number is not None
    restore(tmp_path / "cadangan", tmp_path / "baru")
    reopen(kantor, tmp_path / "baru")
    shutil.copytree(kantor.inbox, tmp_path / "baru" / "inbox")
    config = tmp_path / "baru" / "config"
    with reopen_kantor(tmp_path / "baru") as new:
        found = facts(run("audit", "--json", config=config), 65)["findings"]
        assert isinstance(found, list)
        assert [one["about"] for one in found if one["kind"] == "receipt_unknown"] == [str(new.konsep / "sesudah.diterima.txt")]
        if way == "the first start":
            after_a_restore(new.desk, new.settings)
        else:
            run("audit", "--repair", config=config)
        assert "receipt_unknown" not in run("audit", "--json", config=config).output
        assert not (new.konsep / "sesudah.diterima.txt").exists()
        note = new.notes()["1-konsep/dafduk/sesudah.ALASAN.txt"]
        assert "TIDAK tercatat" in note
        assert letter.id in note
        assert f"{letter.number.text}" in run("number", "resume", config=config).output, "the registrar still sees which number it had"
        again = new.submit("sesudah", hal="Sesudah cadangan")
        assert again.id != letter.id
        assert "1-konsep/dafduk/sesudah.ALASAN.txt" not in new.notes()
        assert again.id in new.notes()["1-konsep/dafduk/sesudah.diterima.txt"]


def test_an_office_that_was_never_restored_keeps_every_receipt(kantor: Kantor) -> None:
    (kantor.konsep / "lama.diterima.txt").write_text("Surat ini sudah diterima dan aman.\n\nID surat     : 2020-000777\n", "utf-8")
    after_a_restore(kantor.desk, kantor.settings)
    assert (kantor.konsep / "lama.diterima.txt").exists()
