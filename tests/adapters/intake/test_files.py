import errno
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from pipeline.adapters.durable import rename_new
from pipeline.adapters.intake import aside
from pipeline.adapters.intake.aside import put_aside
from pipeline.adapters.intake.blank import emptied, is_blank_form
from pipeline.adapters.intake.files import Troubles, account_name, make_folder, put_note, read_same, share_errors, version_of
from pipeline.domain.decision import DecisionFolder
from pipeline.domain.errors import LaterError
from tests.adapters.intake.conftest import filled, form


def test_a_trouble_is_logged_when_it_begins_and_when_it_ends() -> None:
    troubles = Troubles()
    with capture_logs() as logs:
        for _ in range(3):
            with troubles.at("1-konsep/dafduk"):
                raise OSError(errno.EIO, "input/output error")
        for _ in range(2):
            with troubles.at("1-konsep/dafduk"):
                pass
    assert [(one["event"], one["folder"]) for one in logs] == [("share_unreadable", "1-konsep/dafduk"), ("share_readable_again", "1-konsep/dafduk")]


def test_what_a_share_does_wrong_is_tried_again() -> None:
    with pytest.raises(LaterError, match="No space"), share_errors():
        raise OSError(errno.ENOSPC, "No space left on device")


def test_an_unknown_owner_is_named_by_number() -> None:
    assert account_name(0) == "root"
    assert account_name(3_999_999_999) == "uid:3999999999"


def test_a_file_where_a_folder_should_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "x")


@pytest.mark.parametrize("folder", list(DecisionFolder), ids=str)
def test_every_form_we_publish_is_blank_until_somebody_writes_in_it(folder: DecisionFolder) -> None:
    text = form(folder=folder)
    assert is_blank_form(text.encode())
    assert is_blank_form(text.replace("\r\n", "\n").encode())
    assert not is_blank_form(text.replace('catatan: ""', 'catatan: "x"').encode())


@pytest.mark.parametrize(
    "text",
    ["", 'surat: "2027-000001"\n', 'keputusan: ""\nkeputusan: ""\n', 'keputusan: ""\n catatan\n', "keputusan: setuju\n", 'keputusan: ""\ncatatan: "\n'],
)
def test_what_looks_otherwise_is_not_blank(text: str) -> None:
    assert not is_blank_form(text.encode())


def test_a_filled_form_becomes_the_form_it_was() -> None:
    assert emptied(filled(passphrase="x").encode(), filled(passphrase="***").encode()) == form().encode()


def test_a_file_that_never_was_a_form_becomes_none() -> None:
    assert emptied(b"setuju saja\n", b"setuju saja\n") is None


def test_a_file_that_is_another_one_by_now_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "keputusan.yaml"
    path.write_bytes(b"setuju")
    seen = version_of(path.lstat())
    assert read_same(path, seen) == b"setuju"
    path.unlink()
    path.write_bytes(b"revisi")
    assert read_same(path, seen) is None


def test_a_link_in_the_place_of_a_note_is_not_followed_even_if_it_says_the_same(tmp_path: Path) -> None:
    elsewhere, note = tmp_path / "luar.txt", tmp_path / "surat.PERBAIKI.txt"
    elsewhere.write_text("Perbaiki.")
    note.symlink_to(elsewhere)
    put_note(note, "Perbaiki.")
    assert not note.is_symlink(), "whoever writes elsewhere would change what we told"
    assert (note.read_text(), elsewhere.read_text()) == ("Perbaiki.", "Perbaiki.")


def test_a_rename_takes_no_name_that_is_taken(tmp_path: Path) -> None:
    for name in ("satu", "dua"):
        (tmp_path / name).write_text(name)
    with pytest.raises(FileExistsError):
        rename_new(tmp_path / "satu", tmp_path / "dua")
    assert [(tmp_path / name).read_text() for name in ("satu", "dua")] == ["satu", "dua"]


def test_a_file_put_aside_takes_another_name_if_its_own_is_taken_at_the_last_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, day = tmp_path / "surat.pdf", tmp_path / "2027-03-01"
    source.write_bytes(b"ini")
    day.mkdir()

    def put_note_while_somebody_is_faster(path: Path, text: str) -> None:
        put_note(path, text)
        if path.name == "surat.pdf.ALASAN.txt":
            (day / "surat.pdf").write_bytes(b"itu")  # after the name was found free, before the file is moved there

    monkeypatch.setattr(aside, "put_note", put_note_while_somebody_is_faster)
    put_aside(source, version_of(source.lstat()), day, "bukan PDF")
    assert {path.name: path.read_bytes() for path in day.glob("*.pdf")} == {"surat.pdf": b"itu", "surat-2.pdf": b"ini"}
    assert not source.exists()
