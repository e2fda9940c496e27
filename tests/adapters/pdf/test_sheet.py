"""The dispatch sheet on paper."""

import re
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from pipeline.adapters.pdf.sheet import dispatch_sheet
from pipeline.domain.notes import Language
from pipeline.domain.notes.pages import SHEET_LABELS
from pipeline.domain.sheet import DispatchSheet, Slip
from tests.judges import page_text, qpdf_check, qr_codes

ROWS = (("Kecamatan Sewon", "Jl. Parangtritis Km 7", "diantar"), ("Camat Bantul", "", "diantar"))


PAPER_MM = {"A4": (210.0, 297.0), "F4": (215.0, 330.0)}
ENVELOPE_MM = {"DL": (220.0, 110.0), "C6/5": (229.0, 114.0)}
FITS = [("A4", "DL"), ("A4", "C6/5"), ("F4", "C6/5")]
WINDOW_MM = (20.0, 15.0, 90.0, 35.0)
"""from the left, from below, width, height"""
Rect = tuple[float, float, float, float]


def shown(paper: str, envelope: str, *, everywhere: bool) -> Rect:
    """What of a page folded in three the window shows wherever the page lies in the envelope, or may show (left, upper, right, lower edge, in mm)."""
    (width, height), (wide, high), (left, below, across, up) = PAPER_MM[paper], ENVELOPE_MM[envelope], WINDOW_MM
    play_x, play_y, lower = wide - width, high - height / 3, height / 3 - below
    least = (left, lower - up + play_y, left + across - play_x, lower)
    most = (left - play_x, lower - up, left + across, lower + play_y)
    return least if everywhere else most


def words_on(file: Path, page: int) -> list[tuple[str, Rect]]:
    told = subprocess.run(["pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(file), "-"], capture_output=True, text=True, check=True).stdout
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', told)
    return [(word, tuple(float(one) * 25.4 / 72 for one in place)) for *place, word in found]  # type: ignore[misc]  # four of them


def is_within(inner: Rect, outer: Rect) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def is_apart(one: Rect, other: Rect) -> bool:
    return one[2] <= other[0] or one[0] >= other[2] or one[3] <= other[1] or one[1] >= other[3]


def a_sheet(subject: str = "Undangan Rapat", slips: tuple[Slip, ...] = ()) -> DispatchSheet:
    return DispatchSheet(
        office="Dinas Kependudukan dan Pencatatan Sipil",
        number="400.12.2.1/00123/DAFDUK",
        date="23 November 2026",
        subject=subject,
        rows=ROWS,
        labels={name: text().words(Language.INDONESIAN) for name, text in SHEET_LABELS.items()},
        slips=slips,
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


SHORT = Slip(name="Panewu Sewon", address="Jalan Parangtritis Km. 7, Sewon, Bantul", code="2026-000001/3 400.12.2.1/7")
LONG = Slip(
    name="Kepala Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana Kabupaten Bantul",
    address="Kompleks Perkantoran Terpadu Manding, Gedung Utara Lantai 2, Jalan Lingkar Timur, Trirenggo, Bantul, Daerah Istimewa Yogyakarta 55714",
    code="2026-000001/4 400.12.2.1/7",
)


@pytest.mark.parametrize(("paper", "envelope"), FITS, ids=["A4 in DL", "A4 in C6/5", "F4 in C6/5"])
def test_the_address_shows_in_the_window_wherever_the_page_lies_and_nothing_else_ever_does(tmp_path: Path, paper: str, envelope: str) -> None:
    target = tmp_path / "ekspedisi.pdf"
    slips = (SHORT, LONG, Slip(name="Camat Bantul", address="", code="2026-000001/5 1"))
    dispatch_sheet(target, a_sheet(slips=slips))
    always, ever = shown(paper, envelope, everywhere=True), shown(paper, envelope, everywhere=False)
    for page, slip in enumerate(slips, 2):
        found = words_on(target, page)
        inside = [word for word, place in found if is_within(place, always)]
        assert inside == f"{slip.name} {slip.address}".split()
        assert len([word for word, place in found if not is_apart(place, ever)]) == len(inside)
        assert is_apart((160, 116, 186, 142), ever)  # the QR


def test_f4_is_too_large_for_a_dl_envelope() -> None:
    assert PAPER_MM["F4"][1] / 3 >= ENVELOPE_MM["DL"][1]


def test_each_envelopes_page_tells_the_number_and_its_qr_the_delivery(tmp_path: Path) -> None:
    target = tmp_path / "ekspedisi.pdf"
    dispatch_sheet(target, a_sheet(slips=(SHORT, LONG)))
    assert len(PdfReader(target).pages) == 3
    for page, slip in enumerate((SHORT, LONG), 2):
        assert qr_codes(target, page) == [slip.code]
        text = page_text(target, page)
        assert "400.12.2.1/00123/DAFDUK" in text
        assert "Undangan" not in text  # nobody who finds the envelope open learns more than he must
    assert qpdf_check(target) == ""


def test_an_address_too_long_for_any_window_stands_below_in_full(tmp_path: Path) -> None:
    target = tmp_path / "ekspedisi.pdf"
    slip = Slip(name="Camat Bantul", address="Jalan Parangtritis Km. 7, " * 30 + "Bantul", code="x")
    dispatch_sheet(target, a_sheet(slips=(slip,)))
    always = shown("A4", "DL", everywhere=True)
    assert [word for word, place in words_on(target, 2) if is_within(place, always)] == ["Camat", "Bantul"]
    assert page_text(target, 2).count("Parangtritis") == 30
    assert len(PdfReader(target).pages) == 2


def test_a_name_without_end_does_not_stop_the_sheet(tmp_path: Path) -> None:
    target = tmp_path / "ekspedisi.pdf"
    dispatch_sheet(target, a_sheet(slips=(Slip(name="x" * 500, address="y" * 5_000, code="kode"),)))
    assert sum(page_text(target, page).count("y") for page in (2, 3, 4)) >= 5_000
    assert qr_codes(target, 2) == ["kode"]
