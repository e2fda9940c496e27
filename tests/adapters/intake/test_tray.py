import os
from pathlib import Path

import pytest

from pipeline.adapters.intake import seats
from pipeline.domain.decision import DecisionFolder, Verdict
from pipeline.domain.errors import LaterError
from pipeline.domain.office import Office as OfficeFacts
from pipeline.ports import Sheet, Shown
from tests.adapters.intake.conftest import ARSIP, DIGEST, FAULT, KEPALA, PASSPHRASE, SEKRETARIS, Office, filled, form

NAME = "2027-000001_rapat.keputusan.yaml"
NOTE = f"{NAME}.PERBAIKI.txt"


def sweep(office: Office) -> tuple[Sheet, ...]:
    found = office.settled(office.tray.sweep)
    assert isinstance(found, tuple)
    return found


def put(office: Office, text: str, name: str = NAME) -> Path:
    path = office.tte / name
    path.write_text(text, newline="")
    return path


def test_a_blank_form_is_no_decision(office: Office) -> None:
    put(office, form())
    assert sweep(office) == ()
    assert sweep(office) == ()


def test_a_filled_form_is_a_ruling_of_the_official_whose_folder_it_is(office: Office) -> None:
    path = put(office, filled(passphrase=PASSPHRASE))
    (sheet,) = sweep(office)
    assert (sheet.path, sheet.faults) == (path, ())
    (ruling,) = sheet.rulings
    assert (ruling.item.letter, ruling.item.document, ruling.item.verdict) == ("2027-000001", DIGEST, Verdict.APPROVE)
    assert (ruling.actor, ruling.accounts, ruling.folder) == ("kepala-dinas", (), DecisionFolder.SIGNATURE)


def test_a_decision_is_found_at_every_sweep_until_it_is_answered(office: Office) -> None:
    put(office, filled())
    first = sweep(office)
    assert sweep(office) == first != ()
    office.tray.settle(first[0])
    assert sweep(office) == ()


def test_a_decision_still_being_saved_is_left_alone(office: Office) -> None:
    put(office, filled())
    assert office.tray.sweep() == ()
    put(office, filled("revisi", catatan="Perbaiki tanggal"))
    office.clock.pass_s(0.4)
    assert office.tray.sweep() == ()
    (sheet,) = sweep(office)
    assert sheet.rulings[0].item.verdict is Verdict.REVISE


def test_a_form_that_was_just_saved_is_looked_at_again_soon(office: Office) -> None:
    put(office, filled(passphrase=PASSPHRASE))
    office.tray.sweep()
    assert office.tray.is_settling()
    assert len(sweep(office)) == 1
    assert not office.tray.is_settling()


def test_every_official_with_a_folder_has_a_seat_and_the_registry_has_three(office: Office) -> None:
    people = {"sekretaris": SEKRETARIS, "kepala-dinas": KEPALA, "petugas-arsip": ARSIP}
    whole = OfficeFacts(id="x", name="x", place="x", head="kepala-dinas", units={}, officials=people, address_book={}, codes={})
    found = seats(office.inbox, whole, ["sekretaris"], ["kepala-dinas"])
    places = [str(one.path.relative_to(office.inbox)) for one in found]
    assert places == ["2-penomoran", "5-kirim/siap", "5-kirim/cetak", "3-verifikasi/sekretaris", "4-tte/kepala-dinas"]
    assert [one.officials[0].id for one in found] == ["petugas-arsip"] * 3 + ["sekretaris", "kepala-dinas"]


@pytest.mark.parametrize("name", ["putusan saya.yaml", "x.YML", "x.yaml.txt"])
def test_an_official_may_call_his_decision_as_he_likes(office: Office, name: str) -> None:
    put(office, filled(), name)
    assert len(sweep(office)) == 1


@pytest.mark.parametrize("name", ["~$x.yaml", ".x.yaml", "x.pdf", "x.txt", NOTE])
def test_other_files_are_no_decisions(office: Office, name: str) -> None:
    put(office, filled(), name)
    assert sweep(office) == ()


