"""The books as files, read by others' programs: a spreadsheet's reader, a CSV reader and a PDF reader."""

import csv
import io
import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.adapters.books import plain_rows, workbook
from pipeline.adapters.pdf.book import paper_book
from pipeline.domain.books import Book, Cell, Column

RUNS = ['=HYPERLINK("http://x.test")', "+1", "-1", "@SUM(A1)", "\t=1", " =1"]
DAY = date(2026, 1, 30)


def a_book(*rows: tuple[Cell, ...]) -> Book:
    columns = tuple(Column(heading=heading, share=share) for heading, share in (("No", 10), ("Nomor", 40), ("Tanggal", 20), ("Isi", 30)))
    return Book(title="BUKU AGENDA", office="Dinas Kependudukan", period="2026", page="Halaman {page} dari {pages}", columns=columns, rows=iter(rows))


def cells(raw: bytes) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(raw)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(min_row=5, values_only=True)]


def test_a_workbooks_days_are_days_and_its_codes_are_text() -> None:
    assert cells(workbook(a_book((1, "400.10", DAY, "000.1"), (2, "0470", None, "")))) == [
        [1, "400.10", datetime(2026, 1, 30), "000.1"],  # noqa: DTZ001 -- a spreadsheet's days have no zone
        [2, "0470", None, ""],
    ]


@pytest.mark.parametrize("cell", RUNS)
def test_a_workbook_runs_nothing_and_says_it_as_it_was_written(cell: str) -> None:
    raw = workbook(a_book((1, cell, None, cell)))
    sheet = load_workbook(io.BytesIO(raw)).active
    assert sheet is not None
    assert (sheet["B5"].value, sheet["B5"].data_type) == (cell, "s")


def test_a_text_too_long_for_a_cell_is_cut_where_it_is_seen() -> None:
    ((_, _, _, long),) = cells(workbook(a_book((1, "", None, "x" * 40_000))))
    assert isinstance(long, str)
    assert (len(long), long[-1]) == (32_767, "…")


@pytest.mark.parametrize("cell", RUNS)
def test_plain_rows_run_nothing_in_a_spreadsheet(cell: str) -> None:
    raw = plain_rows(a_book((1, cell, DAY, "x;y\nz")))
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert rows == [["No", "Nomor", "Tanggal", "Isi"], ["1", f"'{cell}", "30-01-2026", "x;y\nz"]]


def test_a_book_on_paper_repeats_its_headings_and_counts_its_pages(tmp_path: Path) -> None:
    file = tmp_path / "agenda.pdf"
    file.write_bytes(paper_book(a_book(*((place, f"400.10/{place}", DAY, None) for place in range(1, 61)))))
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True, timeout=30).stdout
    pages = text.removesuffix("\f").split("\f")
    assert len(pages) > 1
    assert all("Nomor" in page for page in pages)
    assert [f"Halaman {number} dari {len(pages)}" in page for number, page in enumerate(pages, start=1)] == [True] * len(pages)
    assert all(text.count(f"400.10/{place} ") == 1 for place in range(1, 61))
    assert "30-01-2026" in pages[0]


def test_a_row_on_paper_breaks_long_words_and_says_where_it_was_cut(tmp_path: Path) -> None:
    file = tmp_path / "agenda.pdf"
    file.write_bytes(paper_book(a_book((1, "A" * 300, None, "kata " * 2000), (2, "berikut", DAY, ""))))
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True, timeout=30).stdout
    assert text.count("A") >= 300
    assert "…" in text
    assert "berikut" in text
