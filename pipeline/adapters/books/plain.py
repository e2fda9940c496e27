"""A book as plain rows (CSV): semicolons, which an Indonesian spreadsheet takes for columns, days as `dd-mm-yyyy`, and a byte order mark for Excel.

A spreadsheet runs a cell that begins with `= + - @` as a formula, whatever file it came from: such a cell gets an apostrophe before it.
"""

import csv
import io
from datetime import date
from typing import Final

from pipeline.domain.books import Book, Cell

_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain_rows(book: Book) -> bytes:
    """The book's headings and rows."""
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, delimiter=";")
    writer.writerow([column.heading for column in book.columns])
    writer.writerows([_words(cell) for cell in row] for row in book.rows)
    return sink.getvalue().encode("utf-8-sig")


def _words(cell: Cell) -> str:
    """A cell that no spreadsheet runs.

    >>> _words("=1+1"), _words("Undangan"), _words(date(2026, 1, 30)), _words(None)
    ("'=1+1", 'Undangan', '30-01-2026', '')
    """
    match cell:
        case None:
            return ""
        case date():
            return cell.strftime("%d-%m-%Y")
        case int():
            return str(cell)
        case str():
            return f"'{cell}" if cell.lstrip(" ").startswith(_RISKY) else cell
