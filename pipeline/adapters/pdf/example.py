"""An example draft, as a word processor would export it: letterhead, placeholders, body, signature block."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fpdf import FPDF

from pipeline.adapters.pdf.faces import Face, font_file

_BODY: Final = (
    "Menindaklanjuti rencana kerja tahun ini, bersama surat ini kami sampaikan undangan koordinasi pelayanan administrasi kependudukan. "
    "Mohon kehadiran Saudara tepat waktu dengan membawa data pendukung yang diperlukan. "
)


def example_draft(target: Path, subject: str) -> None:
    """Write a one-page A4 draft with placeholders for number, date and TTE."""
    page = FPDF(format="A4")
    page.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
    page.set_margins(30, 20, 20)
    page.add_font("serif", "", font_file(Face.SERIF))
    page.add_font("serif", "B", font_file(Face.SERIF_BOLD))
    page.add_page()
    page.set_font("serif", "B", 13)
    for line in ("PEMERINTAH KABUPATEN BANTUL", "DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL"):
        page.cell(0, 7, line, align="C", new_x="LMARGIN", new_y="NEXT")
    page.ln(8)
    page.set_font("serif", "", 12)
    page.cell(0, 7, "Bantul, ${tanggal_naskah}", align="L", new_x="LMARGIN", new_y="NEXT")
    for label, value in (("Nomor", "${nomor_naskah}"), ("Sifat", "${sifat}"), ("Hal", subject)):
        page.cell(25, 7, label)
        page.cell(0, 7, f": {value}", new_x="LMARGIN", new_y="NEXT")
    page.ln(6)
    page.multi_cell(0, 6.5, _BODY * 2, align="L")
    page.ln(10)
    page.set_left_margin(110)
    for line in ("Kepala,", "", "", "${ttd_pengirim}", "", "", "${nama_pengirim}", "NIP. ${nip_pengirim}"):
        page.cell(0, 6.5, line, new_x="LMARGIN", new_y="NEXT")
    page.output(str(target))
