"""Anybody may ask whether a letter is the registered one: the page that its QR code opens (SOP 8-9)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.domain.letter import Letter
from pipeline.domain.notes import Language
from pipeline.domain.notes.public import PAGE
from pipeline.domain.public import verification_code
from tests.browser import measured_in_browser, served
from tests.judges import qr_codes
from tests.kantor import Kantor, open_kantor

ADDRESS = "https://surat.example.test/verifikasi/"


@pytest.fixture
def kantor(tmp_path: Path) -> Iterator[Kantor]:
    """An office whose web server serves the folder of the pages."""
    with open_kantor(tmp_path / "kantor", alamat_verifikasi=ADDRESS) as kantor:
        yield kantor


def page_of(kantor: Kantor, letter: Letter) -> Path:
    return kantor.inbox / "verifikasi" / verification_code(kantor.desk.office, letter) / "index.html"


def text_of(page: Path) -> str:
    return page.read_text("utf-8")


def words(name: str) -> str:
    return PAGE[name]().words(Language.INDONESIAN)


def test_a_letter_has_no_page_before_it_is_signed_and_keeps_it_for_ever(kantor: Kantor) -> None:
    letter = kantor.submit()
    assert not page_of(kantor, letter).exists()
    letter = kantor.approve_all(letter)
    assert words("registered") in text_of(page_of(kantor, letter))
    kantor.work()
    assert page_of(kantor, letter).exists()


def test_the_qr_code_opens_the_letters_page(kantor: Kantor) -> None:
    letter = kantor.approve_all(kantor.submit())
    assert qr_codes(kantor.desk.documents.path(str(letter.document))) == [f"{ADDRESS}{page_of(kantor, letter).parent.name}/"]


def test_a_browser_knows_the_registered_file_from_every_other(kantor: Kantor, tmp_path: Path) -> None:
    letter = kantor.approve_all(kantor.submit())
    signed = kantor.desk.documents.path(str(letter.document)).read_bytes()
    (tmp_path / "surat.pdf").write_bytes(signed)
    (tmp_path / "diubah.pdf").write_bytes(signed[:-1] + bytes([signed[-1] ^ 1]))
    (tmp_path / "draf.pdf").write_bytes(kantor.desk.documents.path(letter.source).read_bytes())
    with served(kantor.inbox) as address:
        answers = measured_in_browser(
            f"{address}/{page_of(kantor, letter).parent.relative_to(kantor.inbox)}/",
            [tmp_path / "surat.pdf", tmp_path / "diubah.pdf", tmp_path / "draf.pdf", tmp_path / "surat.pdf"],
        )
    assert answers == [words("same"), words("other"), words("other"), words("same")]


@pytest.mark.parametrize(("security", "is_told"), [("Biasa", True), ("Terbatas", False), ("Rahasia", False)])
def test_the_page_tells_the_subject_of_ordinary_letters_only(kantor: Kantor, security: str, is_told: bool) -> None:  # noqa: FBT001 -- a case
    letter = kantor.approve_all(kantor.submit(hal="Mutasi Jabatan", keamanan=security, kepada=["kecamatan-sewon"]))
    text = text_of(page_of(kantor, letter))
    assert ("Mutasi" in text) is is_told
    assert str(letter.number.text if letter.number else None) in text
    assert "kecamatan" not in text.lower(), "nobody learns who received it"


def test_a_letter_cancelled_after_the_signature_says_so_on_its_page(kantor: Kantor) -> None:
    letter = kantor.approve_all(kantor.submit(kepada=["kecamatan-sewon"]))
    (kantor.inbox / "2-penomoran/batal.yaml").write_text(f'surat: "{letter.id}"\nkeputusan: batal\ncatatan: salah alamat\n', "utf-8")
    kantor.work()
    assert words("cancelled") in text_of(page_of(kantor, letter))
    assert words("registered") not in text_of(page_of(kantor, letter))


def test_what_an_applicant_writes_cannot_run_on_the_page(kantor: Kantor) -> None:
    letter = kantor.approve_all(kantor.submit(hal="<script>alert(1)</script> \"x\" 'y'"))
    text = text_of(page_of(kantor, letter))
    assert len(re.findall(r"<script", text)) == 1
    assert "&lt;script&gt;" in text


def test_without_an_address_there_are_no_pages(tmp_path: Path) -> None:
    with open_kantor(tmp_path / "kantor") as kantor:
        kantor.approve_all(kantor.submit())
        assert [one.name for one in (kantor.inbox / "verifikasi").iterdir()] == ["BACA-SAYA.txt"]
