"""The dispatch sheet on paper."""

from pathlib import Path

from pypdf import PdfReader

from pipeline.adapters.pdf.sheet import dispatch_sheet
from pipeline.domain.notes import Language
from pipeline.domain.notes.pages import SHEET_LABELS
from pipeline.domain.sheet import DispatchSheet
from tests.judges import page_text, qpdf_check

ROWS = (("Kecamatan Sewon", "Jl. Parangtritis Km 7", "diantar"), ("Camat Bantul", "", "diantar"))


def a_sheet(subject: str = "Undangan Rapat") -> DispatchSheet:
    return DispatchSheet(
        office="Dinas Kependudukan dan Pencatatan Sipil",
        number="400.12.2.1/00123/DAFDUK",
        date="23 November 2026",
        subject=subject,
        rows=ROWS,
        labels={name: text().words(Language.INDONESIAN) for name, text in SHEET_LABELS.items()},
    )


def test_the_sheet_tells_what_goes_to_whom_and_leaves_room_to_sign(tmp_path: Path) -> None:
    target = tmp_path / "ekspedisi.pdf"
    dispatch_sheet(target, a_sheet())
    text = page_text(target)
    for words in (
        "LEMBAR EKSPEDISI",
        "Dinas Kependudukan",
        "400.12.2.1/00123/DAFDUK",
        "23 November 2026",
        "Undangan Rapat",
        "Kecamatan Sewon",
        "Km 7",
        "Camat Bantul",
        "Tanda tangan",
    ):
        assert words in text
    assert qpdf_check(target) == ""
    (page,) = PdfReader(target).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_a_confidential_sheet_has_no_subject(tmp_path: Path) -> None:
    target = tmp_path / "ekspedisi.pdf"
    dispatch_sheet(target, a_sheet(subject=""))
    assert "Hal" not in page_text(target).replace("Halaman", "")


def test_the_same_sheet_gives_the_same_bytes(tmp_path: Path) -> None:
    dispatch_sheet(tmp_path / "one.pdf", a_sheet())
    dispatch_sheet(str(tmp_path / "other.pdf"), a_sheet())
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "other.pdf").read_bytes()