def test_one_sheet_may_decide_on_many_letters(office: Office) -> None:
    items = "".join(f'  - surat: "2027-{number:06}"\n    dokumen: "{DIGEST}"\n    keputusan: "setuju"\n' for number in (1, 2, 3))
    put(office, f'daftar:\n{items}passphrase: "{PASSPHRASE}"\n', "banyak.yaml")
    (sheet,) = sweep(office)
    assert [one.item.letter for one in sheet.rulings] == ["2027-000001", "2027-000002", "2027-000003"]
    assert all(one.secret is not None and one.secret.reveal() == PASSPHRASE for one in sheet.rulings)
    assert len({one.evidence for one in sheet.rulings}) == 3


def test_a_decision_found_again_is_the_same_and_saved_anew_another(office: Office) -> None:
    put(office, filled(passphrase=PASSPHRASE))
    (first,), (again,) = sweep(office), sweep(office)
    assert first.rulings[0].evidence == again.rulings[0].evidence
    assert PASSPHRASE not in first.rulings[0].evidence
    put(office, filled(passphrase=PASSPHRASE))
    (anew,) = sweep(office)
    assert anew.rulings[0].evidence != first.rulings[0].evidence


def test_handing_over_to_two_recipients_is_two_decisions(office: Office) -> None:
    text = form(folder=DecisionFolder.PRINT).replace('keputusan: ""', 'keputusan: "terkirim"') + 'tujuan: "{}"\r\n'
    text = text.replace('penerima: ""', 'penerima: "Bu Tini"')
    for name in "Camat Sewon", "Camat Kasihan":
        (office.inbox / f"5-kirim/cetak/{name}.yaml").write_text(text.format(name), newline="")
    first, second = sweep(office)
    assert first.rulings[0].evidence != second.rulings[0].evidence


def test_a_file_that_cannot_be_read_is_told_with_every_fault(office: Office) -> None:
    put(office, 'keputusan: "setuju\nsurat bukan\n')
    (sheet,) = sweep(office)
    assert (sheet.rulings, len(sheet.faults)) == ((), 2)
    office.tray.refuse(sheet, sheet.faults)
    assert (office.tte / NOTE).exists()
    assert (office.tte / NAME).exists()


def test_a_refused_decision_is_answered_once_and_judged_again_when_saved_again(office: Office) -> None:
    path = put(office, filled())
    (sheet,) = sweep(office)
    office.tray.refuse(sheet, (FAULT,))
    assert sweep(office) == ()
    assert path.read_bytes() == filled().encode()
    put(office, filled("revisi", catatan="x"))
    (sheet,) = sweep(office)
    office.tray.settle(sheet)
    assert list(office.tte.iterdir()) == []


def test_perbaiki_goes_when_the_form_is_blank_again(office: Office) -> None:
    put(office, filled())
    (sheet,) = sweep(office)
    office.tray.refuse(sheet, (FAULT,))
    put(office, form())
    assert sweep(office) == ()
    assert [path.name for path in office.tte.iterdir()] == [NAME]


def test_perbaiki_goes_with_its_decision(office: Office) -> None:
    path = put(office, filled())
    (sheet,) = sweep(office)
    office.tray.refuse(sheet, (FAULT,))
    path.unlink()
    sweep(office)
    assert list(office.tte.iterdir()) == []


def test_a_settled_decision_is_kept_without_its_passphrase_and_leaves(office: Office) -> None:
    put(office, filled(passphrase=PASSPHRASE))
    (sheet,) = sweep(office)
    office.tray.settle(sheet)
    office.tray.settle(sheet)
    assert list(office.tte.iterdir()) == []
    (kept,) = office.kept()
    assert PASSPHRASE.encode() not in kept
    assert b'keputusan: "setuju"' in kept


def test_a_refused_decision_with_a_passphrase_is_taken_away_and_its_letter_gets_a_blank_form(office: Office) -> None:
    (office.tte / "2027-000001_rapat.pdf").write_bytes(b"%PDF")
    put(office, filled(passphrase=PASSPHRASE))
    (sheet,) = sweep(office)
    office.tray.refuse(sheet, (FAULT,))
    assert (office.tte / NAME).read_bytes() == form().encode()
    note = (office.tte / NOTE).read_text()
    assert 'keputusan: "setuju"' in note
    assert PASSPHRASE.encode() not in b"".join([note.encode(), *office.kept()])
    office.restart()
    assert sweep(office) == ()
    assert (office.tte / NOTE).exists(), "its writer has not read it yet"
    put(office, filled(passphrase="yang benar"))
    (sheet,) = sweep(office)
    office.tray.settle(sheet)
    assert not (office.tte / NOTE).exists()


