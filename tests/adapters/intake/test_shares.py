import os
import stat
from pathlib import Path

import pytest

from pipeline.adapters.intake import drop_temporaries
from pipeline.domain.errors import HeldError, LaterError
from pipeline.ports import Shown
from tests.adapters.intake.conftest import PASSPHRASE, PDF, Office, filled, form

LETTER = "2027-000001_rapat"
HERE = f"4-tte/kepala-dinas/{LETTER}"
THERE = f"6-terkirim/2027/03/{LETTER}.pdf"


def waiting(office: Office) -> list[Shown]:
    digest = office.documents.put_bytes(PDF)
    return [
        Shown(path=f"{HERE}.keputusan.yaml", content=form().encode(), is_form=True),
        Shown(path=f"{HERE}.catatan.txt", content=b"catatan"),
        Shown(path=f"{HERE}.pdf", document=digest),
    ]


def tree(office: Office) -> dict[str, bytes]:
    return {str(path.relative_to(office.inbox)): path.read_bytes() for path in office.inbox.rglob("*") if path.is_file()}


def test_showing_twice_shows_the_same_and_writes_nothing_again(office: Office) -> None:
    wanted = waiting(office)
    office.shares.show(LETTER, wanted, [])
    before = {path: path.stat().st_ino for path in office.tte.iterdir()}
    office.shares.show(LETTER, wanted, [one.path for one in wanted])
    assert {path: path.stat().st_ino for path in office.tte.iterdir()} == before
    assert tree(office) == {f"{HERE}.pdf": PDF, f"{HERE}.catatan.txt": b"catatan", f"{HERE}.keputusan.yaml": form().encode()}


def test_copies_are_for_reading_and_forms_for_the_folders_group(office: Office) -> None:
    office.shares.show(LETTER, waiting(office), [])
    modes = {path.suffix: stat.S_IMODE(path.stat().st_mode) for path in office.tte.iterdir()}
    assert modes == {".pdf": 0o640, ".txt": 0o640, ".yaml": 0o660}


def test_no_form_appears_before_the_pdf_it_is_about(office: Office) -> None:
    gone = Shown(path=f"{HERE}.pdf", document="sha256:" + "0" * 64)
    with pytest.raises(HeldError):
        office.shares.show(LETTER, [*waiting(office)[:2], gone], [])
    assert tree(office) == {}


def test_the_form_leaves_before_the_pdf_it_is_about(office: Office) -> None:
    wanted = waiting(office)
    office.shares.show(LETTER, wanted, [])
    (office.inbox / f"{HERE}.keputusan.yaml").write_text(filled(), newline="")
    office.documents.writes, office.documents.fails_at = 0, 1
    with pytest.raises(LaterError):
        office.shares.show(LETTER, [], [one.path for one in wanted])
    assert len(tree(office)) == len(wanted)


def test_what_an_official_is_writing_is_never_written_over(office: Office) -> None:
    wanted = waiting(office)
    office.shares.show(LETTER, wanted, [])
    (office.inbox / f"{HERE}.keputusan.yaml").write_text(filled(), newline="")
    office.shares.show(LETTER, wanted, [])
    assert tree(office)[f"{HERE}.keputusan.yaml"] == filled().encode()


def test_a_copy_or_note_that_is_not_as_it_should_be_is_replaced(office: Office) -> None:
    wanted = waiting(office)
    (office.inbox / f"{HERE}.pdf").write_bytes(PDF[:-1] + b"!")
    (office.inbox / f"{HERE}.catatan.txt").write_bytes(b"other")
    office.shares.show(LETTER, wanted, [])
    assert tree(office)[f"{HERE}.pdf"] == PDF
    assert tree(office)[f"{HERE}.catatan.txt"] == b"catatan"


def test_a_letter_moves_on_and_nothing_of_it_stays_behind(office: Office) -> None:
    wanted = waiting(office)
    office.shares.show(LETTER, wanted, [])
    final = Shown(path=THERE, document=wanted[2].document)
    for _ in range(2):
        office.shares.show(LETTER, [final], [*(one.path for one in wanted), THERE])
        assert tree(office) == {THERE: PDF}
    office.shares.show(LETTER, [], [THERE])
    assert tree(office) == {}
    assert (office.inbox / "6-terkirim/2027/03").is_dir()


def test_month_folders_have_the_mode_of_the_folder_above(office: Office) -> None:
    (office.inbox / "6-terkirim").chmod(0o2750)
    office.shares.show(LETTER, [Shown(path=THERE, content=b"x")], [])
    assert stat.S_IMODE((office.inbox / "6-terkirim/2027/03").stat().st_mode) == 0o2750


def test_another_folder_is_never_made(office: Office) -> None:
    with pytest.raises(LaterError):
        office.shares.show(LETTER, [Shown(path="4-tte/orang-lain/x.pdf", content=b"x")], [])
    assert not (office.inbox / "4-tte/orang-lain").exists()


def test_a_decision_written_into_a_form_that_goes_is_kept_without_its_secret(office: Office) -> None:
    wanted = waiting(office)
    office.shares.show(LETTER, wanted, [])
    (office.inbox / f"{HERE}.keputusan.yaml").write_text(filled(passphrase=PASSPHRASE), newline="")
    office.shares.show(LETTER, [], [one.path for one in wanted])
    assert tree(office) == {}
    kept = b"".join(office.kept())
    assert b'keputusan: "setuju"' in kept
    assert PASSPHRASE.encode() not in kept


