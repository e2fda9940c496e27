"""Every file of the shared tree is accounted for, whatever stage its letter is in."""

import json
from pathlib import Path

from click.testing import CliRunner

from pipeline.adapters.intake.conservation import Account, account_for
from pipeline.cli import surat
from pipeline.domain.states import State
from tests.kantor import CODE, KONSEP, Kantor

FACTS = f'hal: Undangan\nkepada: [diskominfo]\nklasifikasi: "{CODE}"\n'
WHOLE = (KONSEP / "carlito.pdf").read_bytes()


def accounts(kantor: Kantor) -> dict[str, Account]:
    letters = {one.id: (one.state, kantor.desk.register.shown(one.id)) for one in kantor.desk.register.letters(everything=True)}
    return {one.path: one.account for one in account_for(kantor.inbox, letters.get)}


def named(found: dict[str, Account], *wanted: Account) -> set[str]:
    return {path for path, account in found.items() if account in wanted}


def test_every_file_has_one_account_and_only_what_nobody_knows_is_unknown(kantor: Kantor, tmp_path: Path) -> None:
    sent = kantor.approve_all(kantor.submit("terkirim", hal="Terkirim"))
    back = kantor.decide(kantor.submit("kembali", hal="Kembali"), "revisi", catatan="Perbaiki.")
    at_work = kantor.submit("jalan", hal="Berjalan")
    gone = kantor.submit("batal", hal="Batal")
    kantor.save("minta-batal", f"permintaan: batal\nsurat: {gone.id}\ncatatan: keliru\n", pdf=None)
    kantor.save("bukan", FACTS, pdf=b"PK docx")
    kantor.save("potong", FACTS, pdf=WHOLE[:5000])
    kantor.save("salah", "hal: Undangan\n")
    kantor.save("sendiri")
    (kantor.inbox / "4-tte/kepala-dinas/tambahan.yaml").write_text('surat: "2020-000001"\n', "utf-8")
    kantor.work()
    strays = {"1-konsep/dafduk/catatan.docx", "3-verifikasi/sekretaris/liar.pdf", "6-terkirim/lain.pdf", "1-konsep/dafduk/folder/surat.pdf", "luar.txt"}
    for name in strays:
        path = kantor.inbox / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    (kantor.konsep / "tautan.pdf").symlink_to(tmp_path)
    (kantor.konsep / "~$surat.pdf").write_bytes(b"x")
    found = accounts(kantor)
    assert [kantor.letter(one.id).state for one in (sent, back, at_work, gone)] == [
        State.SENT,
        State.RETURNED,
        State.IN_VERIFICATION,
        State.CANCELLED,
    ]
    assert named(found, Account.UNKNOWN) == strays | {"1-konsep/dafduk/tautan.pdf"}
    assert {Path(one).name for one in named(found, Account.WAITING)} == {
        "potong.pdf",
        "potong.yaml",
        "salah.pdf",
        "salah.yaml",
        "sendiri.pdf",
        "bukan.yaml",
        "tambahan.yaml",
    }
    assert {Path(one).name for one in named(found, Account.QUARANTINED)} == {"bukan.pdf"}
    assert [Path(one).name for one in named(found, Account.DONE)] == [f"{sent.name}.pdf"]
    in_work = {Path(one).name for one in named(found, Account.IN_WORK)}
    assert {f"{back.name}.yaml", f"{at_work.name}.keputusan.yaml", "jalan.diterima.txt"} <= in_work
    assert not any(gone.name in one for one in found)
    assert "1-konsep/dafduk/~$surat.pdf" in named(found, Account.PASSED_OVER)
    assert "1-konsep/dafduk/salah.PERBAIKI.txt" in named(found, Account.NOTE)
    kantor.desk.register.close()
    told = json.loads(CliRunner().invoke(surat, ["audit", "--json", "--config", str(kantor.settings.folder)]).stdout)["files"]
    assert told == {account.value: len(named(found, account)) for account in Account if named(found, account)}


def test_every_saved_pdf_is_kept_somewhere_until_its_writer_takes_it_away(kantor: Kantor) -> None:
    pdfs = [WHOLE, WHOLE[:5000], b"PK docx", (KONSEP / "liberation.pdf").read_bytes()]
    for number, content in enumerate(pdfs):
        kantor.save(f"surat-{number}", FACTS.replace("Undangan", f"Surat {number}"), pdf=content)
    kantor.save("salinan", FACTS.replace("Undangan", "Surat 0"), pdf=WHOLE)
    kantor.work()
    kept = set(kantor.tree().values())
    assert set(pdfs) <= kept