@pytest.mark.parametrize(
    "text",
    [f"passphrase: {PASSPHRASE}\nkeputusan setuju\n", f'surat: "2027-000001"\npasphrase: {PASSPHRASE}\n', f"keputusan: setuju\npassphrase: {PASSPHRASE}\n"],
    ids=["unreadable", "misspelt", "incomplete"],
)
def test_a_passphrase_in_a_file_that_cannot_be_read_is_taken_away_too(office: Office, text: str) -> None:
    put(office, text, "putusan.yaml")
    (sheet,) = sweep(office)
    assert sheet.rulings == ()
    office.tray.refuse(sheet, sheet.faults)
    assert [path.name for path in office.tte.iterdir()] == ["putusan.yaml.PERBAIKI.txt"]
    told = (office.tte / "putusan.yaml.PERBAIKI.txt").read_bytes()
    assert PASSPHRASE.encode() not in b"".join([told, *office.kept()])
    sweep(office)
    assert (office.tte / "putusan.yaml.PERBAIKI.txt").exists()


def test_a_note_about_a_decision_taken_away_leaves_with_its_letter(office: Office) -> None:
    pdf = office.tte / "2027-000001_rapat.pdf"
    pdf.write_bytes(b"%PDF")
    put(office, filled(passphrase=PASSPHRASE))
    (sheet,) = sweep(office)
    office.tray.refuse(sheet, (FAULT,))
    pdf.unlink()
    (office.tte / NAME).unlink()
    sweep(office)
    assert list(office.tte.iterdir()) == []


def test_an_early_decision_waits_is_told_once_and_is_looked_at_again_every_time(office: Office) -> None:
    path = put(office, filled(passphrase=PASSPHRASE))
    (sheet,) = sweep(office)
    office.tray.wait(sheet, (FAULT,))
    first = (office.tte / NOTE).stat().st_ino
    (again,) = sweep(office)
    office.tray.wait(again, (FAULT,))
    assert (office.tte / NOTE).stat().st_ino == first
    assert path.exists()
    office.tray.settle(again)
    assert list(office.tte.iterdir()) == []


@pytest.mark.parametrize("end", ["settle", "refuse"])
def test_a_decision_saved_anew_meanwhile_is_not_taken_away(office: Office, end: str) -> None:
    path = put(office, filled(passphrase=PASSPHRASE))
    (sheet,) = sweep(office)
    put(office, filled("revisi", catatan="Tunggu"))
    if end == "settle":
        office.tray.settle(sheet)
    else:
        office.tray.refuse(sheet, (FAULT,))
    assert path.exists()
    (sheet,) = sweep(office)
    assert sheet.rulings[0].item.verdict is Verdict.REVISE


@pytest.mark.parametrize("end", ["settle", "refuse"])
def test_a_full_disk_leaves_the_decision_where_it_is(office: Office, end: str) -> None:
    put(office, filled(passphrase=PASSPHRASE))
    (sheet,) = sweep(office)
    office.documents.fails_at = 1
    answer = office.tray.settle if end == "settle" else lambda one: office.tray.refuse(one, (FAULT,))
    with pytest.raises(LaterError):
        answer(sheet)
    office.restart()
    (sheet,) = sweep(office)
    answer(sheet)
    assert not (office.tte / NAME).exists()


def test_with_owners_the_account_must_be_one_of_the_role(office: Office) -> None:
    office.restart(by_owner=True, own_uid=4242)
    office.owner = "akun-kepala-dinas"
    put(office, filled("revisi", catatan="x"))
    (sheet,) = sweep(office)
    assert sheet.rulings[0].accounts == ("akun-kepala-dinas",)
    office.owner = "akun-pemohon"
    (sheet,) = sweep(office)
    assert sheet.rulings == ()
    assert "akun-pemohon" in sheet.faults[0].message.words()


def publish(office: Office) -> Path:
    """Let the service put a form into the signatory's folder."""
    office.shares.show("2027-000001_rapat", [Shown(path=f"4-tte/kepala-dinas/{NAME}", content=form().encode(), is_form=True)], ())
    return office.tte / NAME