def test_a_blank_form_that_goes_leaves_nothing_in_the_documents(office: Office) -> None:
    wanted = waiting(office)
    office.shares.show(LETTER, wanted, [])
    office.shares.show(LETTER, [], [one.path for one in wanted])
    assert office.kept() == [PDF]


def test_what_a_user_saved_over_a_copy_of_ours_is_kept(office: Office) -> None:
    wanted = waiting(office)
    office.shares.show(LETTER, wanted, [])
    (office.inbox / f"{HERE}.pdf").write_bytes(b"%PDF with remarks")
    object.__setattr__(office.shares, "own_uid", os.geteuid() + 1)
    office.shares.show(LETTER, wanted, [])
    assert b"%PDF with remarks" in office.kept()


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_full_disk_loses_nothing_and_trying_again_goes_on(office: Office, at: int) -> None:
    wanted = waiting(office)
    office.shares.show(LETTER, wanted, [])
    (office.inbox / f"{HERE}.keputusan.yaml").write_text(filled(), newline="")
    office.documents.writes, office.documents.fails_at = 0, at
    for _ in range(2):
        try:
            office.shares.show(LETTER, [Shown(path=THERE, document=wanted[2].document)], [one.path for one in wanted])
        except LaterError:
            assert tree(office)[f"{HERE}.keputusan.yaml"] == filled().encode()
    assert tree(office) == {THERE: PDF}
    assert filled().encode() in office.kept()


@pytest.mark.parametrize("path", ["/etc/passwd", "../state/x", "4-tte/../../x", "4-tte//x", "", "4-tte/./x", "x\0y"])
def test_nothing_is_written_or_removed_outside_the_tree(office: Office, path: str) -> None:
    with pytest.raises(HeldError):
        office.shares.show(LETTER, [Shown(path=path, content=b"x")], [])
    with pytest.raises(HeldError):
        office.shares.show(LETTER, [], [path])


def test_a_link_where_a_copy_should_be_is_replaced_not_followed(office: Office, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    (office.inbox / f"{HERE}.pdf").symlink_to(outside)
    office.shares.show(LETTER, waiting(office), [])
    assert outside.read_bytes() == b"mine"
    assert not (office.inbox / f"{HERE}.pdf").is_symlink()


def test_a_note_beside_the_longest_name_is_written_and_removed(office: Office) -> None:
    path = "1-konsep/dafduk/" + "a" * 251 + ".diterima.txt"
    office.shares.show(LETTER, [Shown(path=path, content=LETTER.encode())], [])
    assert len(list(office.konsep.iterdir())) == 1
    office.shares.show(LETTER, [], [path])
    assert list(office.konsep.iterdir()) == []


def test_a_receipt_that_tells_of_another_letter_is_not_taken_away_with_this_one(office: Office) -> None:
    path = "1-konsep/dafduk/undangan.diterima.txt"
    office.shares.show("2026-000009_lain", [Shown(path=path, content=b"2026-000009")], [])
    office.shares.show(LETTER, [], [path])
    assert (office.inbox / path).exists()
    assert not office.shares.lacks([path])
    assert office.shares.lacks([path, "1-konsep/dafduk/tiada.txt"])


def test_half_written_files_are_dropped_at_the_start(office: Office) -> None:
    (office.tte / ".surat-0123456789abcdef.tmp").write_bytes(b"half")
    (office.tte / "x.yaml").write_bytes(b"whole")
    assert drop_temporaries(office.inbox) == 1
    assert [path.name for path in office.tte.iterdir()] == ["x.yaml"]


def test_the_folders_to_be_synced_are_named_even_where_a_try_that_was_cut_off_wrote_everything(office: Office) -> None:
    wanted = waiting(office)
    gone = f"3-verifikasi/sekretaris/{LETTER}.pdf"
    first = office.shares.show(LETTER, wanted, [gone])
    assert first == office.shares.show(LETTER, wanted, [gone]) == {"4-tte/kepala-dinas", "3-verifikasi/sekretaris"}
    for folder in (*first, "6-terkirim/2027/03"):
        office.shares.sync(folder)


def test_the_note_of_a_form_goes_before_the_form_whose_place_on_the_disk_another_form_may_get(office: Office) -> None:
    wanted = waiting(office)
    office.shares.show(LETTER, wanted, [])
    shown = (office.inbox / f"{HERE}.keputusan.yaml").stat()
    note = office.published.folder / f"{shown.st_dev}-{shown.st_ino}"
    note.unlink()
    note.mkdir()  # a note that cannot be removed
    with pytest.raises(LaterError):
        office.shares.show(LETTER, [], [one.path for one in wanted])
    assert (office.inbox / f"{HERE}.keputusan.yaml").exists()
    note.rmdir()
    office.shares.show(LETTER, [], [one.path for one in wanted])
    assert tree(office) == {}


def test_a_form_that_was_saved_anew_keeps_its_note_until_that_saving_is_answered(office: Office) -> None:
    office.shares.show(LETTER, waiting(office), [])
    path = office.inbox / f"{HERE}.keputusan.yaml"
    before = path.stat()
    path.write_text(filled(), newline="")
    assert not office.published.unlink(path, (before.st_dev, before.st_ino, before.st_size, before.st_mtime_ns, before.st_ctime_ns))
    assert office.published.knows(path, (before.st_dev, before.st_ino))
    assert path.exists()
