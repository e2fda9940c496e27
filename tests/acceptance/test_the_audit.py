"""`surat audit`: every kind of damage is told as what it is, and only what is safe is mended. Each test alters something first."""

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import surat
from pipeline.domain.findings import REPAIRABLE, Finding, Kind, Severity
from pipeline.domain.notes import keeping as say
from pipeline.domain.states import State
from pipeline.stages import hold
from tests.acceptance.test_the_daemon import a_daemon, fill, wait
from tests.kantor import CODE, KONSEP, open_kantor

GUARDS = ("event_stays", "event_remains", "event_follows")


@dataclass(frozen=True)
class Office:
    """A closed office with letters in many states."""

    folder: Path

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(surat, ["audit", *words, "--config", str(self.folder / "config")])

    def kinds(self, *words: str) -> set[str]:
        done = self.run("--json", *words)
        assert done.exit_code in {0, 65}, (done.output, done.exception)
        found = json.loads(done.output)["findings"]
        assert (done.exit_code == 65) == bool(found)
        return {one["kind"] for one in found}

    def digest(self) -> str:
        return str(json.loads(self.run("--json").output)["digest"])

    def sql(self, *statements: str) -> None:
        """Alter the register behind everybody's back."""
        with closing(sqlite3.connect(self.database, isolation_level=None)) as connection:
            for guard in GUARDS:
                kept = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [guard]).fetchone()
                connection.execute(f"DROP TRIGGER {guard}")
                connection.execute("CREATE TABLE IF NOT EXISTS kept (sql TEXT)")
                connection.execute("INSERT INTO kept VALUES (?)", kept)
            for statement in statements:
                assert connection.execute(statement).rowcount != 0, statement
            for (kept,) in connection.execute("SELECT sql FROM kept").fetchall():
                connection.execute(kept)
            connection.execute("DROP TABLE kept")

    @property
    def database(self) -> Path:
        return self.folder / "state/surat.db"

    @property
    def documents(self) -> list[Path]:
        return sorted(one for one in self.folder.glob("state/documents/??/*") if one.is_file())

    def a_document(self) -> Path:
        with closing(sqlite3.connect(self.database)) as connection:
            (digest,) = connection.execute("SELECT digest FROM document ORDER BY id LIMIT 1").fetchone()
        name = digest.removeprefix("sha256:")
        return self.folder / "state/documents" / name[:2] / name

    def tree(self) -> dict[str, bytes]:
        return {str(one.relative_to(self.folder)): one.read_bytes() for one in self.folder.rglob("*") if one.is_file() and "surat.db-" not in one.name}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One letter in each of the states a letter rests in."""
    folder = tmp_path_factory.mktemp("audit") / "kantor"
    with open_kantor(folder) as kantor:
        kantor.approve_all(kantor.submit("terkirim", hal="Terkirim"))
        kantor.approve_all(kantor.submit("dicetak", hal="Dicetak", kepada=["kecamatan-sewon"]))
        kantor.submit("diperiksa", hal="Diperiksa")
        kantor.decide(kantor.submit("kembali", hal="Kembali"), "revisi", catatan="salah tanggal")
        hold.because(kantor.submit("ditahan", hal="Ditahan"), kantor.desk, "menunggu")
        kantor.save("batal", f"hal: Batal\nkepada: [diskominfo]\nklasifikasi: {CODE}\n")
        kantor.work()
        kantor.save("cabut", "permintaan: batal\nsurat: 2026-000006\n".replace("2026", str(kantor.desk.clock.today().year)), pdf=None)
        kantor.submit("kode", hal="Tanpa kode", klasifikasi=None)
        kantor.save("nomor", f"permintaan: nomor\nhal: Surat tugas\nklasifikasi: {CODE}\n", pdf=None)
        kantor.work()
        states = kantor.desk.register.counts()
    assert states == {"sent": 1, "dispatching": 1, "in_verification": 1, "returned": 1, "held": 1, "cancelled": 1, "received": 1}
    return folder


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Office:
    shutil.copytree(made, tmp_path / "kantor")
    return Office(tmp_path / "kantor")


def first(office: Office, state: State) -> str:
    with closing(sqlite3.connect(office.database)) as connection:
        return str(connection.execute("SELECT id FROM letter WHERE state = ?", [state.value]).fetchone()[0])


def test_an_untouched_office_is_whole_and_an_audit_changes_nothing(office: Office) -> None:
    before = office.tree()
    assert office.kinds("--deep") == set()
    assert "sha256:" in office.run().output
    assert office.tree() == before


def test_an_audit_after_a_crash_writes_nothing_either(office: Office, tmp_path: Path) -> None:
    after = Office(tmp_path / "sesudah")
    with closing(sqlite3.connect(office.database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE letter SET attempts = attempts + 1")
        shutil.copytree(office.folder, after.folder)
    log = after.database.with_name("surat.db-wal")
    before = after.database.read_bytes(), log.read_bytes()
    assert log.stat().st_size > 0
    assert after.kinds() == set()
    assert (after.database.read_bytes(), log.read_bytes()) == before


DAMAGE: dict[str, tuple[tuple[str, ...], set[Kind]]] = {
    "one word of an event": (("UPDATE event SET note = note || '.' WHERE position = 4",), {Kind.CHAIN}),
    "an event taken out of the middle": (("DELETE FROM event WHERE position = 3",), {Kind.CHAIN}),
    "the last event torn off": (("DELETE FROM event WHERE position = (SELECT max(position) FROM event)",), {Kind.CHAIN, Kind.NUMBER_DIFFERS}),
    "a letter's number": (("UPDATE register SET text = text || '9' WHERE sequence = 1",), {Kind.NUMBER_DIFFERS}),
    "a reserved number": (("UPDATE register SET text = text || '9' WHERE status = 'reserved'",), {Kind.NUMBER_DIFFERS}),
    "two letters' numbers exchanged": (
        (
            "UPDATE register SET letter = NULL WHERE sequence < 3",
            "UPDATE register SET letter = (SELECT min(id) FROM letter) WHERE sequence = 2",
            "UPDATE register SET letter = (SELECT id FROM letter ORDER BY id LIMIT 1 OFFSET 1) WHERE sequence = 1",
        ),
        {Kind.NUMBER_DIFFERS},
    ),
    "a number taken out": (("DELETE FROM register WHERE sequence = 2",), {Kind.NUMBER_GAP, Kind.LETTER_REGISTER}),
    "the last number taken out": (("DELETE FROM register WHERE status = 'reserved'",), {Kind.NUMBER_GAP}),
    "a counter set back": (("UPDATE counter SET last = last - 1 WHERE series = 'number'",), {Kind.NUMBER_GAP}),
    "two letters with one number": (
        (
            "CREATE TABLE copy AS SELECT * FROM register",
            "DROP TABLE register",
            "ALTER TABLE copy RENAME TO register",
            "UPDATE register SET text = (SELECT text FROM register WHERE sequence = 1) WHERE sequence = 2",
        ),
        {Kind.NUMBER_TWICE, Kind.NUMBER_DIFFERS},
    ),
    "a void number in use again": (("UPDATE register SET status = 'used' WHERE status = 'void'",), {Kind.LETTER_REGISTER}),
    "a number's date": (("UPDATE register SET day = '2020-01-01' WHERE sequence = 1",), {Kind.LETTER_REGISTER}),
    "a letter's state": (("UPDATE letter SET state = 'signed' WHERE state = 'in_verification'",), {Kind.STATE}),
    "a letter said to be sent": (("UPDATE letter SET state = 'sent' WHERE state = 'dispatching'",), {Kind.STATE, Kind.DELIVERY}),
    "a letter's document": (("UPDATE letter SET document = source WHERE state = 'sent'",), {Kind.STATE, Kind.SHARE_ALTERED}),
    "a delivery of a letter that is not sent": (
        ("UPDATE delivery SET letter = (SELECT id FROM letter WHERE state = 'in_verification') WHERE id = 2",),
        {Kind.DELIVERY},
    ),
    "a recipient in the sidecar": (("UPDATE sidecar SET body = replace(body, 'Sewon', 'Sedayu') WHERE body LIKE '%Sewon%'",), {Kind.SIDECAR}),
    "a letter with all that belongs to it": (
        (
            "DELETE FROM register WHERE letter = (SELECT min(id) FROM letter)",
            "DELETE FROM delivery WHERE letter = (SELECT min(id) FROM letter)",
            "DELETE FROM sidecar WHERE letter = (SELECT min(id) FROM letter)",
            "DELETE FROM document WHERE letter = (SELECT min(id) FROM letter)",
            "DELETE FROM letter WHERE id = (SELECT min(id) FROM letter)",
        ),
        {Kind.CONSERVATION, Kind.NUMBER_GAP, Kind.SHARE_UNKNOWN},
    ),
    "a sidecar of no letter": (("UPDATE sidecar SET letter = '2020-000001' WHERE letter = (SELECT max(id) FROM letter)",), {Kind.DATABASE, Kind.SIDECAR}),
    "a word that is no text": (("UPDATE letter SET stem = CAST(x'ff' AS TEXT) WHERE state = 'sent'",), set()),
    "paths that are no paths": (("UPDATE letter SET shown_paths = 'x' WHERE state = 'sent'",), {Kind.DATABASE}),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_an_alteration_of_the_register_is_told_as_what_it_is(office: Office, damage: str) -> None:
    statements, kinds = DAMAGE[damage]
    before = office.digest()
    office.sql(*statements)
    assert office.kinds() == {one.value for one in kinds}
    assert (office.digest() != before) == ("shown_paths" not in statements[0]), "the digest tells of every alteration of the content"


def test_a_register_without_its_guards_is_told(office: Office) -> None:
    with closing(sqlite3.connect(office.database)) as connection:
        connection.execute("DROP TRIGGER event_stays")
    assert office.kinds() == {"database"}


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 0x01
    path.chmod(0o600)
    path.write_bytes(content)


def test_one_flipped_bit_of_a_document_is_told(office: Office) -> None:
    altered = office.a_document()
    flip(altered, altered.stat().st_size // 2)
    assert office.kinds() == {"document_altered"}
    assert altered.name in office.run().output


def test_a_document_that_is_gone_is_told(office: Office) -> None:
    office.a_document().unlink()
    assert office.kinds() == {"document_missing"}


@pytest.mark.parametrize("name", ["catatan.txt", "ab/catatan.txt", "ab/" + "cd" * 32, "xx/" + "ab" * 32], ids=["top", "shelf", "wrong shelf", "no shelf"])
def test_a_stray_file_among_the_documents_is_told_and_stays(office: Office, name: str) -> None:
    stray = office.folder / "state/documents" / name
    stray.parent.mkdir(exist_ok=True)
    stray.write_text("rapat")
    assert office.kinds("--repair") == {"document_unknown"}
    assert stray.read_text() == "rapat"


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
def test_a_flipped_page_of_the_database_is_told_without_a_traceback(office: Office, share: float) -> None:
    content = bytearray(office.database.read_bytes())
    start = int(len(content) * share) // 4096 * 4096
    content[start : start + 4096] = bytes(one ^ 0xFF for one in content[start : start + 4096])
    office.database.write_bytes(content)
    assert office.kinds() & {"database", "chain", "letter_register", "sidecar", "number_gap", "number_differs"}
    assert office.database.read_bytes() == content, "an audit writes nothing"


@pytest.mark.parametrize("kept", [0, 100, 4096, 40_000])
def test_a_truncated_database_is_told_without_a_traceback(office: Office, kept: int) -> None:
    os.truncate(office.database, kept)
    assert "database" in office.kinds()
    assert office.database.stat().st_size == kept


def test_a_stamped_pdf_that_belongs_to_another_letter_is_told_when_asked_for(office: Office) -> None:
    with closing(sqlite3.connect(office.database, isolation_level=None)) as connection:
        sent, waiting = first(office, State.SENT), first(office, State.IN_VERIFICATION)
        (other,) = connection.execute("SELECT document FROM letter WHERE id = ?", [sent]).fetchone()
        connection.execute("UPDATE letter SET document = ? WHERE id = ?", [other, waiting])
    assert "binding" not in office.kinds()
    assert "binding" in office.kinds("--deep")


def shared(office: Office, pattern: str) -> Path:
    (found,) = office.folder.glob(f"inbox/{pattern}")
    return found


SHARE_DAMAGE: dict[str, tuple[Callable[[Office], object], Kind]] = {
    "a final copy with other bytes": (lambda office: flip(shared(office, "6-terkirim/*/*/*.pdf"), 100), Kind.SHARE_ALTERED),
    "a final copy that is gone": (lambda office: shared(office, "6-terkirim/*/*/*.pdf").unlink(), Kind.SHARE_MISSING),
    "a verifier's PDF with other bytes": (lambda office: flip(shared(office, "3-verifikasi/*/*diperiksa.pdf"), 100), Kind.SHARE_ALTERED),
    "a form that is gone": (lambda office: shared(office, "3-verifikasi/*/*diperiksa.keputusan.yaml").unlink(), Kind.SHARE_MISSING),
    "a returned draft with other bytes": (lambda office: flip(shared(office, "kembali/*/*.pdf"), 100), Kind.SHARE_ALTERED),
    "a half-written file": (lambda office: old(office.folder / "inbox/4-tte/.surat-1.tmp"), Kind.LEFTOVER),
    "an interrupted result": (lambda office: old(office.folder / "state/documents/.scratch/1-stamped"), Kind.LEFTOVER),
}


def old(path: Path) -> None:
    path.write_text("x")
    os.utime(path, (time.time() - 3600,) * 2)


@pytest.mark.parametrize("damage", SHARE_DAMAGE)
def test_what_is_wrong_on_the_shares_is_told_and_mended(office: Office, damage: str) -> None:
    alter, kind = SHARE_DAMAGE[damage]
    alter(office)
    assert office.kinds() == {kind.value}
    repaired = office.run("--repair", "--json")
    assert repaired.exit_code == 0, repaired.output
    assert json.loads(repaired.output)["repaired"]
    assert office.kinds("--deep") == set()


def test_an_office_at_work_is_whole_at_every_moment_and_a_daemon_mends_its_own_shares(made: Path, tmp_path: Path) -> None:
    office = Office(Path(shutil.copytree(made, tmp_path / "kantor")))
    konsep = office.folder / "inbox/1-konsep/dafduk"
    with a_daemon(office.folder):
        for place in range(12):
            (konsep / f"surat-{place}.pdf").write_bytes((KONSEP / "carlito.pdf").read_bytes())
            (konsep / f"surat-{place}.yaml").write_text(f"hal: Surat {place}\nkepada: [diskominfo]\nklasifikasi: {CODE}\n", "utf-8")
            for form in office.folder.glob("inbox/3-verifikasi/*/*surat-*.keputusan.yaml"):
                fill(form)
            assert office.kinds() == set()
        wait(lambda: not list(konsep.glob("surat-*.pdf")))
        shared(office, "6-terkirim/*/*/*.pdf").unlink()
        done = office.run("--repair", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["repaired"]
    assert shared(office, "6-terkirim/*/*/*.pdf").exists()


@pytest.mark.parametrize(
    "path",
    ["3-verifikasi/sekretaris/2020-000009_rapat.pdf", "3-verifikasi/sekretaris/2020-000009_rapat.keputusan.yaml", "4-tte/kepala-dinas/lain.PDF"],
    ids=["letter", "form", "any PDF"],
)
def test_a_file_the_register_does_not_know_is_told_and_stays(office: Office, path: str) -> None:
    stray = office.folder / "inbox" / path
    stray.write_text("rapat")
    assert office.kinds("--repair") == {"share_unknown"}
    assert stray.read_text() == "rapat"


def test_what_somebody_is_writing_now_is_no_leftover(office: Office) -> None:
    (office.folder / "inbox/4-tte/.surat-1.tmp").write_text("x")
    (office.folder / "state/documents/.scratch/1-stamped").write_text("x")
    assert office.kinds("--repair") == set()
    assert (office.folder / "inbox/4-tte/.surat-1.tmp").exists()


def test_mending_touches_neither_the_register_nor_a_document(office: Office) -> None:
    office.sql("UPDATE event SET note = note || '.' WHERE position = 4")
    flip(next(one for one in office.documents if not one.read_bytes().startswith(b"%PDF")), 9)
    shared(office, "6-terkirim/*/*/*.pdf").unlink()
    before = {one: one.read_bytes() for one in office.documents}
    events = rows(office, "SELECT * FROM event")
    assert office.kinds("--repair") == {"chain", "document_altered"}
    assert {one: one.read_bytes() for one in office.documents} == before
    assert rows(office, "SELECT * FROM event") == events


def rows(office: Office, question: str) -> list[object]:
    with closing(sqlite3.connect(office.database)) as connection:
        return connection.execute(question).fetchall()


def test_an_altered_document_is_not_spread_to_the_shares(office: Office) -> None:
    copy = shared(office, "6-terkirim/*/*/*.pdf")
    with closing(sqlite3.connect(office.database)) as connection:
        (digest,) = connection.execute("SELECT document FROM letter WHERE state = 'sent'").fetchone()
    name = digest.removeprefix("sha256:")
    flip(office.folder / "state/documents" / name[:2] / name, 100)
    copy.unlink()
    assert office.kinds("--repair") == {"document_altered", "share_missing"}
    assert not copy.exists()


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_finding_says_what_to_do(kind: Kind) -> None:
    finding = Finding(kind=kind, what=say.LEFTOVER(path="x"))
    assert finding.advice.words()
    assert (finding.severity is Severity.GRAVE) == (kind not in {*REPAIRABLE, Kind.SHARE_UNKNOWN, Kind.DOCUMENT_UNKNOWN})