def test_with_owners_our_own_form_saved_in_place_is_the_roles(office: Office) -> None:
    office.restart(by_owner=True)
    publish(office).write_text(filled("revisi", catatan="x"), newline="")
    office.restart(by_owner=True)
    (sheet,) = sweep(office)
    assert (sheet.rulings[0].actor, sheet.rulings[0].accounts) == ("kepala-dinas", ("akun-kepala-dinas",))


def test_with_owners_a_file_of_ours_that_we_did_not_publish_there_is_nobodys_decision(office: Office) -> None:
    office.restart(by_owner=True)
    path = publish(office)
    path.rename(office.tte / "lain.keputusan.yaml")
    (office.tte / "lain.keputusan.yaml").write_text(filled("revisi", catatan="x"), newline="")
    put(office, filled("revisi", catatan="x"))
    sheets = sweep(office)
    assert [sheet.rulings for sheet in sheets] == [(), ()]
    assert all("Simpan Sebagai" in sheet.faults[0].message.words() for sheet in sheets)


def test_with_owners_a_blank_form_that_is_not_remembered_is_renewed_and_then_counts(office: Office) -> None:
    office.restart(by_owner=True)
    before = publish(office).stat().st_ino
    for note in office.published.folder.iterdir():
        note.unlink()
    assert sweep(office) == ()
    path = office.tte / NAME
    assert path.stat().st_ino != before
    assert path.read_bytes() == form().encode()
    path.write_text(filled("revisi", catatan="x"), newline="")
    (sheet,) = sweep(office)
    assert sheet.rulings[0].actor == "kepala-dinas"


def test_a_form_that_has_left_the_share_is_remembered_no_longer(office: Office) -> None:
    office.restart(by_owner=True)
    publish(office)
    assert len(list(office.published.folder.iterdir())) == 1
    office.shares.show("2027-000001_rapat", [], [f"4-tte/kepala-dinas/{NAME}"])
    publish(office).write_text(filled("revisi", catatan="x"), newline="")
    (sheet,) = sweep(office)
    office.tray.settle(sheet)
    assert list(office.published.folder.iterdir()) == []


def test_the_second_registry_officer_decides_in_his_own_name(office: Office) -> None:
    office.restart(by_owner=True, own_uid=4242)
    office.owner = "akun-petugas-arsip-2"
    text = form(folder=DecisionFolder.NUMBERING).replace('keputusan: ""', 'keputusan: "setuju"')
    (office.inbox / f"2-penomoran/{NAME}").write_text(text, newline="")
    (sheet,) = sweep(office)
    assert sheet.rulings[0].actor == "petugas-arsip-2"


def test_a_link_in_an_officials_folder_is_not_followed(office: Office, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(filled())
    (office.tte / NAME).symlink_to(tmp_path / "x.yaml")
    os.link(tmp_path / "x.yaml", office.tte / "keras.yaml")
    os.mkfifo(office.tte / "pipa.yaml")
    (office.tte / "folder.yaml").mkdir()
    assert sweep(office) == ()


def test_one_folder_that_is_away_delays_no_other(office: Office) -> None:
    (office.inbox / "2-penomoran").rmdir()
    put(office, filled())
    assert len(sweep(office)) == 1


def unremovable_note(office: Office, path: Path) -> Path:
    """The note of the form at a path, on a disk that does not let it go."""
    found = path.stat()
    note = office.published.folder / f"{found.st_dev}-{found.st_ino}"
    note.mkdir(parents=True)
    return note


def test_a_settled_decision_stays_until_it_is_no_longer_known_as_a_form_of_ours(office: Office) -> None:
    path = put(office, filled())
    (sheet,) = sweep(office)
    note = unremovable_note(office, path)
    with pytest.raises(LaterError):
        office.tray.settle(sheet)
    assert path.exists(), "what gets its inode next would be vouched for"
    note.rmdir()
    office.tray.settle(sheet)
    assert not path.exists()


def test_a_secret_goes_even_where_the_note_of_its_form_cannot(office: Office) -> None:
    path = put(office, filled(passphrase=PASSPHRASE), "lain.yaml")
    (sheet,) = sweep(office)
    unremovable_note(office, path)
    with pytest.raises(LaterError):
        office.tray.refuse(sheet, (FAULT,))
    assert not path.exists()
