"""A book as a workbook (XLSX): days are days, codes and numbers of letters are text, and nothing in it can run.

Every text is written as a string cell, so that `400.10` keeps its nought and `=1+1` stays what a clerk typed. Rows go to the disk as they come.
"""

import io
from collections.abc import Iterable
from datetime import date
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.domain.books import Book, Cell

_HEAD_ROWS: Final = 3
"""title, office and an empty row"""
_SHARE_CHARACTERS: Final = 1.3
"""width of a column, in characters, for each part of its share"""
_LONGEST: Final = 32_767
"""what one cell holds"""
_OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def workbook(book: Book) -> bytes:
    """The book as one sheet, with its headings repeated on every printed page."""
    sink = io.BytesIO()
    with Workbook(sink, _OPTIONS) as file:
        bold = file.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        words = file.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        day = file.add_format({"valign": "top", "num_format": "dd-mm-yyyy"})
        sheet = file.add_worksheet()
        _lay_out(sheet, book)
        sheet.write_string(0, 0, f"{book.title} {book.period}", file.add_format({"bold": True, "font_size": 13}))
        sheet.write_string(1, 0, book.office)
        for place, column in enumerate(book.columns):
            sheet.write_string(_HEAD_ROWS, place, column.heading, bold)
        _fill(sheet, book.rows, words, day)
    return sink.getvalue()


def _lay_out(sheet: Worksheet, book: Book) -> None:
    for place, column in enumerate(book.columns):
        sheet.set_column(place, place, column.share * _SHARE_CHARACTERS)
    sheet.freeze_panes(_HEAD_ROWS + 1, 0)
    sheet.repeat_rows(_HEAD_ROWS)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def _fill(sheet: Worksheet, rows: Iterable[tuple[Cell, ...]], words: Format, day: Format) -> None:
    for place, row in enumerate(rows, start=_HEAD_ROWS + 1):
        for column, cell in enumerate(row):
            match cell:
                case None:
                    sheet.write_blank(place, column, None, words)
                case date():
                    sheet.write_datetime(place, column, cell, day)
                case int():
                    sheet.write_number(place, column, cell)
                case _:
                    sheet.write_string(place, column, cell if len(cell) <= _LONGEST else f"{cell[: _LONGEST - 1]}…", words)
